//! Values as JSON text, for `JSON.parse` to make objects of.
//!
//! A serializer of its own because of its size: it knows the few types that results are made of, never fails and
//! never formats, and takes a sixth of what a general one does in the module.

use alloc::{string::String, vec::Vec};
use core::fmt::Display;
use serde::ser::{
    Error, Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant,
    SerializeTuple, SerializeTupleStruct, Serializer,
};

/// The JSON text of a value.
pub(crate) fn to_json(value: &impl Serialize) -> String {
    let mut json = Json { out: Vec::new() };
    let Ok(()) = value.serialize(&mut json);
    // Everything pushed is ASCII or a whole `str`.
    String::from_utf8(json.out).unwrap_or_default()
}

struct Json {
    out: Vec<u8>,
}

/// What can go wrong: nothing. With an error that no value can have, the compiler leaves out all handling of errors.
#[derive(Debug)]
pub(crate) enum Never {}

impl Display for Never {
    fn fmt(&self, _: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match *self {}
    }
}

impl core::error::Error for Never {}

impl Error for Never {
    /// Called by types that refuse to be written, of which there are none among results.
    fn custom<T: Display>(_: T) -> Self {
        unreachable!()
    }
}

type Result = core::result::Result<(), Never>;

impl Json {
    fn push(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
    }

    fn string(&mut self, text: &str) {
        self.out.push(b'"');
        for &byte in text.as_bytes() {
            match byte {
                b'"' | b'\\' => self.push(&[b'\\', byte]),
                0..0x20 => {
                    let digit = |nibble: u8| nibble + if nibble < 10 { b'0' } else { b'a' - 10 };
                    self.push(&[b'\\', b'u', b'0', b'0', b'0' + (byte >> 4), digit(byte & 15)]);
                }
                _ => self.out.push(byte),
            }
        }
        self.out.push(b'"');
    }

    fn number(&mut self, mut number: u64) {
        let start = self.out.len();
        loop {
            self.out.push(b'0' + (number % 10) as u8);
            number /= 10;
            if number == 0 {
                break;
            }
        }
        if let Some(digits) = self.out.get_mut(start..) {
            digits.reverse();
        }
    }

    /// A comma, unless the list or object has just begun.
    fn comma(&mut self) {
        if !matches!(self.out.last(), Some(b'[' | b'{')) {
            self.out.push(b',');
        }
    }

    fn key(&mut self, key: &str) {
        self.comma();
        self.string(key);
        self.out.push(b':');
    }
}

/// A list or object under way, and what closes it.
pub(crate) struct Open<'a> {
    json: &'a mut Json,
    close: &'static [u8],
}

impl Open<'_> {
    fn element(&mut self, value: &(impl Serialize + ?Sized)) -> Result {
        self.json.comma();
        value.serialize(&mut *self.json)
    }

    fn field(&mut self, key: &'static str, value: &(impl Serialize + ?Sized)) -> Result {
        self.json.key(key);
        value.serialize(&mut *self.json)
    }

    fn close(self) {
        self.json.push(self.close);
    }
}

macro_rules! numbers {
    ($($name:ident $type:ty),+) => {$(
        fn $name(self, number: $type) -> Result {
            self.number(u64::from(number));
            Ok(())
        }
    )+};
}

/// Types that no result has: floating point and the like. They become `null`.
macro_rules! unsupported {
    ($($name:ident $type:ty),+) => {$(
        fn $name(self, _: $type) -> Result {
            self.serialize_unit()
        }
    )+};
}

impl<'a> Serializer for &'a mut Json {
    type Ok = ();
    type Error = Never;
    type SerializeSeq = Open<'a>;
    type SerializeTuple = Open<'a>;
    type SerializeTupleStruct = Open<'a>;
    type SerializeTupleVariant = Impossible<(), Never>;
    type SerializeMap = Open<'a>;
    type SerializeStruct = Open<'a>;
    type SerializeStructVariant = Open<'a>;

    numbers!(serialize_u8 u8, serialize_u16 u16, serialize_u32 u32, serialize_u64 u64);
    unsupported!(serialize_i8 i8, serialize_i16 i16, serialize_i32 i32, serialize_i64 i64, serialize_f32 f32, serialize_f64 f64, serialize_char char, serialize_bytes &[u8]);

    fn serialize_bool(self, value: bool) -> Result {
        self.push(if value { b"true" } else { b"false" });
        Ok(())
    }

    fn serialize_str(self, text: &str) -> Result {
        self.string(text);
        Ok(())
    }

    fn serialize_none(self) -> Result {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result {
        self.push(b"null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result {
        self.push(b"{");
        self.key(variant);
        value.serialize(&mut *self)?;
        self.push(b"}");
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> core::result::Result<Open<'a>, Never> {
        self.push(b"[");
        Ok(Open { json: self, close: b"]" })
    }

    fn serialize_tuple(self, _: usize) -> core::result::Result<Open<'a>, Never> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> core::result::Result<Open<'a>, Never> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> core::result::Result<Self::SerializeTupleVariant, Never> {
        unreachable!()
    }

    fn serialize_map(self, _: Option<usize>) -> core::result::Result<Open<'a>, Never> {
        self.push(b"{");
        Ok(Open { json: self, close: b"}" })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> core::result::Result<Open<'a>, Never> {
        self.serialize_map(None)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> core::result::Result<Open<'a>, Never> {
        self.push(b"{");
        self.key(variant);
        self.push(b"{");
        Ok(Open { json: self, close: b"}}" })
    }
}

impl SerializeSeq for Open<'_> {
    type Ok = ();
    type Error = Never;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result {
        self.element(value)
    }

    fn end(self) -> Result {
        self.close();
        Ok(())
    }
}

impl SerializeTuple for Open<'_> {
    type Ok = ();
    type Error = Never;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result {
        self.element(value)
    }

    fn end(self) -> Result {
        self.close();
        Ok(())
    }
}

impl SerializeTupleStruct for Open<'_> {
    type Ok = ();
    type Error = Never;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result {
        self.element(value)
    }

    fn end(self) -> Result {
        self.close();
        Ok(())
    }
}

impl SerializeMap for Open<'_> {
    type Ok = ();
    type Error = Never;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result {
        self.json.comma();
        key.serialize(&mut *self.json)?;
        self.json.push(b":");
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result {
        value.serialize(&mut *self.json)
    }

    fn end(self) -> Result {
        self.close();
        Ok(())
    }
}

impl SerializeStruct for Open<'_> {
    type Ok = ();
    type Error = Never;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result {
        self.field(key, value)
    }

    fn end(self) -> Result {
        self.close();
        Ok(())
    }
}

impl SerializeStructVariant for Open<'_> {
    type Ok = ();
    type Error = Never;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result {
        self.field(key, value)
    }

    fn end(self) -> Result {
        self.close();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::to_json;
    use serde::Serialize;

    #[derive(Serialize)]
    struct Everything<'a> {
        text: &'a str,
        numbers: [u64; 3],
        pair: (&'a str, Option<u8>),
        nothing: Option<u8>,
        #[serde(flatten)]
        kind: Kind,
        kinds: Vec<Kind>,
        yes: bool,
    }

    #[derive(Serialize)]
    #[serde(tag = "kind", rename_all = "kebab-case")]
    enum Kind {
        Plain,
        With { value: u16 },
    }

    #[derive(Serialize)]
    enum External {
        Unit,
        Newtype(u8),
        Struct { a: u8, b: u8 },
    }

    #[test]
    fn the_same_values_as_a_general_serializer_gives() {
        let value = Everything {
            text: "quote \" backslash \\ newline \n bell \u{7} عربي 🙂",
            numbers: [0, 10, u64::MAX],
            pair: ("", Some(7)),
            nothing: None,
            kind: Kind::With { value: 300 },
            kinds: vec![Kind::Plain, Kind::With { value: 1 }],
            yes: true,
        };
        let external = [External::Unit, External::Newtype(1), External::Struct { a: 1, b: 2 }];
        let parse = |json: &str| serde_json::from_str::<serde_json::Value>(json).unwrap();
        assert_eq!(parse(&to_json(&value)), serde_json::to_value(&value).unwrap());
        assert_eq!(parse(&to_json(&external)), serde_json::to_value(&external).unwrap());
        assert_eq!(to_json(&1.5_f64), "null");
    }
}
