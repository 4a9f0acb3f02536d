//! Dates as exact as they are known: a year, a month, or a day.

use serde::{Deserialize, Serialize};
use std::fmt;

/// `2020`, `2020-06` or `2020-06-08`. A year comes before its months, and a month before its days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date {
    /// The year.
    pub year: u16,
    /// The month, from 1.
    pub month: Option<u8>,
    /// The day, from 1.
    pub day: Option<u8>,
}

impl TryFrom<String> for Date {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let wrong = || format!("\"{text}\" is not a date; write 2020, 2020-06 or 2020-06-08");
        let part = |text: Option<&str>, most: u8| match text {
            None => Ok(None),
            Some(text) if text.len() != 2 => Err(wrong()),
            Some(text) => {
                text.parse().ok().filter(|part| (1..=most).contains(part)).map(Some).ok_or_else(wrong)
            }
        };
        let mut parts = text.split('-');
        let year = parts.next().filter(|year| year.len() == 4).and_then(|year| year.parse().ok());
        let (month, day) = (part(parts.next(), 12)?, part(parts.next(), 31)?);
        match (year, parts.next()) {
            (Some(year), None) => Ok(Self { year, month, day }),
            _ => Err(wrong()),
        }
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        [self.month, self.day].iter().flatten().try_for_each(|part| write!(f, "-{part:02}"))
    }
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn dates_are_as_exact_as_they_are_written() {
        for text in ["2020", "2020-06", "2020-06-08"] {
            assert_eq!(Date::try_from(text.to_owned()).unwrap().to_string(), text);
        }
        for text in ["", "20", "2020-6", "2020-13", "2020-06-32", "2020-06-08-01", "June 2020", "2020-00"] {
            assert!(Date::try_from(text.to_owned()).unwrap_err().contains("2020-06"), "{text}");
        }
    }
}
