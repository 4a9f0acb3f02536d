//! Tables whose columns the settings name.

use super::super::{
    Purpose,
    testing::{Folder, HEAD, Imported, KeptRow, PACE, import_text, read},
};

const CSV: &str = "layout = \"csv\"\n[dataset.table.columns]\nphoto = \"Photo\"\nnsid = \"Owner\"\n\
    display_name = \"Name\"\ndate = \"Date\"\nlicence = \"Licence\"\n";

fn gists(imported: &Imported) -> Vec<String> {
    imported.rows.iter().map(KeptRow::gist).collect()
}

#[test]
fn comma_separated() {
    let table = "\u{feff}Title,Photo,Owner,Name,Date,Licence\n\
        \"Birthday, 3\",90000000001,12345678@N99,محمد علي,2013-05-17,4\r\n\
        \"two\nlines\",https://www.flickr.com/photos/janedoe/90000000002,,\"Jane \"\"J\"\" Doe\",1331840483,\n\
        x,90000000003,nobody,,,\n\
        x,,12345678@N99,,,\n\
        x,90000000004\n\
        x,90000000005,12345678@N99,,17.5.2013,\n\
        x,90000000006,12345678@N99,,,free\n\
        x,y,90000000007,12345678@N99,,,\n";
    let read = import_text(CSV, table).unwrap();
    assert_eq!(
        gists(&read),
        ["90000000001|12345678@N99||محمد علي|2013-05|4", "90000000002||janedoe|Jane \"J\" Doe|2012-03|"]
    );
    assert_eq!(read.bad_lines(), [5, 6, 7, 8, 9, 10]);
    assert_eq!(read.report.dropped_columns.iter().collect::<Vec<_>>(), ["Title"]);
}

#[test]
fn a_missing_column_is_named_with_those_that_are_there() {
    let error = import_text(CSV, "Photo,Owner\n1,2\n").unwrap_err().to_string();
    assert!(error.contains("\"Name\"") && error.contains("Photo, Owner"), "{error}");
    let error = import_text(CSV, "90000000001,12345678@N99,Jane\n").unwrap_err().to_string();
    assert!(error.contains("looks like a row") && !error.contains("Jane"), "{error}");
}

#[test]
fn a_column_that_is_there_twice_is_no_column() {
    let table = "Photo,Owner,Name,Date,Licence,Owner\n1,2,3,4,5,6\n";
    let error = import_text(CSV, table).unwrap_err().to_string();
    assert!(error.contains("several columns \"Owner\""), "{error}");
}

#[test]
fn tables_without_header() {
    let settings = "layout = \"tsv\"\n[dataset.table.columns]\nphoto = 2\nalias = 1\n";
    let read = import_text(settings, "\"jane\t90000000001\n\t90000000002\n\t\n").unwrap();
    assert_eq!(gists(&read), ["90000000001||\"jane|||", "90000000002|||||"], "quotes are letters here");
    assert_eq!(read.bad_lines(), [3]);
}

#[test]
fn objects_in_lines() {
    let settings = "layout = \"jsonl\"\n[dataset.table.columns]\nphoto = \"id\"\ntags = \"tags\"\nalias = \"by.alias\"\n";
    let table = "{\"id\": 90000000001, \"tags\": [\"a, b\", \"c\"], \"age\": 3, \"by\": {\"alias\": \"j\\u0061ne\", \"sex\": 1}}\n\n\
        {\"id\": null}\n[]\n{\"id\": \"90000000002\"} x\n{\"id\": [1]}\n";
    let read = import_text(settings, table).unwrap();
    assert_eq!(gists(&read), ["90000000001||jane|||"]);
    assert_eq!(read.rows[0].tags, ["a, b", "c"]);
    assert_eq!(read.bad_lines(), [3, 4, 5, 6]);
    assert_eq!(read.report.dropped_columns.iter().collect::<Vec<_>>(), ["age", "by.sex"]);
}

#[test]
fn an_image_in_columns_of_its_own() {
    let columns = "layout = \"csv\"\n[dataset.table.columns]\nphoto = \"id\"\nserver = \"server\"\nsecret = \"secret\"\n";
    let table = "id,server,secret\n90000000001,65535,0123456789\n90000000002,65535,xyz\n";
    let read = import_text(&format!("{columns}[index]\nthumbnails = true"), table).unwrap();
    assert_eq!(read.rows[0].image.unwrap().server, 65535);
    assert_eq!(read.rows[1].image, None, "a photo without image is a photo all the same");
    let read = import_text(columns, table).unwrap();
    assert_eq!(read.rows[0].image, None);
    assert_eq!(read.report.dropped_columns.iter().collect::<Vec<_>>(), ["secret", "server"]);
}

#[test]
fn only_the_photos_that_are_listed() {
    let folder =
        Folder::with("1 90000000001 1 2 3 4 5 1\n1 90000000002 1 2 3 4 5 1\n1 90000000003 1 2 3 4 5 1\n");
    folder.write("ids", "\u{feff}90000000001\n\n90000000003\r\n");
    let settings = "files = [\"table\"]\nlayout = \"pipa\"\nonly = \"ids\"";
    let read = folder.import(settings).unwrap();
    assert_eq!(read.photos(), [90_000_000_001, 90_000_000_003]);
    assert_eq!((read.report.rows, read.report.left_out, read.report.bad), (3, 1, 0));
    folder.write("ids", "90000000001\njane\n");
    let error = folder.import(settings).unwrap_err().to_string();
    assert!(error.contains("ids: line 2"), "{error}");
}

#[test]
fn one_table_for_several_datasets() {
    let settings = "[site]\ntitle = \"T\"\npublisher = \"P\"\n[[dataset]]\nslug = \"b\"\nname = \"B\"\n[[dataset]]\n\
        slug = \"a\"\nname = \"A\"\n[[table]]\nfiles = [\"table\"]\nlayout = \"csv\"\n\
        columns = { photo = \"id\", dataset = \"set\" }\n";
    let folder = Folder::with("set,id\na,90000000001\nb,90000000002\na,90000000003\n,90000000004\n");
    let config = folder.config(settings).unwrap();
    let shared = || {
        read(&config, PACE, false, |reading| {
            reading.tables(config.tables.iter().map(|table| &table.0), Purpose::Shared(&config))
        })
    };
    let all = shared().unwrap();
    let of: Vec<usize> = all.rows.iter().map(|row| row.dataset.get()).collect();
    assert_eq!((of, all.bad_lines()), (vec![0, 1, 0], vec![5]));
    assert_eq!(all.report.by_dataset.into_iter().collect::<Vec<_>>(), [("a".into(), 2), ("b".into(), 1)]);
    folder.write("table", "set,id\na,90000000001\nc,90000000002\n");
    assert!(shared().unwrap_err().to_string().contains("line 3: it belongs to \"c\""));
    folder.write("table", "set,id\nJane Doe,90000000001\n");
    assert!(!shared().unwrap_err().to_string().contains("Jane"));
}

#[test]
fn accounts() {
    let settings = format!(
        "{HEAD}[[accounts]]\nfiles = [\"a.jsonl\"]\nlayout = \"jsonl\"\n\
         columns = {{ nsid = \"id\", alias = \"alias\", display_name = \"name\", former = \"was\" }}\n\
         [[accounts]]\nfiles = [\"b.csv\"]\nlayout = \"csv\"\ncolumns = {{ nsid = \"id\", former = \"was\" }}\n"
    );
    let folder = Folder::new();
    folder.write(
        "a.jsonl",
        "{\"id\": \"12345678@N99\", \"alias\": \"jane\", \"name\": \"Jane\", \"was\": [\"Doe, J.\", \"JD\"]}\n{\"was\": \"x\"}\n",
    );
    folder.write("b.csv", "id,was\n23456789@N99,\"joan, j\"\n");
    let config = folder.config(&settings).unwrap();
    let read = read(&config, PACE, false, super::super::read_accounts).unwrap();
    let [(jane, was), (joan, were)] = read.accounts.as_slice() else { panic!("{:?}", read.accounts) };
    assert_eq!(
        (jane.alias.as_deref(), was.as_slice()),
        (Some("jane"), &["Doe, J.".to_owned(), "JD".into()][..])
    );
    assert_eq!(joan.nsid.as_ref().map(ToString::to_string).as_deref(), Some("23456789@N99"));
    assert_eq!(were, &["joan", "j"]);
    assert_eq!((read.report.rows, read.bad_lines()), (3, vec![2]));
}
