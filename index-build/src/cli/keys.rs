//! `hushset keys` and `hushset sign`, and how passphrases are asked for.

use hushset::{
    error::{Failure, Result},
    keys::{MINISIG_PATH, SecretKey, generate, public_file},
    signing::sign as sign_site,
};
use std::{
    io::{IsTerminal, stdin},
    path::Path,
    process::ExitCode,
};

/// Makes a key pair.
pub(super) fn keys(secret: &Path, no_passphrase: bool) -> Result<ExitCode> {
    let passphrase = if no_passphrase { None } else { Some(chosen_passphrase()?) };
    let public = generate(secret, passphrase)?;
    let (secret, file) = (secret.display(), public_file(secret));
    anstream::println!(
        "\x1b[1m{public}\x1b[0m\n\n\
         This is the public key; it is in {} too. Publish it where readers will look for it and where whoever can\n\
         change the site cannot change it: an article, a paper, a second site.\n\n\
         The secret key is in {secret}. Keep it off the web server, and keep a copy: without it nobody can\n\
         sign for those who know this public key.\n\n\
         In hushset.toml, to have the page ask for the signature:\n\n  [site]\n  public_key = \"{public}\"\n\n\
         Build and sign:  hushset build --out site --sign-key {secret}",
        file.display()
    );
    Ok(ExitCode::SUCCESS)
}

/// Signs a site in a folder.
pub(super) fn sign(site: &Path, key: &Path) -> Result<ExitCode> {
    let key = read_key(key)?;
    let current = sign_site(site, &key)?;
    anstream::println!(
        "\x1b[1mBuild {}\x1b[0m, number {} of this site, is signed with\n  {}\n  \
         Anybody can verify it: hushset verify {site} --public-key {}\n  \
         or without this command: minisign -Vm {site}/hushset/current.bin -P {}",
        current.build,
        current.sequence,
        key.public()?,
        key.public()?,
        key.public()?,
        site = site.display(),
    );
    anstream::println!("  Upload hushset/current.bin and {MINISIG_PATH}");
    Ok(ExitCode::SUCCESS)
}

/// Reads a secret key, after asking for its passphrase if it has one.
pub(super) fn read_key(file: &Path) -> Result<SecretKey> {
    SecretKey::read(file, || passphrase(&format!("Passphrase of {}: ", file.display())))
}

/// A new passphrase: at a terminal it is asked for twice.
fn chosen_passphrase() -> Result<String> {
    let first = passphrase("A passphrase for the new key: ")?;
    if first.is_empty() {
        let problem = "a passphrase has one character at least; --no-passphrase makes a key without one";
        return Err(Failure::Question(problem.into()));
    }
    if stdin().is_terminal() && passphrase("Once more: ")? != first {
        return Err(Failure::Question("the two passphrases differ. No key was made".into()));
    }
    Ok(first)
}

/// A passphrase, without showing it; from a program, the first line of its output.
fn passphrase(prompt: &str) -> Result<String> {
    let unread = |error: std::io::Error| Failure::Question(format!("no passphrase could be read: {error}"));
    if stdin().is_terminal() {
        return rpassword::prompt_password(prompt).map_err(unread);
    }
    let mut line = String::new();
    stdin().read_line(&mut line).map_err(unread)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
