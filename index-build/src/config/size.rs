//! Numbers of bytes, as people write them.

use serde::Deserialize;

/// A number of bytes: `"256 KiB"`, `"1 MiB"`, `"4096"`, or a plain number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "toml::Value")]
pub struct ByteSize(pub u64);

impl TryFrom<toml::Value> for ByteSize {
    type Error = String;

    fn try_from(value: toml::Value) -> std::result::Result<Self, String> {
        match value {
            toml::Value::String(text) => text.parse(),
            toml::Value::Integer(bytes) => {
                u64::try_from(bytes).map(Self).map_err(|_| "a size cannot be negative".into())
            }
            _ => Err("a size is written like \"256 KiB\"".into()),
        }
    }
}

impl std::str::FromStr for ByteSize {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let split = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (number, unit) = text.split_at(split);
        let factor = match unit.trim().to_ascii_lowercase().as_str() {
            "" | "b" => 1,
            "kb" => 1000,
            "kib" => 1 << 10,
            "mb" => 1_000_000,
            "mib" => 1 << 20,
            "gb" => 1_000_000_000,
            "gib" => 1 << 30,
            _ => return Err(format!("\"{text}\" is not a size; write it like \"256 KiB\"")),
        };
        let number: u64 =
            number.parse().map_err(|_| format!("\"{text}\" is not a size; write it like \"256 KiB\""))?;
        number.checked_mul(factor).map(Self).ok_or_else(|| format!("\"{text}\" is too large"))
    }
}

#[cfg(test)]
mod tests {
    use super::ByteSize;

    #[test]
    fn sizes_are_written_with_units() {
        for (text, bytes) in [
            ("256 KiB", 262_144),
            ("1MiB", 1_048_576),
            ("2 GiB", 2_147_483_648),
            ("4096", 4096),
            ("5 kB", 5000),
        ] {
            assert_eq!(text.parse::<ByteSize>().unwrap().0, bytes);
        }
        for text in ["", "KiB", "1 parsec", "99999999999999999999", "-1"] {
            assert!(text.parse::<ByteSize>().is_err(), "{text}");
        }
    }
}
