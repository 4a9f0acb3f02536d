//! The lists of the scheme `web`: a site's pages under its registered domain, and under each narrower one the pages at
//! or below that.

use super::lists::{AccountPiece, Encoded, ListWriter, datasets_of};
use crate::{domains, error::Result};
use hushset_core::{
    identifier::{Identifier, ItemId, Scope},
    record::Item,
    scheme::web,
};
use std::collections::BTreeMap;

impl ListWriter<'_> {
    /// Lists a site's pages.
    pub(super) fn record_site(&mut self, registered: &str, pages: &[Item]) -> Result<()> {
        let mut of_domain: BTreeMap<&str, Vec<Item>> = BTreeMap::new();
        for page in pages {
            let ItemId::Text(address) = &page.id else { continue };
            for domain in domains::of_host(web::host(address)) {
                of_domain.entry(domain).or_default().push(page.clone());
            }
        }
        for (domain, pages) in of_domain {
            self.put(&domain_identifier(domain), Some(AccountPiece::site(domain)), &Encoded::of(&pages))?;
        }
        // A domain that many share is in the datasets too; nobody could look through a list of its pages.
        let datasets = datasets_of(pages);
        domains::above(registered).try_for_each(|domain| self.announce(&domain_identifier(domain), datasets))
    }
}

fn domain_identifier(domain: &str) -> Identifier {
    Identifier::from_normalised(Scope::Owners, domain.to_owned())
}
