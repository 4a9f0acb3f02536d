//! Suppression: people who asked the publisher to leave them out.

use crate::domains;
use hushset_core::{
    identifier::{Scheme, Scope},
    scheme::{Understood, web},
};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// The identifiers that are left out of a build: of accounts, with all that is theirs, and of items.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Suppressed {
    owners: HashSet<String>,
    items: HashSet<String>,
}

impl Suppressed {
    /// Leaves out what was understood, or says why it cannot. An item's address that names its owner means the item.
    pub fn add(&mut self, understood: &Understood) -> Result<(), &'static str> {
        let identifier = understood.question.identifier();
        match (understood.question.mark(), identifier.scope()) {
            (Some(item), _) => self.items.insert(item.to_string()),
            (None, Scope::Tags) => return Err("it is a hashtag (a comment has a space after the #)"),
            (None, _) if identifier.text().is_empty() => return Err("it has no letters"),
            (None, Scope::Owners) => self.owners.insert(identifier.text().to_owned()),
            (None, Scope::Items) => self.items.insert(identifier.text().to_owned()),
        };
        Ok(())
    }

    /// Whether any account is left out.
    pub(crate) fn has_owners(&self) -> bool {
        !self.owners.is_empty()
    }

    /// Whether an account of this name is left out.
    pub(crate) fn has_owner(&self, name: &str) -> bool {
        self.owners.contains(name)
    }

    /// Whether an item is left out; a page also with a domain that it is at or below.
    pub(crate) fn has_item(&self, scheme: Scheme, identifier: &str) -> bool {
        let has_domain = || domains::of_host(web::host(identifier)).any(|domain| self.has_owner(domain));
        self.items.contains(identifier) || (scheme == Scheme::Web && !self.owners.is_empty() && has_domain())
    }

    /// The number of identifiers.
    pub fn len(&self) -> usize {
        self.owners.len() + self.items.len()
    }

    /// Whether there is nothing to leave out.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All of them in one text, whatever order they came in: what the build's salt takes in.
    pub(crate) fn canonical(&self) -> String {
        let line = |scope: Scope| move |text: &String| format!("{}:{text}\n", scope.name());
        let (owners, items) =
            (self.owners.iter().map(line(Scope::Owners)), self.items.iter().map(line(Scope::Items)));
        let mut all: Vec<String> = owners.chain(items).collect();
        all.sort_unstable();
        all.concat()
    }
}
