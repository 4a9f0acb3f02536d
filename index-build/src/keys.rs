//! Keys and signatures, in the files of [minisign](https://jedisct1.github.io/minisign/).
//!
//! A signed site has two signatures by the same key. One stands in `current.bin`, over its first 48 bytes and in the form
//! that a browser can verify. The other lies beside it, `current.bin.minisig`, over the whole file: `minisign -Vm
//! hushset/current.bin` verifies that without a program of ours. Its trusted comment names the build and its number.

use crate::{
    error::{Failure, Result},
    trust::Refusal,
};
use ct_codecs::{Base64, Decoder};
use hushset_core::current::{Current, SIGNATURE_LEN};
use minisign::{ErrorKind, KeyPair, SecretKeyBox, SignatureBox};
use ring::signature::{ED25519, Ed25519KeyPair, UnparsedPublicKey};
use std::{
    fmt, fs,
    io::{Cursor, Write},
    path::Path,
};
use tempfile::Builder;

/// Where the second signature of a site lies.
pub const MINISIG_PATH: &str = "hushset/current.bin.minisig";

/// The longest that file is read: minisign's own limits of its two comments, and the rest.
pub const MAX_MINISIG_LEN: usize = 16 << 10;

/// What a signature begins with: minisign's name for Ed25519 over the bytes themselves.
const ALGORITHM: &[u8; 2] = b"Ed";

/// The length of a public key, and of the seed of a secret one.
const KEY_LEN: usize = 32;

/// Where the seed stands in a secret key, behind names of algorithms, salt, costs and the key's id; its public half follows.
const SEED_AT: usize = 62;

/// The key by which readers know a publisher.
#[derive(Debug, Clone)]
pub struct PublicKey(minisign::PublicKey);

impl PublicKey {
    /// A key as it is handed on: one line that begins with `RW`, or the file that has it as its second line.
    pub fn named(key_or_file: &str) -> Result<Self> {
        if let Some(key) = Self::from_line(key_or_file) {
            return Ok(key);
        }
        let file = Path::new(key_or_file);
        let text = fs::read_to_string(file).map_err(|error| Failure::reading(file, &error))?;
        text.lines().last().and_then(Self::from_line).ok_or_else(|| Failure::Read {
            file: file.into(),
            problem: "it holds no public key of minisign's: a line of 56 characters that begins with RW"
                .into(),
        })
    }

    /// A key in one line.
    pub fn from_line(line: &str) -> Option<Self> {
        let key = minisign::PublicKey::from_base64(line.trim()).ok()?;
        key.to_bytes().starts_with(ALGORITHM).then_some(Self(key))
    }

    /// Verifies the signature that stands in `current.bin`.
    pub fn verify(&self, current: &Current) -> std::result::Result<(), Refusal> {
        let signature = current.signature.as_ref().ok_or(Refusal::Unsigned)?;
        let (Some((algorithm, rest)), public) = (signature.split_first_chunk::<2>(), self.0.to_bytes())
        else {
            return Err(Refusal::Forged);
        };
        let (id, signature) = rest.split_at(self.0.keynum().len());
        if id != self.0.keynum() {
            return Err(Refusal::OtherKey);
        }
        let key = public.last_chunk::<KEY_LEN>().ok_or(Refusal::OtherKey)?;
        let verified = UnparsedPublicKey::new(&ED25519, key).verify(&current.signed_bytes(), signature);
        if algorithm == ALGORITHM { verified.map_err(|_| Refusal::Forged) } else { Err(Refusal::Forged) }
    }

    /// Verifies the signature that lies beside `current.bin`; gives its trusted comment.
    pub fn verify_beside(&self, current: &Current, minisig: &str) -> std::result::Result<String, Refusal> {
        let signature = SignatureBox::from_string(minisig).map_err(|_| Refusal::Forged)?;
        if signature.keynum() != self.0.keynum() {
            return Err(Refusal::OtherKey);
        }
        minisign::verify(&self.0, &signature, Cursor::new(current.write()), true, false, true)
            .and_then(|()| signature.trusted_comment())
            .map_err(|_| Refusal::Forged)
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_base64())
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_bytes() == other.0.to_bytes()
    }
}

/// The key that a publisher signs with. It is not shown, also not for debugging.
pub struct SecretKey(minisign::SecretKey);

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey")
    }
}

impl SecretKey {
    /// Reads a secret key's file; asks for its passphrase if it has one.
    pub fn read(file: &Path, passphrase: impl FnOnce() -> Result<String>) -> Result<Self> {
        let wrong = |problem: &str| Failure::Read { file: file.into(), problem: problem.into() };
        let text = fs::read_to_string(file).map_err(|error| Failure::reading(file, &error))?;
        let no_key = "it is no secret key of minisign's";
        let line = text.lines().nth(1).unwrap_or_default();
        let key = if line.starts_with(ENCRYPTED) {
            let opened = SecretKeyBox::from(text).into_secret_key(Some(passphrase()?));
            opened.map_err(|error| match error.kind() {
                ErrorKind::Verify => wrong("the passphrase is wrong"),
                _ => wrong(no_key),
            })?
        } else {
            // Of a key that is not encrypted, minisign 0.11 writes no checksum; its two halves must fit.
            let bytes = Base64::decode_to_vec(line, None).map_err(|_| wrong(no_key))?;
            minisign::SecretKey::from_bytes(&bytes).map_err(|_| wrong(no_key))?
        };
        let key = Self(key);
        key.pair().map(|_| key).ok_or_else(|| wrong(no_key))
    }

    /// The key as what signs.
    fn pair(&self) -> Option<Ed25519KeyPair> {
        let bytes = self.0.to_bytes();
        let (seed, rest) = bytes.get(SEED_AT..)?.split_at_checked(KEY_LEN)?;
        Ed25519KeyPair::from_seed_and_public_key(seed, rest.get(..KEY_LEN)?).ok()
    }

    /// The key that others verify with.
    pub fn public(&self) -> Result<PublicKey> {
        minisign::PublicKey::from_secret_key(&self.0).map(PublicKey).map_err(|_| Failure::bug(UNUSABLE))
    }

    /// Signs what is published, in place.
    pub fn sign(&self, current: &mut Current) -> Result<()> {
        let pair = self.pair().ok_or(Failure::bug(UNUSABLE))?;
        let signature = pair.sign(&current.signed_bytes());
        let whole = [ALGORITHM, self.0.keynum(), signature.as_ref()].concat();
        let whole: [u8; SIGNATURE_LEN] = whole.try_into().map_err(|_| Failure::bug(UNUSABLE))?;
        current.signature = Some(whole);
        Ok(())
    }

    /// The file to lie beside a signed `current.bin`.
    pub fn sign_beside(&self, current: &Current) -> Result<String> {
        let said = format!("hushset build {} number {}", current.build, current.sequence);
        let untrusted = "verify with: minisign -Vm current.bin -P <public key>";
        minisign::sign(None, &self.0, Cursor::new(current.write()), Some(&said), Some(untrusted))
            .map(SignatureBox::into_string)
            .map_err(|_| Failure::bug(UNUSABLE))
    }
}

/// The beginning of a secret key that is encrypted: Ed25519, scrypt, `BLAKE2b`, in Base64.
const ENCRYPTED: &str = "RWRTY0Iy";

const UNUSABLE: &str = "a secret key that was read cannot be used";

/// Makes a key pair and writes it: the secret key to `secret`, which only its owner may read, encrypted if there is a
/// passphrase; the public key beside it, with `.pub` added. Nothing is overwritten.
pub fn generate(secret: &Path, passphrase: Option<String>) -> Result<PublicKey> {
    let public = public_file(secret);
    for file in [secret, &public] {
        if file.exists() {
            let problem = "there is such a file already, and keys are never overwritten".into();
            return Err(Failure::Write { file: file.into(), problem });
        }
    }
    let broken = |_| Failure::bug("no key could be made");
    let encrypted = passphrase.is_some();
    let pair = match passphrase {
        Some(passphrase) => KeyPair::generate_encrypted_keypair(Some(passphrase)),
        None => KeyPair::generate_unencrypted_keypair(),
    };
    let KeyPair { pk, sk } = pair.map_err(broken)?;
    let kind = if encrypted { "minisign encrypted secret key" } else { "minisign secret key, not encrypted" };
    let secret_text = sk.to_box(Some(kind)).map_err(broken)?.into_string();
    let public_text = pk.to_box().map_err(broken)?.into_string();
    write_new(secret, &secret_text)?;
    write_new(&public, &public_text)?;
    Ok(PublicKey(pk))
}

/// Where [`generate`] puts the public key.
pub fn public_file(secret: &Path) -> std::path::PathBuf {
    let mut name = secret.as_os_str().to_owned();
    name.push(".pub");
    name.into()
}

/// Writes a file that must not be there yet, as a whole. Temporary files are readable by their owner alone, and stay so.
fn write_new(file: &Path, text: &str) -> Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut fresh = Builder::new().tempfile_in(folder).map_err(|error| Failure::writing(folder, &error))?;
    fresh
        .write_all(text.as_bytes())
        .and_then(|()| fresh.as_file().sync_all())
        .map_err(|error| Failure::writing(file, &error))?;
    fresh.persist_noclobber(file).map(drop).map_err(|kept| Failure::writing(file, &kept.error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use hushset_core::file::BuildId;

    fn current() -> Current {
        Current { build: BuildId([7; 32]), sequence: 5, signature: None }
    }

    fn signed(secret: &SecretKey) -> Current {
        let mut signed = current();
        secret.sign(&mut signed).unwrap();
        signed
    }

    /// A pair in a folder, and its secret key read back.
    fn pair(folder: &Path, name: &str, passphrase: Option<&str>) -> (SecretKey, PublicKey) {
        let file = folder.join(name);
        let public = generate(&file, passphrase.map(str::to_owned)).unwrap();
        let asked = || passphrase.map(str::to_owned).ok_or(Failure::Question("it has no passphrase".into()));
        (SecretKey::read(&file, asked).unwrap(), public)
    }

    #[test]
    fn only_the_signed_bytes_and_only_that_key() {
        let folder = tempfile::tempdir().unwrap();
        let (secret, public) = pair(folder.path(), "one.key", None);
        let (_, other) = pair(folder.path(), "other.key", None);
        let good = signed(&secret);
        assert_eq!(public.verify(&good), Ok(()));
        assert_eq!(signed(&secret), good, "signing again gives the same bytes");
        assert_eq!(public.verify(&current()), Err(Refusal::Unsigned));
        assert_eq!(other.verify(&good), Err(Refusal::OtherKey));
        assert_eq!(public.verify(&Current { sequence: 6, ..good.clone() }), Err(Refusal::Forged));
        assert_eq!(public.verify(&Current { build: BuildId([8; 32]), ..good.clone() }), Err(Refusal::Forged));
        let file = good.write();
        for at in 49..file.len() {
            let mut bent = file.clone();
            bent[at] ^= 1;
            assert!(public.verify(&Current::read(&bent).unwrap()).is_err(), "byte {at}");
        }
    }

    #[test]
    fn the_file_beside_it_vouches_for_the_whole_and_names_the_build() {
        let folder = tempfile::tempdir().unwrap();
        let (secret, public) = pair(folder.path(), "one.key", None);
        let (_, other) = pair(folder.path(), "other.key", None);
        let good = signed(&secret);
        let beside = secret.sign_beside(&good).unwrap();
        let said = public.verify_beside(&good, &beside).unwrap();
        assert_eq!(said, format!("hushset build {} number 5", "07".repeat(32)));
        assert_eq!(other.verify_beside(&good, &beside), Err(Refusal::OtherKey));
        assert_eq!(public.verify_beside(&current(), &beside), Err(Refusal::Forged));
        let older = beside.replace("number 5", "number 4");
        assert_eq!(public.verify_beside(&good, &older), Err(Refusal::Forged));
        assert_eq!(public.verify_beside(&good, "<!doctype html>"), Err(Refusal::Forged));
    }

    #[test]
    fn a_passphrase_is_needed_and_must_be_right() {
        let folder = tempfile::tempdir().unwrap();
        let (secret, public) = pair(folder.path(), "one.key", Some("correct horse"));
        assert_eq!(public.verify(&signed(&secret)), Ok(()));
        let file = folder.path().join("one.key");
        let error = SecretKey::read(&file, || Ok("battery".into())).unwrap_err().to_string();
        assert!(error.contains("the passphrase is wrong"), "{error}");
        let named = PublicKey::named(file.with_extension("key.pub").to_str().unwrap()).unwrap();
        assert_eq!((named.to_string(), &named), (public.to_string(), &public));
        assert_eq!(PublicKey::named(&public.to_string()).unwrap(), public);
    }

    #[test]
    fn keys_are_never_overwritten_and_their_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("one.key");
        generate(&file, None).unwrap();
        let before = fs::read(&file).unwrap();
        let error = generate(&file, None).unwrap_err().to_string();
        assert!(error.contains("never overwritten"), "{error}");
        fs::remove_file(&file).unwrap();
        assert!(generate(&file, None).is_err(), "its public key is still there");
        assert!(!file.exists() && !before.is_empty());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            generate(&folder.path().join("two.key"), None).unwrap();
            let mode = fs::metadata(folder.path().join("two.key")).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn what_is_no_key_is_said_to_be_none() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("page.html");
        fs::write(&file, "<!doctype html>\n<p>not a key").unwrap();
        for error in [
            PublicKey::named(file.to_str().unwrap()).unwrap_err(),
            SecretKey::read(&file, || panic!("nothing to ask for")).unwrap_err(),
        ] {
            assert!(error.to_string().contains("key of minisign's"), "{error}");
        }
        assert!(PublicKey::named("no/such/file").unwrap_err().to_string().contains("no such file"));
    }
}
