//! What the settings say about files: tables of datasets, tables of accounts, lists of those who asked not to be
//! found.

use super::mistake::Mistake;
use hushset_core::identifier::Scheme;
use serde::Deserialize;
use std::{collections::BTreeMap, path::PathBuf};

/// `[[dataset.table]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableSettings {
    /// The files, relative to the settings file: names, patterns (`photos/*.csv.gz`) or folders. Each may be plain,
    /// gzip or zstd.
    pub files: Vec<PathBuf>,
    /// How the files are laid out.
    pub layout: Layout,
    /// For the layouts that do not know their columns: which column is what.
    #[serde(default)]
    pub columns: Columns,
    /// A file with one photo id in each line: only these photos are indexed.
    #[serde(default)]
    pub only: Option<PathBuf>,
}

/// `[[table]]`: a table whose column `dataset` says which dataset each row belongs to.
#[derive(Debug, Clone, Deserialize)]
#[serde(transparent)]
pub struct SharedTable(pub TableSettings);

/// `[[accounts]]`: a table of accounts, without photos.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountsSettings {
    /// The files, as in [`TableSettings`].
    pub files: Vec<PathBuf>,
    /// How the files are laid out: one of the layouts with mapped columns.
    pub layout: Layout,
    /// Which column is what: `nsid`, `alias`, `display_name`, `former`.
    pub columns: Columns,
}

/// `[suppress]`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suppress {
    /// Files with one account number, alias, display name, or address of a photo or an account in each line.
    #[serde(default)]
    pub files: Vec<PathBuf>,
}

/// The layouts that the importers read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Layout {
    /// Comma-separated values (RFC 4180).
    Csv,
    /// Tab-separated values.
    Tsv,
    /// One JSON array of objects, or one object of objects.
    Json,
    /// A JSON object in each line.
    Jsonl,
    /// Apache Parquet.
    Parquet,
    /// `NSID_identity_K/PHOTOID_F.jpg` lines.
    DiveFace,
    /// Those, or `FlickrFinal2/DDD/NSID/PHOTOID_F.jpg` lines.
    MegaFace,
    /// `photoset_id photo_id x y w h identity_id subset` lines.
    Pipa,
    /// The crawl list of Flickr-Suits-XL.
    Fsxl,
    /// The one JSON object of Flickr-Faces-HQ.
    Ffhq,
    /// The folds of Adience.
    Adience,
    /// The files of VGG Face, one for each person depicted.
    #[serde(rename = "vgg_face")]
    VggFace,
    /// The lines of YFCC100M, with or without line number and hash.
    Yfcc100m,
    /// The image lists of Open Images.
    #[serde(rename = "open_images")]
    OpenImages,
    /// Lists of image addresses, such as IBM's Diversity in Faces.
    #[serde(rename = "ibm_dif")]
    IbmDif,
}

/// Which column is what.
pub type Columns = BTreeMap<Field, Column>;

/// What a mapped column can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// With the schemes `web` and `plain`: the address of a page, the title of a book.
    Item,
    /// The photo: an id, a file name, or any address of it (whose account then counts too).
    Photo,
    /// The address of the photo's page, whose account counts; for tables where `photo` is something else.
    Page,
    /// The owner, by any address of theirs or by account number; with the scheme `plain` by name.
    Owner,
    /// The owner's account number.
    Nsid,
    /// The name in the owner's addresses.
    Alias,
    /// The name the owner shows.
    DisplayName,
    /// When the photo was uploaded (or taken): `YYYY-MM…`, or seconds since 1970; the day is dropped.
    Date,
    /// The licence: Flickr's number, its name, or its address.
    Licence,
    /// Hashtags: a list, or separated by commas, or by spaces where there is no comma.
    Tags,
    /// The image's address or file name, which has server and secret.
    Image,
    /// The image's server.
    Server,
    /// The image's secret.
    Secret,
    /// In `[[table]]`: the slug of the row's dataset.
    Dataset,
    /// In `[[accounts]]`: names that the account showed before, a list or separated by commas.
    Former,
}

impl Field {
    /// How many fields there are.
    pub const COUNT: usize = Self::Former as usize + 1;

    /// Its key in the settings.
    pub fn key(self) -> &'static str {
        match self {
            Self::Item => "item",
            Self::Photo => "photo",
            Self::Page => "page",
            Self::Owner => "owner",
            Self::Nsid => "nsid",
            Self::Alias => "alias",
            Self::DisplayName => "display_name",
            Self::Date => "date",
            Self::Licence => "licence",
            Self::Tags => "tags",
            Self::Image => "image",
            Self::Server => "server",
            Self::Secret => "secret",
            Self::Dataset => "dataset",
            Self::Former => "former",
        }
    }

    /// Whether it only serves the address of a thumbnail.
    pub fn is_of_image(self) -> bool {
        matches!(self, Self::Image | Self::Server | Self::Secret)
    }
}

/// A column's name or number.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged, expecting = "a column is a name, or a number from 1 where the files have no header")]
pub enum Column {
    /// By header. In JSON, a field of an inner object is written `outer.inner`.
    Name(String),
    /// By place, from 1; the files have no header.
    Number(usize),
}

impl Layout {
    /// Whether the settings say which column is what.
    pub fn is_mapped(self) -> bool {
        matches!(self, Self::Csv | Self::Tsv | Self::Json | Self::Jsonl | Self::Parquet)
    }
}

impl TableSettings {
    pub(super) fn check(&self, scheme: Scheme) -> Result<(), Mistake> {
        if self.columns.contains_key(&Field::Dataset) {
            return Err(column(
                Field::Dataset,
                "a table of one dataset has no column for it; a table of several is a [[table]] of its own",
            ));
        }
        self.check_rows(scheme)
    }

    fn check_rows(&self, scheme: Scheme) -> Result<(), Mistake> {
        check_files(&self.files)?;
        match scheme {
            Scheme::Flickr => self.check_photos(),
            Scheme::Web => self.check_items(&[Field::Item, Field::Date, Field::Dataset]),
            Scheme::Plain => self.check_items(&[Field::Item, Field::Owner, Field::Date, Field::Dataset]),
        }
    }

    fn check_items(&self, known: &[Field]) -> Result<(), Mistake> {
        if !self.layout.is_mapped() {
            let problem =
                "this layout is of Flickr's photos; with this scheme it is csv, tsv, json, jsonl or parquet";
            return Err(Mistake::new(problem).within("layout"));
        }
        if self.only.is_some() {
            return Err(Mistake::new("this is for photos alone").within("only"));
        }
        if !self.columns.contains_key(&Field::Item) {
            return Err(Mistake::new(
                "columns has no item: say which column has the page's address or the title",
            )
            .within("columns"));
        }
        if let Some(&other) = self.columns.keys().find(|field| !known.contains(field)) {
            let known: Vec<_> = known.iter().map(|field| field.key()).collect();
            return Err(column(other, &format!("with this scheme there are {} only", known.join(", "))));
        }
        check_columns(self.layout, &self.columns)
    }

    fn check_photos(&self) -> Result<(), Mistake> {
        if !self.layout.is_mapped() {
            return if self.columns.is_empty() {
                Ok(())
            } else {
                Err(Mistake::new("this layout knows its columns: leave columns out").within("columns"))
            };
        }
        if !self.columns.contains_key(&Field::Photo) {
            return Err(Mistake::new("columns has no photo: say which column has the photo's id or address")
                .within("columns"));
        }
        if self.columns.contains_key(&Field::Item) {
            return Err(column(
                Field::Item,
                "this is for the schemes web and plain; a photo's column is photo",
            ));
        }
        if self.columns.contains_key(&Field::Former) {
            return Err(column(Field::Former, "former names stand in tables of [[accounts]]"));
        }
        let pair = [Field::Server, Field::Secret].map(|field| self.columns.contains_key(&field));
        if pair == [true, false] || pair == [false, true] {
            return Err(Mistake::new("server and secret are of use together only").within("columns"));
        }
        check_columns(self.layout, &self.columns)
    }
}

impl SharedTable {
    pub(super) fn check(&self, scheme: Scheme) -> Result<(), Mistake> {
        if self.0.layout.is_mapped() && !self.0.columns.contains_key(&Field::Dataset) {
            return Err(Mistake::new("columns has no dataset: say which column has the dataset's slug")
                .within("columns"));
        }
        if !self.0.layout.is_mapped() {
            return Err(
                Mistake::new("this layout is of one dataset: write it as [[dataset.table]]").within("layout")
            );
        }
        self.0.check_rows(scheme)
    }
}

impl AccountsSettings {
    pub(super) fn check(&self) -> Result<(), Mistake> {
        check_files(&self.files)?;
        if !self.layout.is_mapped() {
            return Err(
                Mistake::new("a table of accounts is csv, tsv, json, jsonl or parquet").within("layout")
            );
        }
        let of_accounts = [Field::Nsid, Field::Alias, Field::DisplayName, Field::Former];
        if let Some(&other) = self.columns.keys().find(|field| !of_accounts.contains(field)) {
            return Err(column(other, "a table of accounts has nsid, alias, display_name and former only"));
        }
        if self.columns.len() < 2 {
            return Err(Mistake::new("one name says nothing: columns needs two or more").within("columns"));
        }
        check_columns(self.layout, &self.columns)
    }
}

fn check_files(files: &[PathBuf]) -> Result<(), Mistake> {
    if files.is_empty() { Err(Mistake::new("a table has no files").within("files")) } else { Ok(()) }
}

fn check_columns(layout: Layout, columns: &Columns) -> Result<(), Mistake> {
    let named = |column: &Column| matches!(column, Column::Name(_));
    let problem = if columns.values().any(|column| *column == Column::Number(0)) {
        "columns count from 1"
    } else if columns.values().all(named) {
        return Ok(());
    } else if !matches!(layout, Layout::Csv | Layout::Tsv) {
        "columns of this layout have names, not numbers"
    } else if columns.values().any(named) {
        "columns have either names or numbers: with numbers the files have no header"
    } else {
        return Ok(());
    };
    Err(Mistake::new(problem).within("columns"))
}

/// A mistake at the column of a field.
fn column(field: Field, problem: &str) -> Mistake {
    Mistake::new(problem).within(field.key()).within("columns")
}
