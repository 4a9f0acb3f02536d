//! The page that readers use: its program, byte for byte, and what it may do.

use super::{
    Check,
    State::{Bad, Doubtful, Good},
    client::{AS_BROWSERS, Answer, Client},
    rules::{Rule, Tally},
};
use crate::{error::Result, host::headers::PAGE_POLICY, site::program, workspace::Workspace};
use rayon::prelude::*;
use std::collections::BTreeMap;

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
    if program_in(&html).is_none_or(|script| !script.starts_with(&format!("{folder}/"))) {
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
    let header = page.header("content-security-policy");
    let (state, said) = match (is_strict(&header), policy_in(html).is_some_and(|own| is_strict(&own))) {
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

/// The policy that a page has of its own. Only one that stands before all scripts is in force for them.
fn policy_in(html: &str) -> Option<String> {
    let html = html.to_ascii_lowercase();
    let before = html.split("<script").next()?.split("<!--").next()?;
    let (_, rest) = before.split_once("http-equiv=\"content-security-policy\" content=\"")?;
    rest.split_once('"').map(|(policy, _)| policy.to_owned())
}

/// What must be said, since nothing else stands in for it.
const REQUIRED: [&str; 3] = ["default-src", "base-uri", "form-action"];

/// Whether one of these policies, of which a browser keeps all, allows no more than that of our own preview does.
fn is_strict(policies: &str) -> bool {
    let ours = directives(PAGE_POLICY.1);
    let is_allowed = |(name, sources): (&&str, &Vec<&str>)| match ours.get(name) {
        Some(allowed) => sources.iter().all(|source| *source == "'none'" || allowed.contains(source)),
        None => !name.starts_with("report-") && sources.iter().all(|source| OWN.contains(source)),
    };
    let allows_no_more = |policy: BTreeMap<&str, Vec<&str>>| {
        REQUIRED.iter().all(|name| policy.contains_key(name)) && policy.iter().all(is_allowed)
    };
    policies.split(',').map(directives).any(allows_no_more)
}

/// What any directive may allow that our own policy does not have.
const OWN: [&str; 2] = ["'none'", "'self'"];

/// A policy's directives. Of two with one name, the first is in force.
fn directives(policy: &str) -> BTreeMap<&str, Vec<&str>> {
    let mut directives = BTreeMap::new();
    for directive in policy.split(';') {
        let mut words = directive.split_ascii_whitespace();
        if let Some(name) = words.next() {
            directives.entry(name).or_insert_with(|| words.collect());
        }
    }
    directives
}

/// Elements that no page of ours has.
const FOREIGN: [&str; 5] = ["<base", "<iframe", "<frame", "<object", "<embed"];

/// Whether a page has the program's script and nothing else that could run, load, frame or lead to somebody else's.
fn has_program_alone(html: &str) -> bool {
    let lower = html.to_ascii_lowercase();
    // Of the things that a page can say in place of a header, ours says its policy.
    program_in(html).is_some()
        && lower.matches("<script").count() == 1
        && lower.matches("http-equiv").count() <= 1
        && !FOREIGN.iter().any(|foreign| lower.contains(foreign))
}

/// The address of a page's program.
fn program_in(html: &str) -> Option<&str> {
    let (_, rest) = html.split_once("<script type=\"module\" src=\"")?;
    let (script, _) = rest.split_once('"')?;
    script.starts_with("app-").then_some(script)
}

/// The page has one script, and it is a file.
fn scripts(html: &str) -> Check {
    let (state, said) = if has_program_alone(html) {
        (Good, "one, and it is a file of the program")
    } else {
        (Bad, "not the program's alone: something was added to the page")
    };
    Check::new(state, ABOUT, "scripts", said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_is_strict_if_it_allows_no_more_than_ours() {
        let ours = PAGE_POLICY.1;
        assert!(is_strict(ours) && is_strict(&format!("default-src *, {ours}")));
        assert!(is_strict(&format!("{ours}; upgrade-insecure-requests; worker-src 'none'")));
        for (part, other) in [
            ("connect-src 'self'", "connect-src 'self' https://other.example"),
            ("connect-src 'self'", "connect-src *; connect-src 'self'"),
            ("script-src 'self'", "script-src 'self' 'unsafe-inline'"),
            ("default-src 'none'", "default-src 'none' https:"),
            ("default-src 'none';", ""),
            ("form-action 'none'", "report-uri https://other.example"),
            ("base-uri 'none'", "report-to elsewhere"),
            ("img-src 'self'", "img-src 'self' https://other.example"),
            ("style-src 'self'", "style-src 'self'; worker-src blob:"),
        ] {
            let loose = ours.replace(part, other);
            assert!(loose != ours && !is_strict(&loose), "{loose}");
        }
        assert!(!is_strict("") && !is_strict("connect-src 'self'"));
    }

    #[test]
    fn a_policy_that_is_not_in_force_counts_for_nothing() {
        let policy = format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">", PAGE_POLICY.1);
        assert!(policy_in(&policy).is_some_and(|policy| is_strict(&policy)));
        for hidden in [format!("<!-- {policy} -->"), format!("<script src=\"a\"></script>{policy}")] {
            assert_eq!(policy_in(&hidden), None, "{hidden}");
        }
    }

    #[test]
    fn the_program_is_the_only_script() {
        let script = "<meta http-equiv=\"Content-Security-Policy\"><script type=\"module\" src=\"app-1/main.js\"></script>";
        assert_eq!(program_in(script), Some("app-1/main.js"));
        assert!(has_program_alone(script));
        for added in [
            "<SCRIPT>1</SCRIPT>",
            "<Base href=x>",
            "<meta http-equiv=Refresh content=0>",
            "<iframe srcdoc=x>",
        ] {
            assert!(!has_program_alone(&format!("{added}{script}")), "{added}");
        }
        assert_eq!(program_in("<script type=\"module\" src=\"https://other.example/app-1/main.js\">"), None);
    }
}
