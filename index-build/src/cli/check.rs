//! `hushset check`: the same machines as in the browser, with files from a folder or over HTTP.

use super::{Trusted, print};
use hushset::{
    error::{Failure, Result},
    plan::bytes,
    transport::Transport,
};
use hushset_core::{
    file::BuildId,
    identifier::{Page, Scheme},
    index::Index,
    leak::Leak,
    lookup::{
        Answer, Check, Checked, Detailed, DetailsOutcome, Found, FoundItem, Outcome, RequestMade, Verdict,
    },
    scheme::Understood,
    text::NativePlatform,
};
use serde::Serialize;
use std::{process::ExitCode, sync::Arc};

/// What was asked on the command line.
pub(super) struct Asked {
    pub(super) site: Transport,
    pub(super) text: String,
    pub(super) details: bool,
    pub(super) page: u32,
    pub(super) pin: Option<String>,
    pub(super) trust: Trusted,
    pub(super) json: bool,
}

/// Everything that came out, for `--json`.
#[derive(Serialize)]
struct Answered<'a> {
    build: BuildId,
    understood: &'a Understood,
    leak: Option<Leak>,
    checked: &'a Checked,
    details: Option<&'a Detailed>,
}

/// The exit code for "not found", which at least one dataset must have said.
const NOT_FOUND: u8 = 1;

/// The exit code where no list here can be searched for what was asked: nobody may take that for "not found".
const NOT_COVERED: u8 = 7;

pub(super) fn check(asked: &Asked) -> Result<ExitCode> {
    let page = Page::new(asked.page).ok_or_else(|| Failure::Question("pages count from 1".into()))?;
    let pin = asked.pin.as_deref().map(|text| {
        BuildId::from_hex(text)
            .ok_or_else(|| Failure::Question("a build id has 64 hexadecimal digits".into()))
    });
    let site = &asked.site;
    let index = asked.trust.read(pin.transpose()?)?.open(site)?.index;
    let scheme = index.manifest.scheme;
    let understood = scheme
        .parse(&NativePlatform, &asked.text)
        .map_err(|refusal| Failure::Question(refusal.to_string()))?;
    let checked = site.run(Check::start(Arc::clone(&index), understood.question.clone()));
    let details =
        (asked.details && checked.is_hit()).then(|| site.run(checked.details(Arc::clone(&index), page)));
    let leak = index.manifest.scope(understood.question.scope()).map(Leak::of_verdict);
    if asked.json {
        let build = index.build;
        print::json(&Answered {
            build,
            understood: &understood,
            leak,
            checked: &checked,
            details: details.as_ref(),
        });
    } else {
        print_answer(&index, &understood, &checked, details.as_ref());
    }
    match (&checked.outcome, details.as_ref().map(|details| &details.outcome)) {
        (Outcome::Unavailable { reason }, _) | (_, Some(DetailsOutcome::Unavailable { reason })) => {
            Err(Failure::Unavailable(format!(
                "the check could not be completed: {reason}. This does not mean \"not found\""
            )))
        }
        (_, Some(DetailsOutcome::NotFound)) => Ok(ExitCode::from(NOT_FOUND)),
        _ if checked.is_hit() => Ok(ExitCode::SUCCESS),
        (Outcome::Verdicts { verdicts, .. }, _) if verdicts.iter().any(is_not_found) => {
            Ok(ExitCode::from(NOT_FOUND))
        }
        _ => Ok(ExitCode::from(NOT_COVERED)),
    }
}

fn is_not_found(verdict: &Verdict) -> bool {
    matches!(verdict.answer, Answer::NotFound)
}

fn print_answer(index: &Index, understood: &Understood, checked: &Checked, details: Option<&Detailed>) {
    anstream::println!(
        "Asking about \x1b[1m{}\x1b[0m ({})",
        print::shown(understood.question.identifier().text()),
        understood.question.scope().name()
    );
    match &checked.outcome {
        Outcome::Unavailable { .. } => {}
        Outcome::NotCovered => {
            anstream::println!("  This index has no {}.", understood.question.scope().name());
        }
        Outcome::Verdicts { verdicts, .. } => {
            verdicts.iter().for_each(|verdict| print_verdict(index, verdict));
        }
    }
    if let Some(Detailed { outcome, .. }) = details {
        print_details(index, outcome);
    }
    let requests = checked.requests.iter().chain(details.iter().flat_map(|details| &details.requests));
    requests.for_each(print_request);
    if let Some(files) = index.manifest.scope(understood.question.scope()) {
        print_leak(&Leak::of_verdict(files), details.is_some().then(|| Leak::of_details(files)));
    }
}

/// What the items of an index are called.
fn items_of(index: &Index) -> &'static str {
    match index.manifest.scheme {
        Scheme::Flickr => "photos",
        Scheme::Web => "pages",
        Scheme::Plain => "items",
    }
}

fn print_verdict(index: &Index, Verdict { dataset, answer }: &Verdict) {
    let name = index.manifest.datasets.iter().find(|d| d.slug == *dataset).map_or(dataset, |d| &d.name);
    let name = print::shown(name);
    let text = match answer {
        Answer::NotFound => "not found".to_owned(),
        Answer::AlmostCertainly { implied_by } if implied_by.is_empty() => {
            "\x1b[1malmost certainly in it\x1b[0m".into()
        }
        Answer::AlmostCertainly { implied_by } => {
            format!("\x1b[1malmost certainly in it\x1b[0m, since {} was taken from it", implied_by.join(", "))
        }
        Answer::NotCovered { items: None, .. } => "not covered: there is no list of it here".into(),
        Answer::NotCovered { findable: 0, .. } => {
            "not covered: its list does not have this kind of name".into()
        }
        Answer::NotCovered { findable, items: Some(items) } => format!(
            "not found among {} of its {} {}; the others cannot be searched by this kind of name",
            print::number(*findable),
            print::number(*items),
            items_of(index)
        ),
    };
    anstream::println!("  {name}: {text}");
}

fn print_details(index: &Index, outcome: &DetailsOutcome) {
    match outcome {
        DetailsOutcome::NotFound => {
            anstream::println!("  Not found after all: the verdict was one of the filter's rare mistakes.");
        }
        DetailsOutcome::NotCovered | DetailsOutcome::Unavailable { .. } => {}
        DetailsOutcome::Found(Found::Item { item, owner }) => {
            print_item(item);
            if let Some(owner) = owner {
                anstream::println!("    by {}", print::shown(&owner.to_string()));
            }
        }
        DetailsOutcome::Found(Found::Lists { page, pages, accounts }) => {
            if accounts.is_empty() {
                anstream::println!(
                    "  Many share this name; nothing is listed under it. Ask about one that is below it."
                );
            }
            for account in accounts {
                let names = account.account.iter().flat_map(|a| {
                    [Some(a.id.to_string()), a.alias.clone(), a.display.clone()].into_iter().flatten()
                });
                let mut names: Vec<_> = names.collect();
                names.dedup();
                let (total, names) = (print::number(account.total.into()), names.join(" · "));
                anstream::println!("  {total} {} of {}", items_of(index), print::shown(&names));
                account.items.iter().for_each(print_item);
            }
            if *pages > 1 {
                anstream::println!("  page {page} of {pages}; others with --page");
            }
        }
    }
}

fn print_item(item: &FoundItem) {
    let month = item.month.map(|month| format!("  {month}")).unwrap_or_default();
    let implied = if item.implied.is_empty() {
        String::new()
    } else {
        format!(" (so also {})", item.implied.join(", "))
    };
    let item_shown = print::shown(&item.url.clone().unwrap_or_else(|| item.id.to_string()));
    anstream::println!("    {item_shown}{month}  {}{implied}", item.datasets.join(", "));
}

fn print_request(request: &RequestMade) {
    let len = request.bytes.map_or("no answer".into(), |len| bytes(len as u64));
    anstream::println!("  \x1b[2mrequested {} ({len})\x1b[0m", request.path);
}

fn print_leak(verdict: &Leak, details: Option<Leak>) {
    let seen = |leak: &Leak| match leak.bits {
        0 => "nothing of the name: everyone asks for the same file".to_owned(),
        bits => format!("{bits} bits of the name's hash, 1 of {}", print::number(leak.shards.into())),
    };
    anstream::println!("  The host sees, of the verdict: {}.", seen(verdict));
    if let Some(details) = details {
        anstream::println!("  Of the details: {}; and that there was a hit.", seen(&details));
    }
}
