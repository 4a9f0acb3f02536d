//! A bucket, as `upload.sh` fills it: the script is run with an `aws` that writes down what it is asked to do.

use super::likeness::Reply;
use super::relative_files;
use hushset::host::headers::Kind;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

/// Objects with what was said about them, and the policies of the distribution.
#[derive(Clone, Debug)]
pub struct Bucket {
    /// By key: the type and the caching.
    objects: BTreeMap<String, (String, String)>,
    pages: Value,
    frame: Value,
}

/// Writes each call's arguments on a line of their own, with a line feed between calls.
const AWS: &str = "#!/bin/sh\nfor argument in \"$@\"; do printf '%s\\n' \"$argument\"; done >> \"$CALLS\"\necho >> \"$CALLS\"\n";

/// A call of `aws s3 sync`.
#[derive(Debug, Default)]
struct Sync {
    /// What is left out, and what is not, in order: the last that fits decides.
    filters: Vec<(bool, String)>,
    content_type: Option<String>,
    caching: Option<String>,
    deletes: bool,
}

impl Bucket {
    /// Runs the script of a site's recipes.
    ///
    /// # Panics
    /// If it fails, if it puts a file twice or none at all, or says nothing about one.
    pub fn fill(site: &Path, recipes: &Path) -> Self {
        let home = tempfile::tempdir().expect("a temporary folder");
        let aws = home.path().join("aws");
        fs::write(&aws, AWS).expect("a script");
        fs::set_permissions(&aws, fs::Permissions::from_mode(0o755)).expect("a script that can run");
        let calls = home.path().join("calls");
        let path = format!("{}:{}", home.path().display(), std::env::var("PATH").unwrap_or_default());
        let script = recipes.join("s3/upload.sh");
        let run = |bucket: &[&str]| {
            Command::new("sh")
                .arg(&script)
                .args(bucket)
                .env("PATH", &path)
                .env("CALLS", &calls)
                .output()
                .expect("a shell")
        };
        assert!(!run(&[]).status.success(), "it asks for the bucket");
        let done = run(&["s3://bucket/faces"]);
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let text = fs::read_to_string(&calls).expect("calls");
        let syncs: Vec<Sync> = text
            .split("\n\n")
            .filter(|call| !call.trim().is_empty())
            .map(|call| Sync::read(call, site))
            .collect();
        let policy = |name: &str| {
            let text = fs::read_to_string(recipes.join("s3").join(name)).expect("a policy");
            serde_json::from_str(&text).expect("a policy in JSON")
        };
        let objects = objects(site, &syncs);
        Self { objects, pages: policy("headers-pages.json"), frame: policy("headers-frame.json") }
    }

    /// The object that a path leads to, with the function for folders in front of it.
    pub(super) fn get(&self, site: &Path, path: &str) -> Reply {
        let key = if path.is_empty() || path.ends_with('/') {
            format!("{path}index.html")
        } else {
            path.to_owned()
        };
        let (status, key) =
            if self.objects.contains_key(&key) { (200, key) } else { (404, "404.html".to_owned()) };
        let (content_type, caching) = &self.objects[&key];
        let mut reply = Reply::of(status, fs::read(site.join(&key)).expect("a file of the site"));
        reply.set("Content-Type", content_type);
        reply.set("Cache-Control", caching);
        reply
    }

    /// What the distribution adds for a path: for the frame's page one policy, for everything else another.
    pub(super) fn policy(&self, path: &str) -> Vec<(String, String)> {
        let policy = if Kind::of(path) == Kind::Frame { &self.frame } else { &self.pages };
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let security = &policy["SecurityHeadersConfig"];
        let custom = policy["CustomHeadersConfig"]["Items"].as_array().expect("headers");
        assert_eq!(policy["CustomHeadersConfig"]["Quantity"], custom.len());
        let mut headers: Vec<_> =
            custom.iter().map(|header| (text(&header["Header"]), text(&header["Value"]))).collect();
        headers.push((
            "Access-Control-Allow-Origin".into(),
            text(&policy["CorsConfig"]["AccessControlAllowOrigins"]["Items"][0]),
        ));
        headers.push((
            "Content-Security-Policy".into(),
            text(&security["ContentSecurityPolicy"]["ContentSecurityPolicy"]),
        ));
        headers.push(("Referrer-Policy".into(), text(&security["ReferrerPolicy"]["ReferrerPolicy"])));
        assert_eq!(security["ContentTypeOptions"]["Override"], true);
        headers.push(("X-Content-Type-Options".into(), "nosniff".into()));
        headers
    }
}

/// Every file of the site with what the one call that puts it there says. `current.bin` comes last.
fn objects(site: &Path, syncs: &[Sync]) -> BTreeMap<String, (String, String)> {
    let (last, putting) = syncs.split_last().expect("calls");
    assert!(
        last.deletes && last.content_type.is_none() && putting.iter().all(|sync| !sync.deletes),
        "{syncs:?}"
    );
    let mut objects = BTreeMap::new();
    for path in relative_files(site) {
        let key = path.to_str().expect("a path that is text").to_owned();
        let by: Vec<usize> = (0..putting.len()).filter(|&at| putting[at].takes(&key)).collect();
        if !last.takes(&key) || key == "_headers" {
            assert!(by.is_empty(), "{key} is for no reader");
            continue;
        }
        let [at] = by[..] else { panic!("{key} is put there {} times", by.len()) };
        assert!((key == "hushset/current.bin") == (at + 1 == putting.len()), "{key}");
        let said =
            |value: &Option<String>| value.clone().unwrap_or_else(|| panic!("nothing is said about {key}"));
        let object = (said(&putting[at].content_type), said(&putting[at].caching));
        objects.insert(key, object);
    }
    objects
}

impl Sync {
    fn read(call: &str, site: &Path) -> Self {
        let arguments: Vec<&str> = call.lines().collect();
        let site = site.to_str().expect("a path that is text");
        assert_eq!(arguments[..4], ["s3", "sync", site, "s3://bucket/faces"]);
        let mut sync = Self::default();
        let mut rest = arguments[4..].iter().copied();
        while let Some(argument) = rest.next() {
            let mut value = || rest.next().expect("a value").to_owned();
            match argument {
                "--exclude" => sync.filters.push((false, value())),
                "--include" => sync.filters.push((true, value())),
                "--content-type" => sync.content_type = Some(value()),
                "--cache-control" => sync.caching = Some(value()),
                "--delete" => sync.deletes = true,
                "--size-only" | "--no-progress" => {}
                other => panic!("aws is asked for {other}"),
            }
        }
        sync
    }

    /// Whether a file is meant: all are, until a filter says otherwise.
    fn takes(&self, key: &str) -> bool {
        self.filters.iter().rev().find(|(_, pattern)| glob(pattern, key)).is_none_or(|(takes, _)| *takes)
    }
}

/// Whether a text fits a pattern in which `*` is anything, as in Python's `fnmatch`, which `aws` asks.
fn glob(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((before, after)) => text.strip_prefix(before).is_some_and(|rest| {
            (0..=rest.len()).any(|at| rest.get(at..).is_some_and(|rest| glob(after, rest)))
        }),
    }
}
