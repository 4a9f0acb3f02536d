//! Reads from `Cargo.lock` which version of a crate is in use.
//!
//! Cargo writes the file itself, always in the same shape, so a line reader is enough and a TOML parser is not needed.

use anyhow::{Result, bail};

/// The version of `package` in the text of a `Cargo.lock`; an error if it stands there never or more than once.
pub(crate) fn version_of(lock: &str, package: &str) -> Result<String> {
    let wanted = format!("name = \"{package}\"");
    let lines = || lock.lines().map(str::trim);
    let mut versions = lines()
        .zip(lines().skip(1))
        .filter(|(name, _)| *name == wanted)
        .filter_map(|(_, next)| next.strip_prefix("version = \"")?.strip_suffix('"'));
    match (versions.next(), versions.next()) {
        (Some(version), None) => Ok(version.to_owned()),
        (None, _) => bail!(
            "Cargo.lock has no package `{package}`. Is crates/wasm a member of the workspace, and is Cargo.lock up to date?"
        ),
        (Some(one), Some(other)) => bail!(
            "Cargo.lock has `{package}` in two versions, {one} and {other}; one tool cannot serve both. \
             `cargo tree -i {package}@{other}` says who asks for the second."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::version_of;

    const LOCK: &str = r#"
version = 4

[[package]]
name = "wasm-bindgen"
version = "0.2.130"
source = "registry+https://github.com/rust-lang/crates.io-index"
dependencies = [
 "wasm-bindgen-macro",
]

[[package]]
name = "wasm-bindgen-macro"
version = "0.2.131"

[[package]]
name = "sha2"
version = "0.10.9"

[[package]]
name = "sha2"
version = "0.11.1"
"#;

    #[test]
    fn finds_the_package_and_not_its_namesakes() {
        assert_eq!(version_of(LOCK, "wasm-bindgen").unwrap(), "0.2.130");
        assert_eq!(version_of(LOCK, "wasm-bindgen-macro").unwrap(), "0.2.131");
    }

    #[test]
    fn reads_windows_line_ends() {
        assert_eq!(version_of(&LOCK.replace('\n', "\r\n"), "wasm-bindgen").unwrap(), "0.2.130");
    }

    #[test]
    fn refuses_absent_and_ambiguous_packages() {
        assert!(version_of(LOCK, "bindgen").unwrap_err().to_string().contains("no package"));
        assert!(version_of(LOCK, "sha2").unwrap_err().to_string().contains("0.10.9 and 0.11.1"));
    }
}
