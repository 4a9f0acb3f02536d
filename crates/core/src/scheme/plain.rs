//! Any texts: names, and what bears a name. Authors and books, say.
//!
//! Text does not tell whether it is a name or a title, so it is asked about as a name first.

use super::{Question, Reading, Refusal, Refused, Understood};
use crate::{
    identifier::{Identifier, Scope},
    text::{Platform, fold},
};
use alloc::vec;

/// Understands a text without white space around it.
pub(super) fn parse(platform: &impl Platform, text: &str) -> Result<Understood, Refused> {
    let name = fold(platform, text);
    if name.is_empty() {
        return Err(Refusal::Nonsense.into());
    }
    let ask = |scope| Question::named(Identifier::new(scope, name.clone()));
    let (question, alternatives) = (ask(Scope::Owners), vec![ask(Scope::Items)]);
    Ok(Understood { reading: Reading::Name { name }, question, alternatives })
}

/// The identifier of a name. Empty after folding: none.
#[cfg(feature = "build")]
pub(super) fn name_identifier(platform: &impl Platform, name: &str) -> Option<Identifier> {
    let name = fold(platform, name);
    (!name.is_empty()).then(|| Identifier::new(Scope::Owners, name))
}

/// The item of a title as tables have it. Empty after folding: none.
#[cfg(feature = "build")]
pub(super) fn item(platform: &impl Platform, title: &str) -> Option<crate::identifier::ItemId> {
    let title = fold(platform, title);
    (!title.is_empty()).then_some(crate::identifier::ItemId::Text(title))
}

#[cfg(test)]
mod tests {
    use crate::{
        identifier::{Identifier, ItemId, Scheme, Scope},
        scheme::{AskedBy, Question, Reading, Refusal},
        text::NativePlatform,
    };
    use proptest::prelude::*;
    use std::{string::ToString, vec::Vec};

    #[test]
    fn a_text_is_a_name_or_else_a_title() {
        let understood = Scheme::Plain.parse(&NativePlatform, "  Ángela   RUIZ\u{a0}Vidal ").unwrap();
        assert_eq!(understood.reading, Reading::Name { name: "ángela ruiz vidal".into() });
        let asked: Vec<_> = [&understood.question]
            .into_iter()
            .chain(&understood.alternatives)
            .map(|question| (question.scope(), question.identifier().text().to_string(), question.asked_by()))
            .collect();
        let text = || "ángela ruiz vidal".to_string();
        assert_eq!(asked, [(Scope::Owners, text(), AskedBy::Alias), (Scope::Items, text(), AskedBy::Item)]);
    }

    #[test]
    fn nothing_but_lines_and_emptiness_is_refused() {
        let refusal = |text| Scheme::Plain.parse(&NativePlatform, text).unwrap_err().refusal;
        assert_eq!(refusal("one\ntwo"), Refusal::SeveralLines);
        assert_eq!(refusal(" \u{200b}"), Refusal::Empty);
        assert_eq!(refusal("\u{1}"), Refusal::Nonsense);
        for name in ["1984", "12345678@n00", "#1", "^_^", "https://example.org/"] {
            let understood = Scheme::Plain.parse(&NativePlatform, name).unwrap();
            assert_eq!(understood.question.identifier().text(), name, "nothing but a name");
            assert_eq!(understood.question.asked_by(), AskedBy::Alias);
        }
    }

    proptest! {
        /// Who types a name as a table writes it finds it.
        #[test]
        fn reader_and_builder_agree(text in "[^\r\n]{0,30}") {
            let title = Scheme::Plain.item(&NativePlatform, &text);
            match Scheme::Plain.parse(&NativePlatform, &text) {
                Err(_) => prop_assert_eq!(title, None),
                Ok(understood) => {
                    let name = Scheme::Plain.owner_identifier(&NativePlatform, &text);
                    prop_assert_eq!(Some(understood.question.identifier()), name.as_ref());
                    let asked: Option<&Identifier> = understood.alternatives.first().map(Question::identifier);
                    let listed = title.as_ref().map(|title: &ItemId| Scheme::Plain.item_identifier(title));
                    prop_assert_eq!(asked, listed.as_ref());
                }
            }
        }
    }
}
