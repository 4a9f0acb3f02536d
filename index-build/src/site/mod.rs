//! The pages of a site: the one that asks, and those that tell about the datasets and about how it works. All of them
//! in each language, written from templates by code that escapes whatever it is given.

mod charts;
mod embed;
mod place;
mod views;
mod words;

use crate::{
    catalogue::Catalogue,
    config::Config,
    error::{Failure, Result},
    runtime,
    stats::TableStats,
};
use embed::{Tag, Voice, integrity, is_lasting_tag};
use hushset_compressed::{File, copies};
use hushset_core::{
    file::BuildId,
    key::{Hex, sha256},
    manifest::Manifest,
};
use minijinja::{
    Environment, Error, ErrorKind, UndefinedBehavior, Value, context,
    syntax::SyntaxConfig,
    value::{Kwargs, Serde},
};
use place::Place;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};
use words::Words;

/// What the pages are about.
#[derive(Debug, Clone, Copy)]
pub struct Content<'a> {
    /// The publisher's settings.
    pub config: &'a Config,
    /// The index.
    pub manifest: &'a Manifest,
    /// The index's build.
    pub build: BuildId,
    /// Counts for charts, by dataset.
    pub stats: &'a BTreeMap<String, TableStats>,
    /// Whether the index says where pictures of its photos are.
    pub thumbnails: bool,
}

/// Everything that pages are made from, read once.
struct Writer<'a> {
    content: Content<'a>,
    catalogue: Catalogue,
    languages: Vec<(&'a str, Arc<Words>)>,
    /// The folder of the page's program.
    app: String,
    /// The modules that it starts with.
    modules: Vec<&'static str>,
    /// The modules that the frame starts with, and those that it loads when it is wanted.
    frame: [Vec<&'static str>; 2],
    /// The script for other people's pages.
    tag: Tag,
}

/// The files of the site with their paths: everything but the index.
///
/// Scripts, styles and the Wasm module lie in a folder named by their hash and never change there; HTML points to
/// it. Text and Wasm come with `.br` and `.gz` beside them for hosts that send those; shards never do, since a
/// compressed length would tell one from another.
pub fn pages(content: Content<'_>) -> Result<Vec<File>> {
    let (folder, app) = program();
    let program = app.into_iter().chain(runtime::below("compressed"));
    let mut files: Vec<File> =
        program.map(|(path, bytes)| (Path::new(&folder).join(path), bytes.to_vec())).collect();
    let pages = Writer::new(content, folder)?.write()?;
    files.extend(copies(&pages));
    files.extend(pages);
    Ok(files)
}

/// The folder of the page's program, named by its hash, and the files in it.
pub(crate) fn program() -> (String, Vec<(PathBuf, &'static [u8])>) {
    let app = runtime::below("app");
    let listing: Vec<u8> = app
        .iter()
        .flat_map(|(path, bytes)| [path.as_os_str().as_encoded_bytes(), b"\0", &sha256(&[bytes])].concat())
        .collect();
    let hash = sha256(&[&listing]);
    (format!("app-{}", Hex(hash.get(..8).unwrap_or_default())), app)
}

/// Whether a file of the site is named by its hash, itself or its folder.
pub fn is_lasting(path: &Path) -> bool {
    is_lasting_tag(path)
        || path
            .iter()
            .next()
            .and_then(|folder| folder.to_str())
            .is_some_and(|folder| folder.starts_with("app-"))
}

impl<'a> Writer<'a> {
    fn new(content: Content<'a>, app: String) -> Result<Self> {
        let scheme = content.manifest.scheme;
        let languages = content.config.site.spoken().into_iter();
        Ok(Self {
            content,
            catalogue: Catalogue::bundled()?,
            languages: languages
                .map(|language| Ok((language, Arc::new(Words::of(language, scheme)?))))
                .collect::<Result<_>>()?,
            app,
            modules: listed("first-wave.txt")?,
            frame: [listed("embed-shell.txt")?, listed("embed-wave.txt")?],
            tag: Tag::read()?,
        })
    }

    fn write(&self) -> Result<Vec<File>> {
        let mut files = Vec::new();
        let site = &self.content.config.site;
        let voice = |(language, words): &(&'a str, Arc<Words>)| {
            Voice::of(site, language, words, self.folder(language))
        };
        let voices: Vec<Voice<'_>> = self.languages.iter().map(voice).collect::<Result<_>>()?;
        for (language, words) in &self.languages {
            let templates = templates(words)?;
            let write = |path: &str, template: &str, further: Value| -> Result<File> {
                let place = Place { folder: &self.folder(language), path };
                let page = templates.get_template(template).map_err(broken)?;
                let html =
                    page.render(context! { ..further, ..self.common(language, place)? }).map_err(broken)?;
                Ok((place.file(), html.into_bytes()))
            };
            let oembed = site
                .address
                .as_ref()
                .map(|address| format!("{address}{}", embed::oembed_path(&self.folder(language))));
            files.push(write("", "index.html", context! { oembed => oembed.map(Value::from_safe_string) })?);
            let datasets = views::datasets(&self.content, &self.catalogue);
            for dataset in &datasets {
                let further = context! { dataset => Serde(dataset) };
                files.push(write(&dataset.path(), "dataset.html", further)?);
            }
            let events = views::timeline(&self.content, &self.catalogue);
            let catalogue = context! {
                datasets => Serde(&datasets),
                family => Serde(views::family(&self.content.manifest.datasets)),
                sources => Serde(views::sources_of(&events, &self.catalogue)),
                events => Serde(&events),
            };
            files.push(write("datasets/", "catalogue.html", catalogue)?);
            let how = context! {
                leaks => Serde(views::leaks(&self.content)),
                build => self.content.build.to_string(),
                fingerprint_bits => self.content.manifest.fingerprint_bits.get(),
                details_always => self.content.manifest.details == hushset_core::manifest::DetailsPolicy::Always,
            };
            files.push(write("how/", "how.html", how)?);
            let [shell, wave] = &self.frame;
            files.push(write("embed/", "embed.html", context! { shell => ways(shell), wave => ways(wave) })?);
            let configure = context! {
                build => self.content.build.to_string(),
                datasets => Serde(&datasets),
                kept => self.content.config.index.keep_builds.get(),
                tag => Serde(&self.tag),
                voices => Serde(&voices),
            };
            files.push(write("embed/configure/", "configure.html", configure)?);
        }
        if let Some(address) = &site.address {
            let documents = voices.iter().map(|voice| voice.oembed(site, address));
            files.extend(documents.collect::<Result<Vec<_>>>()?);
        }
        files.extend(self.tag.files());
        files.push(self.missing()?);
        Ok(files)
    }

    /// What a host sends instead of a file that is not there. It may stand for any address, so it can neither link to
    /// anything nor have a style; it says what it has to say in every language.
    fn missing(&self) -> Result<File> {
        let said = |(language, words): &(&str, Arc<Words>)| -> std::result::Result<Value, Error> {
            let say = |key| words.plain(key, &no_values());
            Ok(
                context! { language => *language, dir => say("language.direction")?, text => say("missing.text")?, title => say("missing.title")? },
            )
        };
        let said: Vec<Value> =
            self.languages.iter().map(said).collect::<std::result::Result<_, _>>().map_err(broken)?;
        let mut templates = Environment::new();
        templates.add_template("404.html", runtime::text("templates/404.html")?).map_err(broken)?;
        let page = templates.get_template("404.html").map_err(broken)?;
        let html = page.render(context! { said }).map_err(broken)?;
        Ok((PathBuf::from("404.html"), html.into_bytes()))
    }

    /// The folder of a language: that of the site's own language is the site.
    fn folder(&self, language: &str) -> String {
        if language == self.content.config.site.language { String::new() } else { format!("{language}/") }
    }

    /// What all pages need.
    fn common(&self, language: &str, place: Place<'_>) -> Result<Value> {
        let site = &self.content.config.site;
        let root = place.root();
        let app = place.to(Place { folder: &format!("{}/", self.app), path: "" });
        // Ways consist of codes of languages, slugs, slashes and dots: there is nothing in them to escape.
        let way = Value::from_safe_string;
        // A link to the same page in each language.
        let alternate = |(code, words): &(&str, Arc<Words>)| -> Result<Value> {
            Ok(context! {
                code => *code,
                name => words.plain("language.name", &no_values()).map_err(broken)?,
                direction => words.plain("language.direction", &no_values()).map_err(broken)?,
                href => way(place.to(Place { folder: &self.folder(code), path: place.path })),
                home => way(place.to(Place { folder: &self.folder(code), path: "" })),
                current => *code == language,
            })
        };
        let alternates: Vec<Value> = self.languages.iter().map(alternate).collect::<Result<_>>()?;
        Ok(context! {
            language,
            alternates,
            path => place.path,
            home => way(place.home()),
            root => way(root),
            app => way(app),
            modules => ways(&self.modules),
            address => site.address.as_ref().map(|address| way(address.to_string())),
            site => context! {
                language => site.language.as_str(),
                publisher => site.publisher.as_str(),
                title => site.text(language).title,
                description => site.text(language).description,
                text_language => site.text(language).language,
            },
            thumbnails => self.content.thumbnails,
            // Base64.
            public_key => site.public_key.as_ref().map(|key| way(key.to_string())),
            scheme => self.content.manifest.scheme.name(),
            version => env!("CARGO_PKG_VERSION"),
        })
    }
}

/// What a browser compares a module of the program with before it runs it.
#[allow(clippy::needless_pass_by_value, reason = "a function of templates")]
fn integrity_of(module: String) -> std::result::Result<Value, Error> {
    let script = runtime::text(&format!("app/{module}"))
        .map_err(|missing| Error::new(ErrorKind::InvalidOperation, missing.to_string()))?;
    Ok(Value::from_safe_string(integrity(script.as_bytes())))
}

/// A list of modules in the runtime.
fn listed(file: &str) -> Result<Vec<&'static str>> {
    Ok(runtime::text(file)?.lines().collect())
}

/// Ways to modules: there is nothing in them to escape.
fn ways(modules: &[&str]) -> Vec<Value> {
    modules.iter().map(|module| Value::from_safe_string((*module).to_owned())).collect()
}

/// The templates, with a language's words in them.
fn templates(words: &Arc<Words>) -> Result<Environment<'static>> {
    let mut templates = Environment::new();
    templates.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    templates
        .set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build().map_err(broken)?);
    for (path, bytes) in runtime::below("templates") {
        // The name's ending turns escaping on: titles come from settings and may hold anything.
        let name = path.to_string_lossy().into_owned();
        let text = String::from_utf8_lossy(bytes).into_owned();
        templates.add_template_owned(name, text).map_err(broken)?;
    }
    templates.add_function("integrity", integrity_of);
    let with = |words: &Arc<Words>| Arc::clone(words);
    let said = with(words);
    templates.add_function("t", move |key: String, values: Kwargs| said.html(&key, &values));
    let said = with(words);
    templates.add_function("plain", move |key: String, values: Kwargs| said.plain(&key, &values));
    let said = with(words);
    templates.add_filter("number", move |number: u64| said.number(number));
    let said = with(words);
    templates.add_filter("date", move |date: String| {
        date.try_into().map(|date| said.date(date)).unwrap_or_default()
    });
    let said = with(words);
    templates.add_filter("size", move |bytes: u64| said.size(bytes));
    let said = with(words);
    templates.add_filter("percent", move |part: f64| said.percent(part));
    Ok(templates)
}

fn no_values() -> Kwargs {
    Kwargs::from_iter::<[(&str, Value); 0]>([])
}

#[allow(clippy::needless_pass_by_value, reason = "a function for map_err")]
fn broken(error: Error) -> Failure {
    Failure::Site(format!("a template of the site is broken: {error:#}"))
}
