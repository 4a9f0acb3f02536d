//! What the host does beyond sending files.

use super::{
    Check,
    State::{Bad, Doubtful, Good},
    client::{AS_BROWSERS, Answer, Client},
};

const ABOUT: &str = "host";

/// A file that no site has.
const MISSING: &str = "hushset/there-is-no-such-build/manifest.bin";

pub(super) fn audit(client: &Client, checks: &mut Vec<Check>) {
    checks.push(missing(client));
    checks.push(encryption(client));
}

/// A missing file must be told from one that is there.
fn missing(client: &Client) -> Check {
    let status = client.get(MISSING, AS_BROWSERS).map(|answer| answer.status);
    let (state, said) = match status {
        Some(404 | 410) => (Good, "answered with status 404".to_owned()),
        Some(200) => (Bad, "answered with status 200: a page in place of a missing file".to_owned()),
        Some(status) => (Doubtful, format!("answered with status {status} instead of 404")),
        None => (Doubtful, "not answered".to_owned()),
    };
    Check::new(state, ABOUT, "missing file", said)
}

/// Whoever is on the way can see and change what is not encrypted.
fn encryption(client: &Client) -> Check {
    let Some(rest) = client.base().strip_prefix("https://") else {
        let own = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
        let (state, said) = if own.iter().any(|own| client.base().starts_with(own)) {
            (Good, "asked on this computer")
        } else {
            (Bad, "asked by http://: whoever is on the way sees every request, and can change every answer")
        };
        return Check::new(state, ABOUT, "https", said);
    };
    let plain = client.get_url(&format!("http://{rest}"), AS_BROWSERS);
    let leads_here =
        |answer: &Answer| answer.header("location").starts_with(&format!("https://{}", host(rest)));
    let (state, said) = match plain {
        None => (Good, "nothing answers at http://".to_owned()),
        Some(answer) if (300..400).contains(&answer.status) && leads_here(&answer) => {
            (Good, "http:// leads to https://".to_owned())
        }
        Some(answer) if (300..400).contains(&answer.status) => {
            (Bad, format!("http:// leads to {}", answer.header("location")))
        }
        Some(answer) => {
            (Doubtful, format!("http:// is answered with status {}, not led to https://", answer.status))
        }
    };
    Check::new(state, ABOUT, "https", said)
}

/// The name in lower case, without a port.
fn host(rest: &str) -> String {
    let end = rest.find(['/', ':']).unwrap_or(rest.len());
    rest.get(..end).unwrap_or_default().to_ascii_lowercase()
}
