//! The page that readers use: its program, byte for byte, and what it may do.

use super::{
    Check,
    State::{Bad, Doubtful, Good},
    client::{AS_BROWSERS, Answer, Client},
    rules::{Rule, Tally},
};
use crate::{error::Result, site::program, workspace::Workspace};
use rayon::prelude::*;

const ABOUT: &str = "page";

/// Audits the first page and its program.
pub(super) fn audit(client: &Client, workspace: &Workspace, checks: &mut Vec<Check>) -> Result<()> {
    let page = client.get("", AS_BROWSERS).filter(Answer::is_ok);
    let html = page.as_ref().and_then(Answer::unpacked).and_then(|bytes| String::from_utf8(bytes).ok());
    let (Some(page), Some(html)) = (page, html) else {
        let said = "there is none at the address; the index can be asked by the command alone";
        checks.push(Check::new(Doubtful, ABOUT, "page", said));
        return Ok(());
    };
    checks.push(policy(&page, &html));
    checks.push(scripts(&html));
    let (folder, files) = program();
    if !html.contains(&folder) {
        let said = format!(
            "the page's program is that of another version, or not ours: this command, {}, cannot tell. Compare it \
             with the version that the page names",
            env!("CARGO_PKG_VERSION")
        );
        checks.push(Check::new(Doubtful, ABOUT, "program", said));
        return Ok(());
    }
    let bar = workspace.progress.count("fetching the page's program", files.len() as u64);
    let tally = files
        .par_iter()
        .map(|(path, ours)| {
            workspace.cancel.check()?;
            let path = format!("{folder}/{}", path.display());
            bar.advance(1);
            Ok(tally(client, &path, ours))
        })
        .try_reduce(Tally::default, |a, b| Ok(a.merge(b)))?;
    bar.finish();
    checks.extend(tally.checks(ABOUT));
    Ok(())
}

/// A file of the program, which must be ours as a browser gets it, compressed or not.
fn tally(client: &Client, path: &str, ours: &[u8]) -> Tally {
    let mut tally = Tally::default();
    let answer = client.get(path, AS_BROWSERS).filter(Answer::is_ok);
    tally.note(Rule::Served, path, answer.is_some());
    if let Some(answer) = answer {
        tally.note(Rule::Vouched, path, answer.unpacked().as_deref() == Some(ours));
        tally.note_headers(path, &answer);
    }
    tally
}

/// What the page may do, by the header or by its own first lines.
fn policy(page: &Answer, html: &str) -> Check {
    let is_strict = |policy: &str| {
        ["default-src 'none'", "connect-src 'self'", "form-action 'none'"]
            .iter()
            .all(|rule| policy.contains(rule))
    };
    let header = page.header("content-security-policy");
    let (state, said) = match (is_strict(&header), is_strict(html)) {
        (true, _) => (Good, "the header lets it ask its own origin and no other"),
        (false, true) if header.is_empty() => (
            Doubtful,
            "the page's own policy lets it ask its own origin and no other; no header says the same",
        ),
        (false, true) => (Doubtful, "the page has a policy of its own; the header's is another"),
        (false, false) => (Bad, "neither a header nor the page keeps it from asking other origins"),
    };
    Check::new(state, ABOUT, "policy", said)
}

/// The page has one script, and it is a file.
fn scripts(html: &str) -> Check {
    let scripts = html.matches("<script").count();
    let ours = html.matches("<script type=\"module\" src=\"app-").count();
    let (state, said) = match (scripts, ours) {
        (1, 1) => (Good, "one, and it is a file of the program".to_owned()),
        _ => (Bad, format!("{scripts} scripts, {ours} of them the program: something was added to the page")),
    };
    Check::new(state, ABOUT, "scripts", said)
}
