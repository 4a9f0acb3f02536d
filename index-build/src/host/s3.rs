//! S3 and `CloudFront`: types and caching are set with each object when it is put there, the rest by the distribution.

use super::{
    Recipe,
    headers::{BYTES, COMMON, Header, Kind, TYPES},
    place::Place,
};
use hushset_core::file::{CURRENT_PATH, INDEX_DIR};
use serde_json::{Value, json};

/// The recipes.
pub(super) fn render(place: &Place<'_>) -> Vec<Recipe> {
    vec![
        Recipe::new("s3/upload.sh", upload(place)),
        Recipe::new("s3/cors.json", text(&cors())),
        Recipe::new("s3/headers-pages.json", text(&policy("hushset-pages", Kind::Page))),
        Recipe::new("s3/headers-frame.json", text(&policy("hushset-frame", Kind::Frame))),
        Recipe::new("s3/folders.js", FOLDERS.to_owned()),
    ]
}

/// A `CloudFront` function for requests of viewers: S3 knows no pages of folders.
const FOLDERS: &str = "\
// The page of a folder is the index.html in it. A CloudFront function, for viewer requests.
function handler(event) {
  var request = event.request;
  if (request.uri.endsWith(\"/\")) request.uri += \"index.html\";
  return request;
}
";

/// The commands that put a site into a bucket, what is pointed to before what points to it.
fn upload(place: &Place<'_>) -> String {
    let types = || TYPES.iter().copied();
    let lasting = types().map(|(ending, kind)| {
        let include = format!("--include 'app-*.{ending}' --include 'embed/hush-check-*.{ending}'");
        put(&include, kind, Kind::Program)
    });
    let build = format!("--include '{INDEX_DIR}/*' --exclude '{CURRENT_PATH}'");
    let build = put(&build, BYTES, Kind::Index);
    let pages = types().map(|(ending, kind)| {
        let include =
            format!("--include '*.{ending}' --exclude 'app-*' --exclude 'embed/hush-check-*.{ending}'");
        put(&include, kind, Kind::Page)
    });
    let current = put(&format!("--include '{CURRENT_PATH}'"), BYTES, Kind::Current);
    format!(
        r#"#!/bin/sh
# Puts this site into a bucket. Written by `hushset build --host s3`.
#     sh s3/upload.sh s3://bucket[/folder]
set -eu
site='{folder}'
bucket=${{1:?name the bucket: s3://bucket or s3://bucket/folder}}

# put FILES… TYPE CACHING: of all files, only these.
put() {{
  aws s3 sync "$site" "$bucket" --no-progress --exclude '*' "$@"
}}

# What is pointed to.
{lasting}{build}
# What points to it.
{pages}{current}
# What is no more. Somebody may have asked to be left out.
aws s3 sync "$site" "$bucket" --no-progress --delete --size-only --exclude '*.br' --exclude '*.gz' --exclude '.*'
"#,
        folder = place.folder,
        lasting = lasting.collect::<String>(),
        pages = pages.collect::<String>(),
    )
}

fn put(files: &str, content_type: &str, kind: Kind) -> String {
    let caching =
        kind.own_headers().iter().find(|(name, _)| *name == "Cache-Control").map_or("", |(_, value)| value);
    format!("put {files} --content-type '{content_type}' --cache-control '{caching}'\n")
}

/// What a bucket says to scripts of other origins: they may read.
fn cors() -> Value {
    json!({ "CORSRules": [{ "AllowedOrigins": ["*"], "AllowedMethods": ["GET", "HEAD"], "AllowedHeaders": ["*"] }] })
}

/// A response headers policy, as `aws cloudfront create-response-headers-policy` takes it.
fn policy(name: &str, kind: Kind) -> Value {
    let all: Vec<Header> = kind.own_headers().iter().chain(&COMMON).copied().collect();
    let value = |of: &str| all.iter().find(|(name, _)| *name == of).map_or("", |(_, value)| value);
    let custom: Vec<Value> = ["Permissions-Policy", "Cross-Origin-Resource-Policy"]
        .into_iter()
        .map(|header| json!({ "Header": header, "Value": value(header), "Override": true }))
        .collect();
    let list = |items: &[&str]| json!({ "Quantity": items.len(), "Items": items });
    json!({
        "Name": name,
        "CorsConfig": {
            "AccessControlAllowOrigins": list(&[value("Access-Control-Allow-Origin")]),
            "AccessControlAllowHeaders": list(&["*"]),
            "AccessControlAllowMethods": list(&["GET", "HEAD"]),
            "AccessControlAllowCredentials": false,
            "OriginOverride": true,
        },
        "SecurityHeadersConfig": {
            "ContentSecurityPolicy": { "Override": true, "ContentSecurityPolicy": value("Content-Security-Policy") },
            "ContentTypeOptions": { "Override": true },
            "ReferrerPolicy": { "Override": true, "ReferrerPolicy": value("Referrer-Policy") },
        },
        "CustomHeadersConfig": { "Quantity": custom.len(), "Items": custom },
    })
}

fn text(json: &Value) -> String {
    format!("{json:#}\n")
}
