//! Auditing a live site: what is served as it should be, and each way in which it is not.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests are tests too"
)]

mod common;

use axum::{
    body::{Body, to_bytes},
    http::{HeaderValue, StatusCode, header},
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
};
use common::{Workshop, hushset};
use hushset::{
    audit::{Audit, State, audit},
    keys::{PublicKey, SecretKey, generate},
    progress::Progress,
    serve::router,
    signing::sign,
    transport::Transport,
    trust::Trust,
    workspace::Workspace,
};
use hushset_core::lookup::FetchFailure;
use std::{io::Write, net::Ipv4Addr, path::Path, sync::LazyLock};
use tokio::runtime::Runtime;

/// A signed site, which nobody changes, and its key.
static SITE: LazyLock<(Workshop, PublicKey)> = LazyLock::new(|| {
    let workshop = Workshop::with_photos(1000);
    workshop.build("site", &[]).ended(0);
    let file = workshop.path("one.key");
    let key = generate(&file, None).unwrap();
    sign(&workshop.path("site"), &SecretKey::read(&file, || panic!("it has no passphrase")).unwrap())
        .unwrap();
    (workshop, key)
});

/// What a host does to an answer.
type Spoil = fn(&str, Response) -> Response;

/// A host for as long as it lives.
struct Host {
    base: String,
    _runtime: Runtime,
}

impl Host {
    fn start(site: &Path, spoil: Spoil) -> Self {
        let runtime = Runtime::new().unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))).unwrap();
        let base = format!("http://{}/", listener.local_addr().unwrap());
        let spoiling = from_fn(move |request: axum::extract::Request, next: Next| async move {
            let path = request.uri().path().to_owned();
            spoil(&path, packed(next.run(request).await).await)
        });
        let service = router(site).layer(spoiling);
        runtime.spawn(async move { axum::serve(listener, service).await });
        Self { base, _runtime: runtime }
    }

    fn audit(&self, key: Option<&PublicKey>) -> Audit {
        let trust = Trust { key: key.cloned(), ..Trust::default() };
        audit(&self.base, &trust, &Workspace::new(std::env::temp_dir(), Progress::silent())).unwrap()
    }
}

/// The answer with its whole body at hand, so that it can be changed.
async fn packed(response: Response) -> Response {
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap();
    Response::from_parts(parts, Body::from(bytes))
}

fn is_shard(path: &str) -> bool {
    path.contains("/f/") || path.contains("/x/")
}

/// Audits the site on a host that spoils it, and gives what is not as it should be: `state about check`.
fn found(spoil: Spoil) -> Vec<String> {
    let (workshop, key) = &*SITE;
    let audit = Host::start(&workshop.path("site"), spoil).audit(Some(key));
    let wrong = audit.checks.iter().filter(|check| check.state != State::Good);
    wrong.map(|check| format!("{:?} {} {}", check.state, check.about, check.check)).collect()
}

fn with_header(mut response: Response, name: header::HeaderName, value: &'static str) -> Response {
    response.headers_mut().insert(name, HeaderValue::from_static(value));
    response
}

#[test]
fn our_own_preview_is_without_fault() {
    assert_eq!(found(|_, response| response), [""; 0]);
    let (workshop, key) = &*SITE;
    let host = Host::start(&workshop.path("site"), |_, response| response);
    let said = hushset(["verify", &host.base, "--quiet", "--public-key", &key.to_string()]).ended(0);
    assert!(said.contains('✓') || said.contains('+'), "{said}");
    let config = workshop.text("tables/hushset.toml");
    let json = hushset(["verify", &host.base, "--quiet", "--json", "--config", &config]).ended(0);
    let found: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(
        found["subjects"].as_u64().unwrap() > 0 && found["audit"]["files"].as_u64().unwrap() > 3,
        "{json}"
    );
    let signature = &host.audit(None).checks[0];
    assert!(signature.state == State::Doubtful && signature.said.contains("--public-key"), "{signature:?}");
}

#[test]
fn what_is_hidden_stays_so_however_it_is_written() {
    let host = Host::start(&SITE.0.path("site"), |_, response| response);
    let site = Transport::of(&host.base);
    assert!(SITE.0.path("site/.hushset-pages").exists());
    for path in [".hushset-pages", "%2ehushset-pages", "%2Ehushset%2dpages", "hushset%2f..%2f.hushset-pages"]
    {
        assert_eq!(site.read(path, 1 << 20), Err(FetchFailure::Status { status: 404 }), "{path}");
    }
}

#[test]
fn each_fault_of_a_host_is_named() {
    let cases: [(Spoil, &[&str]); 10] = [
        (
            |path, response| {
                if is_shard(path) { with_header(response, header::SET_COOKIE, "a=b") } else { response }
            },
            &["Bad index cookies"],
        ),
        (
            |path, response| {
                let name = header::ACCESS_CONTROL_ALLOW_ORIGIN;
                if is_shard(path) { with_header(response, name, "https://other.example") } else { response }
            },
            &["Doubtful index CORS"],
        ),
        (
            |_, response| with_header(response, header::CACHE_CONTROL, "public, max-age=600"),
            &[
                "Doubtful index caching",
                "Doubtful index no-transform",
                "Doubtful index current.bin",
                "Doubtful page caching",
            ],
        ),
        (
            |path, response| {
                if is_shard(path) {
                    with_header(response, header::CONTENT_TYPE, "text/plain")
                } else {
                    response
                }
            },
            &["Doubtful index content type"],
        ),
        (
            |_, mut response| {
                response.headers_mut().remove(header::X_CONTENT_TYPE_OPTIONS);
                response
            },
            &["Doubtful index nosniff", "Doubtful page nosniff"],
        ),
        (
            |_, mut response| {
                response.headers_mut().remove(header::CONTENT_SECURITY_POLICY);
                response
            },
            &["Doubtful page policy"],
        ),
        (
            |_, response| {
                let policy =
                    "default-src 'none'; connect-src 'self' https://other.example; form-action 'none'";
                with_header(response, header::CONTENT_SECURITY_POLICY, policy)
            },
            &["Doubtful page policy"],
        ),
        (
            |_, response| {
                if response.status() == StatusCode::NOT_FOUND { "a page".into_response() } else { response }
            },
            &["Bad host missing file"],
        ),
        (
            |path, response| {
                if path.ends_with("/items/x/33333.bin") {
                    return (StatusCode::FOUND, [(header::LOCATION, "https://other.example/")])
                        .into_response();
                }
                response
            },
            &["Bad index files"],
        ),
        (
            |path, response| {
                if path.ends_with(".minisig") { "no signature".into_response() } else { response }
            },
            &["Bad signature minisign"],
        ),
    ];
    for (spoil, expected) in cases {
        assert_eq!(found(spoil), expected);
    }
}

/// A site in a folder that a test may change.
fn copy() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in common::files(&SITE.0.path("site")) {
        let file = folder.path().join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, bytes).unwrap();
    }
    folder
}

fn change(site: &Path, which: impl Fn(&str) -> bool, change: impl Fn(Vec<u8>) -> Vec<u8>) {
    let (path, bytes) =
        common::files(site).into_iter().find(|(path, _)| which(path.to_str().unwrap())).unwrap();
    std::fs::write(site.join(path), change(bytes)).unwrap();
}

/// What is wrong with a site in a folder, served as it should be.
fn found_in(site: &Path) -> Vec<String> {
    let audit = Host::start(site, |_, response| response).audit(Some(&SITE.1));
    assert!(audit.result().is_err());
    let wrong = audit.checks.iter().filter(|check| check.state != State::Good);
    wrong.map(|check| format!("{} {}", check.about, check.check)).collect()
}

#[test]
fn changed_files_are_found_also_where_only_the_compressed_ones_are_changed() {
    let site = copy();
    change(
        site.path(),
        |path| is_shard(&format!("/{path}")),
        |mut bytes| {
            bytes[20] ^= 1;
            bytes
        },
    );
    assert_eq!(found_in(site.path()), ["index bytes"]);

    let site = copy();
    change(
        site.path(),
        |path| is_shard(&format!("/{path}")),
        |mut bytes| {
            bytes.push(0);
            bytes
        },
    );
    assert_eq!(found_in(site.path()), ["index bytes", "index lengths"]);

    let site = copy();
    change(
        site.path(),
        |path| path.ends_with("main.js.br"),
        |_| {
            let mut packed = Vec::new();
            let mut writer = brotli::CompressorWriter::new(&mut packed, 4096, 5, 20);
            writer.write_all(b"fetch('https://other.example/')").unwrap();
            drop(writer);
            packed
        },
    );
    assert_eq!(found_in(site.path()), ["page bytes"]);

    let site = copy();
    for file in ["index.html.br", "index.html.gz"] {
        std::fs::remove_file(site.path().join(file)).unwrap();
    }
    change(site.path(), |path| path == "index.html", |bytes| [&bytes, &b"<script>1</script>"[..]].concat());
    assert_eq!(found_in(site.path()), ["page scripts"]);
}

#[test]
fn compressed_shards_are_a_broken_promise() {
    let audit_of = found(|path, response| {
        if !is_shard(path) {
            return response;
        }
        // Said to be compressed, and is not: that it cannot be unpacked is found, too.
        with_header(response, header::CONTENT_ENCODING, "gzip")
    });
    assert_eq!(audit_of, ["Bad index bytes", "Bad index compression"]);
}

#[test]
fn a_site_that_cannot_be_opened_or_is_not_believed_is_no_audit() {
    let (workshop, _) = &*SITE;
    let host = Host::start(&workshop.path("site"), |_, response| response);
    let other = generate(&workshop.path("other.key"), None).unwrap();
    let said = hushset(["verify", &host.base, "--public-key", &other.to_string()]).ended(6);
    assert!(said.contains("another key"), "{said}");
    hushset(["verify", &host.base, "--at-least", "2"]).ended(6);
    hushset(["verify", &format!("{}nowhere/", host.base)]).ended(5);
    let spoilt = Host::start(&workshop.path("site"), |path, response| {
        if path.contains("/x/") { StatusCode::FORBIDDEN.into_response() } else { response }
    });
    let said = hushset(["verify", &spoilt.base, "--quiet"]).ended(5);
    assert!(said.contains("checks failed"), "{said}");
}
