//! One JSON object: the fields that the settings name, and the names of the others. What is not named is skipped
//! where it is read and never held.

use super::{mapped::Cells, report::Tally};
use crate::config::{Column, Columns, Field};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::{borrow::Cow, fmt};

/// Which fields of objects are read.
#[derive(Debug)]
pub(super) struct Plan {
    /// Their names; `outer.inner` is the field of an inner object.
    names: Vec<String>,
    /// By mapped field, the place of its name.
    of_field: [Option<usize>; Field::COUNT],
}

impl Plan {
    pub(super) fn of(columns: &Columns) -> Self {
        let mut plan = Self { names: Vec::new(), of_field: [None; Field::COUNT] };
        for (&field, column) in columns {
            let Column::Name(name) = column else { continue };
            let place = plan.names.iter().position(|known| known == name).unwrap_or_else(|| {
                plan.names.push(name.clone());
                plan.names.len() - 1
            });
            if let Some(slot) = plan.of_field.get_mut(field as usize) {
                *slot = Some(place);
            }
        }
        plan
    }

    /// What to do with the field of this name.
    fn step(&self, path: Cow<'_, str>) -> Step {
        if let Some(place) = self.names.iter().position(|name| *name == path) {
            return Step::Take(place);
        }
        let is_outer = |name: &String| name.strip_prefix(&*path).is_some_and(|rest| rest.starts_with('.'));
        if self.names.iter().any(is_outer) { Step::Enter(path.into_owned()) } else { Step::Drop }
    }
}

enum Step {
    Take(usize),
    Enter(String),
    Drop,
}

/// The cells of one object.
pub(super) struct ObjectCells<'de, 'p> {
    plan: &'p Plan,
    values: Vec<Option<Value<'de>>>,
}

enum Value<'de> {
    Text(Cow<'de, str>),
    List(Vec<Cow<'de, str>>),
}

impl Cells for ObjectCells<'_, '_> {
    fn text(&self, field: Field) -> Option<&str> {
        match self.value(field)? {
            Value::Text(text) => Some(text),
            Value::List(_) => None,
        }
    }

    fn list(&self, field: Field) -> Option<&[Cow<'_, str>]> {
        match self.value(field)? {
            Value::List(list) => Some(list),
            Value::Text(_) => None,
        }
    }
}

impl<'de> ObjectCells<'de, '_> {
    fn value(&self, field: Field) -> Option<&Value<'de>> {
        self.values.get(self.plan.of_field.get(field as usize).copied().flatten()?)?.as_ref()
    }
}

/// Reads an object; nothing, if it is something else.
pub(super) struct Object<'p, 't> {
    pub(super) plan: &'p Plan,
    pub(super) tally: &'t mut Tally,
}

impl<'de, 'p> DeserializeSeed<'de> for Object<'p, '_> {
    type Value = Option<ObjectCells<'de, 'p>>;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Self::Value, D::Error> {
        let mut cells = ObjectCells { plan: self.plan, values: Vec::new() };
        cells.values.resize_with(self.plan.names.len(), || None);
        let inner = Inner { path: "", cells: &mut cells, tally: self.tally };
        let is_object = inner.deserialize(json)?;
        Ok(is_object.then_some(cells))
    }
}

/// Reads an object at a path into the cells.
struct Inner<'c, 'de, 'p> {
    path: &'c str,
    cells: &'c mut ObjectCells<'de, 'p>,
    tally: &'c mut Tally,
}

impl<'de> DeserializeSeed<'de> for Inner<'_, 'de, '_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<bool, D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Inner<'_, 'de, '_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<bool, A::Error> {
        let Self { path, cells, tally } = self;
        while let Some(step) = object.next_key_seed(Key { plan: cells.plan, path, tally: &mut *tally })? {
            match step {
                Step::Take(place) => {
                    let value = object.next_value_seed(ValueSeed)?;
                    if let Some(slot) = cells.values.get_mut(place) {
                        *slot = value;
                    }
                }
                Step::Enter(path) => {
                    object.next_value_seed(Inner { path: &path, cells: &mut *cells, tally: &mut *tally })?;
                }
                Step::Drop => {
                    object.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(true)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<bool, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(false)
    }

    fn visit_str<E>(self, _: &str) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_bool<E>(self, _: bool) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_u64<E>(self, _: u64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_i64<E>(self, _: i64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_f64<E>(self, _: f64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_unit<E>(self) -> Result<bool, E> {
        Ok(false)
    }
}

/// Decides about a field by its name, and notes it if it is dropped.
struct Key<'c> {
    plan: &'c Plan,
    path: &'c str,
    tally: &'c mut Tally,
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = Step;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Step, D::Error> {
        json.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = Step;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field's name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Step, E> {
        let whole =
            if self.path.is_empty() { name.into() } else { Cow::from(format!("{}.{name}", self.path)) };
        let step = self.plan.step(Cow::Borrowed(&whole));
        if matches!(step, Step::Drop) {
            self.tally.drop_column(&whole);
        }
        Ok(step)
    }
}

/// Reads a text, a number, or a list of these; anything else is no cell.
struct ValueSeed;

impl<'de> DeserializeSeed<'de> for ValueSeed {
    type Value = Option<Value<'de>>;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Self::Value, D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueSeed {
    type Value = Option<Value<'de>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Some(Value::Text(Cow::Borrowed(text))))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(Value::Text(Cow::Owned(text.into()))))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Some(Value::Text(Cow::Owned(number.to_string()))))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Some(Value::Text(Cow::Owned(number.to_string()))))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Some(Value::Text(Cow::Owned(number.to_string()))))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut texts = Vec::new();
        while let Some(value) = list.next_element_seed(Self)? {
            if let Some(Value::Text(text)) = value {
                texts.push(text);
            }
        }
        Ok(Some(Value::List(texts)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
        while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}
