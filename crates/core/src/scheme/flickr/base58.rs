//! Flickr's short links: photo ids in base 58, most significant digit first, without the characters that look
//! alike (`0`, `O`, `I`, `l`).

const ALPHABET: &[u8; 58] = b"123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ";

/// Reads a number in base 58; `None` if a character is not a digit or the number needs more than 64 bits.
pub(super) fn decode(text: &str) -> Option<u64> {
    if text.is_empty() {
        return None;
    }
    text.bytes().try_fold(0_u64, |number, byte| {
        let digit = ALPHABET.iter().position(|&c| c == byte)?;
        number.checked_mul(58)?.checked_add(digit as u64)
    })
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn known_links() {
        for (text, number) in [
            ("4Azxcv", Some(2_360_374_815)),
            ("7K2E7d", Some(4_425_073_240)),
            ("2ouuqFT", Some(52_830_949_513)),
            ("1", Some(0)),
            ("", None),
            ("0", None),
            ("4Azxcl", None),
            ("é", None),
            ("ZZZZZZZZZZZZ", None),
        ] {
            assert_eq!(decode(text), number, "{text}");
        }
    }
}
