//! A site of Caddy's, to be imported in the server's Caddyfile.

use super::{
    headers::{BYTES, COMMON, FRAME_PATTERN, Header, Kind, TYPES},
    place::Place,
};
use hushset_core::file::{CURRENT_PATH, INDEX_DIR};

/// The recipe.
pub(super) fn render(place: &Place<'_>) -> String {
    let &Place { ref folder, origin, path } = place;
    let origin = origin.unwrap_or_default();
    let below = path.trim_end_matches('/');
    let (open, around) = if below.is_empty() {
        ("handle".to_owned(), String::new())
    } else {
        let around = format!("\tredir {below} {path} permanent\n\thandle {{\n\t\trespond 404\n\t}}\n");
        (format!("handle_path {path}*"), around)
    };
    let typed: String = TYPES.iter().copied().chain([("bin", BYTES)]).map(type_of).collect();
    format!(
        r#"# How Caddy serves this site. Written by `hushset build --host caddy`; put this line into the server's Caddyfile:
#     import {folder}.recipes/Caddyfile
# Caddy writes down no requests unless it is told to with `log`; then it would write down which files are asked for.
{origin} {{
{around}	{open} {{
		root * "{folder}"

		header {common}
		@lasting path /app-* /embed/hush-check-*
		header @lasting {program}
		@build {{
			path /{INDEX_DIR}/*
			not path /{CURRENT_PATH}
		}}
		header @build {index}
		@current path /{CURRENT_PATH}
		header @current {current}
		@frame path_regexp ^/{FRAME_PATTERN}
		header @frame {frame}
		@page {{
			not path /app-* /embed/hush-check-* /{INDEX_DIR}/*
			not path_regexp ^/{FRAME_PATTERN}
		}}
		header @page {page}
		# The same types wherever this runs.
{typed}
		file_server {{
			# Pages and programs are there compressed already, and the index must not be: its files are of equal length.
			precompressed br gzip
			hide .*
		}}
	}}
	handle_errors {{
		@missing path {path}*
		handle @missing {{
			root * "{folder}"
			rewrite * /404.html
			header {missing}
			file_server
		}}
	}}
}}
"#,
        common = headers(COMMON.into_iter(), 2),
        program = headers(Kind::Program.own_headers().iter().copied(), 2),
        index = headers(Kind::Index.own_headers().iter().copied(), 2),
        current = headers(Kind::Current.own_headers().iter().copied(), 2),
        frame = headers(Kind::Frame.own_headers().iter().copied(), 2),
        page = headers(Kind::Page.own_headers().iter().copied(), 2),
        missing = headers(Kind::Page.headers().chain([("Content-Type", "text/html; charset=utf-8")]), 3),
    )
}

fn headers(headers: impl Iterator<Item = Header>, tabs: usize) -> String {
    let margin = "\t".repeat(tabs);
    let line = |(name, value)| format!("{margin}\t{name} \"{value}\"\n");
    let lines: String = headers.map(line).collect();
    format!("{{\n{lines}{margin}}}")
}

fn type_of((ending, kind): (&str, &str)) -> String {
    format!("\t\t@{ending} path *.{ending}\n\t\theader @{ending} Content-Type \"{kind}\"\n")
}
