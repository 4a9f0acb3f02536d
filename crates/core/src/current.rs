//! `current.bin`: which build of a site is current.
//!
//! ```text
//! offset  size  what
//!      0     8  header
//!      8    32  build id
//!     40     8  sequence number: each publication of another build on the same site has a higher one
//!     48     1  length of the signature: 0 or 74
//!     49     …  signature of bytes 0–47, in minisign's binary form: algorithm `Ed` (2), key id (8), Ed25519 (64)
//! ```
//!
//! The algorithm is minisign's `Ed`, Ed25519 ([RFC 8032](https://www.rfc-editor.org/rfc/rfc8032)) over the bytes
//! themselves: a browser's `WebCrypto` can verify that, and has no `BLAKE2b` for the prehashed `ED`.

use crate::{
    file::BuildId,
    frame::{Cursor, HEADER_LEN, Kind, Malformed, body_of},
};

/// The longest `current.bin`, in bytes.
pub const MAX_CURRENT_LEN: usize = SIGNED_LEN + 1 + SIGNATURE_LEN;

/// The bytes that a signature vouches for.
const SIGNED_LEN: usize = HEADER_LEN + 32 + 8;

/// Algorithm, key id and signature, as minisign writes them.
pub const SIGNATURE_LEN: usize = 2 + 8 + 64;

/// What `current.bin` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Current {
    /// The current build.
    pub build: BuildId,
    /// A number that only grows: whoever has seen a higher one is being shown an old build.
    pub sequence: u64,
    /// The publisher's signature, not yet verified.
    pub signature: Option<[u8; SIGNATURE_LEN]>,
}

impl Current {
    /// Reads the file.
    pub fn read(file: &[u8]) -> Result<Self, Malformed> {
        let mut cursor = Cursor::new(body_of(Kind::Current, file)?);
        let build = BuildId(cursor.array()?);
        let sequence = cursor.u64()?;
        let signature = match cursor.byte()? {
            0 => None,
            len if usize::from(len) == SIGNATURE_LEN => Some(cursor.array()?),
            _ => return Err(Malformed::Body { rule: "a signature has 74 bytes, or there is none" }),
        };
        cursor.finish()?;
        Ok(Self { build, sequence, signature })
    }

    /// What a signature is made of: the file up to the length of the signature.
    #[cfg(feature = "build")]
    pub fn signed_bytes(&self) -> alloc::vec::Vec<u8> {
        [&crate::frame::header(Kind::Current)[..], &self.build.0, &self.sequence.to_le_bytes()].concat()
    }

    /// The bytes of the file.
    #[cfg(feature = "build")]
    pub fn write(&self) -> alloc::vec::Vec<u8> {
        let mut out = self.signed_bytes();
        match &self.signature {
            None => out.push(0),
            Some(signature) => {
                out.push(SIGNATURE_LEN as u8);
                out.extend(signature);
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_come_back_and_nothing_else_is_read() {
        for signature in [None, Some([7; SIGNATURE_LEN])] {
            let current = Current { build: BuildId([9; 32]), sequence: 3, signature };
            let mut file = current.write();
            assert_eq!(Current::read(&file), Ok(current));
            assert!(Current::read(&file[..file.len() - 1]).is_err());
            file.push(0);
            assert!(Current::read(&file).is_err());
            file.pop();
            file[48] = 1;
            assert!(Current::read(&file).is_err());
        }
    }
}
