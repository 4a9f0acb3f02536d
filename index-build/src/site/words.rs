//! What the pages say, in their language: the same files of strings as in the browser, and numbers and dates by the
//! same tables of Unicode's.

use crate::{
    catalogue::Date,
    error::{Failure, Result},
    runtime,
};
use hushset_core::identifier::Scheme;
use icu_datetime::{
    DateTimeFormatter,
    fieldsets::{YM, YMD},
    input::Date as IcuDate,
};
use icu_decimal::{DecimalFormatter, input::Decimal, options::DecimalFormatterOptions};
use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules, PluralRulesOptions};
use minijinja::{Error, ErrorKind, HtmlEscape, Value, value::Kwargs};
use serde::Deserialize;
use std::{
    collections::{BTreeMap, HashMap},
    fmt::Write,
};

/// The files of strings that the pages may name.
const PARTS: [&str; 3] = ["json", "embed.json", "pages.json"];

/// The file that says some of it otherwise where the index is not about Flickr's photos.
fn overlay(scheme: Scheme) -> Option<&'static str> {
    match scheme {
        Scheme::Flickr => None,
        Scheme::Web => Some("web.json"),
        Scheme::Plain => Some("plain.json"),
    }
}

/// One sentence, or one for each plural category of `n` or each value of `which`.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Message {
    One(String),
    Several(BTreeMap<String, String>),
}

/// A language.
pub(super) struct Words {
    messages: HashMap<String, Message>,
    plurals: PluralRules,
    numbers: DecimalFormatter,
    days: DateTimeFormatter<YMD>,
    months: DateTimeFormatter<YM>,
}

/// What becomes of a value in a sentence.
#[derive(Clone, Copy)]
enum Form {
    /// Names are set apart, so that their direction of writing does not disturb the sentence.
    Html,
    /// For attributes and titles.
    Plain,
}

impl Words {
    /// Reads a language's strings for an index of a scheme.
    pub(super) fn of(language: &str, scheme: Scheme) -> Result<Self> {
        let unknown = |problem: String| Failure::Site(format!("the language {language}: {problem}"));
        let mut messages = HashMap::new();
        for part in PARTS.into_iter().chain(overlay(scheme)) {
            let text = runtime::text(&format!("locales/{language}.{part}"))?;
            let part: HashMap<String, Message> =
                serde_json::from_str(text).map_err(|error| unknown(error.to_string()))?;
            messages.extend(part);
        }
        let locale: Locale = language.parse().map_err(|_| unknown("this is no language".into()))?;
        let missing = |_| unknown("Unicode's tables do not have it".into());
        Ok(Self {
            messages,
            plurals: PluralRules::try_new((&locale).into(), PluralRulesOptions::default())
                .map_err(|error| unknown(error.to_string()))?,
            numbers: DecimalFormatter::try_new((&locale).into(), DecimalFormatterOptions::default())
                .map_err(|error| unknown(error.to_string()))?,
            days: DateTimeFormatter::try_new((&locale).into(), YMD::long()).map_err(missing)?,
            months: DateTimeFormatter::try_new((&locale).into(), YM::long()).map_err(missing)?,
        })
    }

    /// A sentence as HTML.
    pub(super) fn html(&self, key: &str, values: &Kwargs) -> std::result::Result<Value, Error> {
        self.say(key, values, Form::Html).map(Value::from_safe_string)
    }

    /// A sentence as text.
    pub(super) fn plain(&self, key: &str, values: &Kwargs) -> std::result::Result<String, Error> {
        self.say(key, values, Form::Plain)
    }

    fn say(&self, key: &str, values: &Kwargs, form: Form) -> std::result::Result<String, Error> {
        let sentence = self.choose(key, values)?;
        let mut out = String::new();
        let mut rest = sentence;
        while let Some((before, (name, after))) =
            rest.split_once('{').and_then(|(before, inside)| Some((before, inside.split_once('}')?)))
        {
            push_text(&mut out, before, form);
            self.push_value(&mut out, &values.get(name)?, form);
            rest = after;
        }
        push_text(&mut out, rest, form);
        Ok(out)
    }

    fn choose(&self, key: &str, values: &Kwargs) -> std::result::Result<&str, Error> {
        let unsaid = |what: &str| Error::new(ErrorKind::UndefinedError, format!("no string {key}{what}"));
        match self.messages.get(key).ok_or_else(|| unsaid(""))? {
            Message::One(sentence) => Ok(sentence),
            Message::Several(variants) => {
                let variant = match values.get::<Option<u64>>("n")? {
                    Some(n) => category(self.plurals.category_for(n)).to_owned(),
                    None => values.get::<Value>("which")?.to_string(),
                };
                let sentence = variants.get(&variant).or_else(|| variants.get("other"));
                sentence.map(String::as_str).ok_or_else(|| unsaid(&format!(", {variant}")))
            }
        }
    }

    fn push_value(&self, out: &mut String, value: &Value, form: Form) {
        let text = match value.as_usize() {
            Some(number) if value.is_number() => self.number(number as u64),
            _ => value.to_string(),
        };
        match form {
            Form::Html if value.is_safe() || value.is_number() => out.push_str(&text),
            Form::Html => {
                let _ = write!(out, "<bdi>{}</bdi>", HtmlEscape(&text));
            }
            Form::Plain => out.push_str(&text),
        }
    }

    /// A whole number.
    pub(super) fn number(&self, number: u64) -> String {
        self.numbers.format_to_string(&Decimal::from(number))
    }

    /// A number of bytes, as the page in the browser writes it.
    pub(super) fn size(&self, bytes: u64) -> std::result::Result<String, Error> {
        let (key, number) = match bytes {
            0..1_000 => ("unit.byte", self.number(bytes)),
            1_000..1_000_000 => ("unit.kilobyte", self.number((bytes + 500) / 1_000)),
            _ => ("unit.megabyte", self.fraction((bytes + 50_000) / 100_000, 1)),
        };
        self.plain(key, &Kwargs::from_iter([("size", Value::from(number))]))
    }

    /// A probability. Never rounded up to certainty.
    pub(super) fn percent(&self, part: f64) -> std::result::Result<String, Error> {
        let hundredths = (part.min(0.9999) * 10_000.0).round() as u64;
        let number = match hundredths {
            9_901.. => self.fraction(hundredths, 2),
            _ => self.number((hundredths + 50) / 100),
        };
        self.plain("unit.percent", &Kwargs::from_iter([("part", Value::from(number))]))
    }

    /// A number of which some digits follow the point; `digits` holds them all.
    fn fraction(&self, digits: u64, after_point: u8) -> String {
        let mut decimal = Decimal::from(digits);
        decimal.multiply_pow10(-i16::from(after_point));
        decimal.absolute.trim_end();
        self.numbers.format_to_string(&decimal)
    }

    /// A date, as exact as it is.
    pub(super) fn date(&self, date: Date) -> String {
        let Some(month) = date.month else { return date.year.to_string() };
        let Ok(day) = IcuDate::try_new_iso(date.year.into(), month, date.day.unwrap_or(1)) else {
            return date.to_string();
        };
        match date.day {
            Some(_) => self.days.format(&day).to_string(),
            None => self.months.format(&day).to_string(),
        }
    }
}

fn push_text(out: &mut String, text: &str, form: Form) {
    match form {
        Form::Html => {
            let _ = write!(out, "{}", HtmlEscape(text));
        }
        Form::Plain => out.push_str(text),
    }
}

fn category(category: PluralCategory) -> &'static str {
    match category {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(language: &str, messages: &str) -> Words {
        let mut words = Words::of("en", Scheme::Flickr).unwrap();
        let locale: Locale = language.parse().unwrap();
        words.plurals = PluralRules::try_new((&locale).into(), PluralRulesOptions::default()).unwrap();
        words.numbers =
            DecimalFormatter::try_new((&locale).into(), DecimalFormatterOptions::default()).unwrap();
        words.days = DateTimeFormatter::try_new((&locale).into(), YMD::long()).unwrap();
        words.messages = serde_json::from_str(messages).unwrap();
        words
    }

    fn values<const N: usize>(values: [(&str, Value); N]) -> Kwargs {
        Kwargs::from_iter(values)
    }

    #[test]
    fn what_an_index_is_about_has_its_own_words() {
        let said = |scheme| Words::of("en", scheme).unwrap().plain("dataset.photos", &values([])).unwrap();
        assert_eq!([Scheme::Flickr, Scheme::Web, Scheme::Plain].map(said), ["Photos", "Pages", "Titles"]);
    }

    #[test]
    fn plurals_are_those_of_the_language() {
        let arabic =
            words("ar", r#"{"a": {"two": "two", "few": "few {n}", "many": "many", "other": "other"}}"#);
        let said = |n: u64| arabic.plain("a", &values([("n", n.into())])).unwrap();
        assert_eq!([2, 11, 100].map(said), ["two", "many", "other"]);
        assert!(said(3).starts_with("few "));
    }

    #[test]
    fn names_are_set_apart_and_are_text() {
        let english = words("en", r#"{"a": "{name} & {link}", "b": {"x": "X", "other": "O"}}"#);
        let link = Value::from_safe_string("<a>b</a>".into());
        let said = english.html("a", &values([("name", "<i>".into()), ("link", link)])).unwrap();
        assert_eq!(said.to_string(), "<bdi>&lt;i&gt;</bdi> &amp; <a>b</a>");
        assert_eq!(english.plain("b", &values([("which", "y".into())])).unwrap(), "O");
        assert!(english.plain("c", &values([])).unwrap_err().to_string().contains("no string c"));
        assert!(english.plain("a", &values([])).is_err(), "a value is missing");
    }

    #[test]
    fn numbers_and_dates_are_written_as_the_language_writes_them() {
        let (english, german) = (words("en", "{}"), words("de", "{}"));
        let day = Date::try_from("2019-10-11".to_owned()).unwrap();
        assert_eq!(
            (english.number(1_234_567), english.date(day)),
            ("1,234,567".into(), "October 11, 2019".into())
        );
        assert_eq!(
            (german.number(1_234_567), german.date(day)),
            ("1.234.567".into(), "11. Oktober 2019".into())
        );
        assert_eq!(english.date(Date::try_from("2019".to_owned()).unwrap()), "2019");
        assert_eq!(german.fraction(9_985, 2), "99,85");
    }
}
