//! The plain lists that DiveFace and PIPA are published as.

use super::{Sink, for_each_line};
use crate::{
    error::Result,
    row::{OwnerNames, Row},
};
use hushset_core::identifier::Nsid;
use std::io::BufRead;

/// DiveFace (github.com/BiDAlab/DiveFace): `NSID_identity_K/PHOTOID_F.jpg`, a face crop in each line.
pub(super) fn diveface(reader: &mut impl BufRead, sink: &mut Sink<'_>) -> Result<()> {
    for_each_line(reader, sink, |sink, number, line| sink.put(number, diveface_row(line)))
}

fn diveface_row(line: &[u8]) -> std::result::Result<Row, String> {
    let text = str::from_utf8(line).map_err(|_| "it is not UTF-8")?;
    let (folder, file) = text.rsplit_once('/').ok_or("there is no folder before the file name")?;
    let folder = folder.rsplit('/').next().unwrap_or_default();
    let (owner, _) = folder.split_once("_identity_").ok_or("its folder is not NSID_identity_K")?;
    let nsid = Nsid::parse(owner).ok_or("its folder does not start with an account number")?;
    let (id, _) = file.split_once('_').ok_or("its file is not PHOTOID_F.jpg")?;
    Ok(Row {
        photo: photo_id(id)?,
        owner: OwnerNames { nsid: Some(nsid), ..OwnerNames::default() },
        ..Row::default()
    })
}

/// PIPA (`github.com/coallaoh/PIPA_dataset`), `all_data.txt`: eight numbers a line, of which the second is the
/// photo. The face's box and the person's number are left where they are.
pub(super) fn pipa(reader: &mut impl BufRead, sink: &mut Sink<'_>) -> Result<()> {
    sink.drop_columns(["photoset_id", "x", "y", "w", "h", "identity_id", "subset"]);
    for_each_line(reader, sink, |sink, number, line| sink.put(number, pipa_row(line)))
}

fn pipa_row(line: &[u8]) -> std::result::Result<Row, String> {
    let text = str::from_utf8(line).map_err(|_| "it is not UTF-8")?;
    let mut fields = text.split_ascii_whitespace();
    let id = fields.nth(1).ok_or("it has no second field")?;
    match fields.count() {
        6 => Ok(Row { photo: photo_id(id)?, ..Row::default() }),
        others => Err(format!("it has {} fields where 8 are expected", others + 2)),
    }
}

/// A photo id: ASCII digits, not zero.
pub(super) fn photo_id(text: &str) -> std::result::Result<u64, String> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits
        .then(|| text.parse().ok())
        .flatten()
        .filter(|&id| id > 0)
        .ok_or_else(|| "its photo id is not a number".into())
}

#[cfg(test)]
mod tests {
    use super::super::testing::import_text;

    #[test]
    fn diveface_lines() {
        let table =
            b"12345678@N00_identity_3/111111_0.jpg\n\n23456789@N07_identity_0/222222_4.jpg\r\nnonsense\n/x\n\
            99@N00_identity_1/3_0.jpg\n12345678@N00_identity_3/abc_0.jpg\n\xff/\xff\n";
        let (rows, report) = import_text("layout = \"diveface\"", table, false).unwrap();
        let short: Vec<_> = rows.iter().map(|r| (r.photo, r.owner.nsid.as_ref().unwrap().as_str())).collect();
        assert_eq!(short, [(111_111, "12345678@N00"), (222_222, "23456789@N07")]);
        assert_eq!((report.rows, report.bad), (7, 5));
        assert_eq!(report.examples.iter().map(|e| e.line).collect::<Vec<_>>(), [4, 5, 6, 7, 8]);
    }

    #[test]
    fn pipa_lines() {
        let table = b"72157 111111 1 2 3 4 5 1\n72157 222222 1 2 3 4 5\n72157 333333 -1 2 3 4 5 0\n";
        let (rows, report) = import_text("layout = \"pipa\"", table, false).unwrap();
        assert_eq!(rows.iter().map(|r| r.photo).collect::<Vec<_>>(), [111_111, 333_333]);
        assert_eq!(report.bad, 1);
        assert!(report.dropped_columns.contains("identity_id"));
    }

    #[test]
    fn strict_stops_at_the_first_bad_row() {
        let error = import_text("layout = \"pipa\"", b"1 111111 1 2 3 4 5 1\nbad\n", true).unwrap_err();
        assert!(error.to_string().contains("line 2"), "{error}");
    }

    #[test]
    fn empty_and_senseless_tables_are_refused() {
        for (table, part) in [(&b""[..], "empty"), (b"\n\n", "empty"), (b"a,b\nc,d\n", "line 1")] {
            let error = import_text("layout = \"diveface\"", table, false).unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
        }
        let long = vec![b'x'; 3 << 20];
        assert!(
            import_text("layout = \"diveface\"", &long, false).unwrap_err().to_string().contains("1 MiB")
        );
    }

    #[test]
    fn only_the_photos_that_are_listed() {
        let table = b"1 111111 1 2 3 4 5 1\n1 222222 1 2 3 4 5 1\n1 333333 1 2 3 4 5 1\n";
        let (rows, report) = import_text("layout = \"pipa\"\nonly = \"ids\"", table, false).unwrap();
        assert_eq!(rows.iter().map(|r| r.photo).collect::<Vec<_>>(), [111_111, 333_333]);
        assert_eq!((report.rows, report.left_out, report.bad), (3, 1, 0));
    }
}
