//! A part of nginx's configuration, to be included in a `server { … }`.
//!
//! `add_header` in a location replaces all that stand around it, so each location has its whole list.

use super::{
    headers::{BYTES, FRAME_PATTERN, Kind, TYPES},
    place::Place,
};
use hushset_core::file::{CURRENT_PATH, INDEX_DIR};

/// The recipe.
pub(super) fn render(place: &Place<'_>) -> String {
    let Place { folder, path, .. } = place;
    let line = |(ending, kind): &(&str, &str)| format!("        {} {ending};\n", bare(kind));
    let types: String = TYPES.iter().map(line).collect();
    // nginx does so with HTML unasked, and warns if it is named.
    let with_charset: Vec<&str> = TYPES
        .iter()
        .filter(|(ending, kind)| *ending != "html" && kind.contains("charset"))
        .map(|(_, kind)| bare(kind))
        .collect();
    let location = |of: &str, kind: Kind, more: &str| {
        format!("\n    location {of} {{\n{more}{}    }}\n", headers(kind, 8))
    };
    let within = [
        location(&format!("{path}app-"), Kind::Program, ""),
        location(&format!("{path}embed/hush-check-"), Kind::Program, ""),
        location(&format!("~ ^{}{FRAME_PATTERN}", path.replace('.', r"\.")), Kind::Frame, ""),
        location(&format!("{path}{INDEX_DIR}/"), Kind::Index, "        gzip_static off;\n"),
        location(&format!("= {path}{CURRENT_PATH}"), Kind::Current, "        gzip_static off;\n"),
        location(&format!("= {path}404.html"), Kind::Page, ""),
    ]
    .concat();
    format!(
        r#"# How nginx serves this site. Written by `hushset build --host nginx`; put this line into the `server {{ … }}` of its domain:
#     include {folder}.recipes/nginx.conf;
location {path} {{
    alias "{folder}/";
    index index.html;
    error_page 403 404 =404 {path}404.html;
    absolute_redirect off;

    # Which file is asked for tells a little about who is asked about. What is not written down cannot be asked for.
    access_log off;
    log_not_found off;

    default_type {BYTES};
    types {{
{types}    }}
    charset utf-8;
    charset_types {charset};

    # Pages and programs are there compressed already, and the index must not be: its files are of equal length.
    gzip off;
    gzip_static on;
    gzip_vary on;
    # With ngx_brotli (Debian: libnginx-mod-http-brotli-static), a fifth less:
    # brotli_static on;

{page}
    # Builds in the making.
    location ~ /\. {{
        return 404;
    }}
{within}}}
"#,
        page = headers(Kind::Page, 4),
        charset = with_charset.join(" "),
    )
}

fn headers(kind: Kind, indent: usize) -> String {
    let line = |(name, value)| format!("{:indent$}add_header {name} \"{value}\" always;\n", "");
    kind.headers().map(line).collect()
}

/// A type without its parameter.
fn bare(kind: &str) -> &str {
    kind.split(';').next().unwrap_or(kind)
}
