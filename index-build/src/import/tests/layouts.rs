//! Every layout, in small invented tables: no account number ends in `@N99`, and no photo has such an id.

use super::super::testing::{Folder, Imported, import_text};

fn gists(imported: &Imported) -> Vec<String> {
    imported.rows.iter().map(super::super::testing::KeptRow::gist).collect()
}

fn import(layout: &str, table: &str) -> Imported {
    import_text(&format!("layout = \"{layout}\""), table).unwrap()
}

#[test]
fn diveface() {
    let table = b"12345678@N99_identity_3/90000000001_0.jpg\n\n23456789@n99_identity_0/90000000002_4.jpg\r\nnonsense\n\
        /x\n99@N99_identity_1/3_0.jpg\n12345678@N99_identity_3/abc_0.jpg\n\xff/\xff\n";
    let read = import_text("layout = \"diveface\"", table).unwrap();
    assert_eq!(gists(&read), ["90000000001|12345678@N99||||", "90000000002|23456789@N99||||"]);
    assert_eq!((read.report.rows, read.report.bad), (7, 5));
    assert_eq!(read.bad_lines(), [4, 5, 6, 7, 8]);
}

#[test]
fn megaface_in_both_parts() {
    let read = import(
        "megaface",
        "12345678@N99_identity_3/90000000001_0.jpg\nMF2/23456789@N99_identity_0/90000000002_4.jpg\n\
         FlickrFinal2/012/34567890@N99/90000000003_0.jpg\n./FlickrFinal2/012/janedoe/90000000004_0.jpg\n",
    );
    assert_eq!(
        gists(&read),
        ["90000000001|12345678@N99||||", "90000000002|23456789@N99||||", "90000000003|34567890@N99||||"]
    );
    assert_eq!(read.bad_lines(), [4]);
}

#[test]
fn pipa() {
    let table =
        "72157 90000000001 1 2 3 4 5 1\n72157 90000000002 1 2 3 4 5\n72157 90000000003 -1 2 3 4 5 0\n";
    let read = import("pipa", table);
    assert_eq!(read.photos(), [90_000_000_001, 90_000_000_003]);
    assert_eq!(read.bad_lines(), [2]);
    assert!(read.report.dropped_columns.contains("identity_id"));
}

#[test]
fn fsxl() {
    let read = import(
        "fsxl",
        r#"[
            {"image_name": "90000000001.jpg", "photo_url": "https://www.flickr.com/photos/12345678@N99/90000000001",
             "author": "¡A+B!", "license": "Public Domain Mark", "date_uploaded": "2020-02-03", "country": ""},
            {"photo_url": "https://example.org/"}, {"photo_url": null},
            {"image_name": "90000000002.jpg", "photo_url": "https://www.flickr.com/photos/12345678@N99/90000000002",
             "author": "", "license": "United States Government Work", "date_uploaded": ""}
        ]"#,
    );
    assert_eq!(gists(&read), ["90000000001|12345678@N99||¡A+B!|2020-02|10", "90000000002|12345678@N99||||8"]);
    assert_eq!((read.report.other, read.report.bad, read.bad_lines()), (1, 1, vec![3]));
    assert!(read.report.dropped_columns.contains("country"));
}

#[test]
fn ffhq() {
    let read = import(
        "ffhq",
        r#"{"0": {"category": "training", "metadata": {
              "photo_url": "https://www.flickr.com/photos/janedoe/90000000001/", "photo_title": "A birthday",
              "author": "Jane Doe", "country": "", "license": "Attribution-NonCommercial License",
              "license_url": "https://creativecommons.org/licenses/by-nc/2.0/", "date_uploaded": "2010-05-15",
              "date_crawled": "2018-10-10"},
            "image": {"file_url": "https://drive.example/1", "face_landmarks": [[1.5, 2], [3, 4]]},
            "in_the_wild": {"file_path": "x.png"}},
           "1": {"category": "validation", "metadata": {"photo_url": "https://flickr.com/photos/12345678@N99/90000000002"}},
           "2": {"metadata": "gone"}, "3": []}"#,
    );
    assert_eq!(gists(&read), ["90000000001||janedoe|Jane Doe|2010-05|2", "90000000002|12345678@N99||||"]);
    assert_eq!(read.bad_lines(), [3, 4]);
    for dropped in ["category", "image", "in_the_wild", "metadata.photo_title", "metadata.date_crawled"] {
        assert!(read.report.dropped_columns.contains(dropped), "{dropped}");
    }
}

#[test]
fn adience() {
    let head = "user_id\toriginal_image\tface_id\tage\tgender\tx\ty\tdx\tdy\ttilt_ang\tfiducial_yaw_angle\tfiducial_score\n";
    let table = format!(
        "{head}12345678@N99\t90000000001_0123456789_o.jpg\t1\t(25, 32)\tf\t0\t414\t1086\t1383\t-115\t30\t17\n"
    );
    let read = import("adience", &table);
    assert_eq!(gists(&read), ["90000000001|12345678@N99||||"]);
    for dropped in ["age", "gender", "face_id", "server and secret within original_image"] {
        assert!(read.report.dropped_columns.contains(dropped), "{:?}", read.report.dropped_columns);
    }
}

#[test]
fn vgg_face_without_the_names_of_those_depicted() {
    let folder = Folder::new();
    let line =
        |number: u32, address: &str| format!("{number:08} {address} 70.9 80.1 200.5 210.7 1.00 3.20 1\n");
    folder.write(
        "vgg/files/Invented_Person.txt",
        line(1, "http://farm5.static.flickr.com/4072/90000000001_0123456789_b.jpg")
            + &line(2, "http://example.org/Invented_Person.jpg")
            + "3 http://example.org/x.jpg 1 2\n4 nonsense 1 2 3 4 5 6 7\n",
    );
    folder.write("vgg/files/Other_Person.txt", line(1, "https://example.org/a.jpg"));
    let read = folder.import("files = [\"vgg/files\"]\nlayout = \"vgg_face\"").unwrap();
    assert_eq!(read.photos(), [90_000_000_001]);
    assert_eq!((read.report.rows, read.report.other, read.bad_lines()), (5, 2, vec![3, 4]));
    assert_eq!(read.report.files.len(), 2);
    let said = format!("{:?}", read.report);
    assert!(said.contains("file 1") && !said.contains("Person"), "{said}");
}

/// A line of YFCC100M in its shorter form.
fn yfcc_line(photo: u64) -> String {
    let title = "A%2Bb\tSome+text\tcat,new+york,caf%C3%A9\t\t12.5\t41.9\t16";
    let addresses = format!(
        "http://www.flickr.com/photos/12345678@N99/{photo}/\thttp://farm8.staticflickr.com/7205/{photo}_0123456789.jpg"
    );
    let licence = "Attribution-NonCommercial License\thttp://creativecommons.org/licenses/by-nc/2.0/";
    format!(
        "{photo}\t12345678@N99\tJane+%C3%A9\t2012-02-16 09:56:37.0\t1331840483\tCanon\t{title}\t{addresses}\t{licence}\t\
         7205\t8\t0123456789\tabcdefabcd\tjpg\t0"
    )
}

#[test]
fn yfcc100m_in_both_widths() {
    let table = format!("{}\n17\tabcdef\t{}\n1\t2\n", yfcc_line(90_000_000_001), yfcc_line(90_000_000_002));
    let read = import("yfcc100m", &table);
    assert_eq!(
        gists(&read),
        ["90000000001|12345678@N99||Jane é|2012-03|2", "90000000002|12345678@N99||Jane é|2012-03|2"]
    );
    assert_eq!(read.rows[0].tags, ["cat", "new york", "café"]);
    assert_eq!((read.rows[0].image, read.bad_lines()), (None, vec![3]));
    assert!(read.report.dropped_columns.contains("server and secret of the image"));
}

#[test]
fn images_are_taken_over_on_request_only() {
    let folder = Folder::with(yfcc_line(90_000_000_001));
    let table = "files = [\"table\"]\nlayout = \"yfcc100m\"\n";
    let read = folder.import(&format!("{table}[index]\nthumbnails = true")).unwrap();
    let image = read.rows[0].image.unwrap();
    assert_eq!((image.server, image.secret), (7205, 0x01_2345_6789));
    assert_eq!(folder.import(table).unwrap().rows[0].image, None);
}

#[test]
fn open_images() {
    let head = "ImageID,Subset,OriginalURL,OriginalLandingURL,License,AuthorProfileURL,Author,Title,OriginalSize,\
                OriginalMD5,Thumbnail300KURL,Rotation\n";
    let row = |original: &str| {
        format!(
            "000a1249af2bc5f0,train,{original},https://www.flickr.com/photos/janedoe/90000000001,\
             https://creativecommons.org/licenses/by/2.0/,https://www.flickr.com/people/12345678@N99/,\"Doe, Jane\",\
             \"A \"\"cat\"\"\",1,x==,https://c4.staticflickr.com/4/3927/90000000001_0123456789_z.jpg,0.0\n"
        )
    };
    let original = "https://farm4.staticflickr.com/3927/90000000001_abcdefabcd_o.jpg";
    let table = format!("{head}{}{}", row(original), row("https://example.org/cat.jpg"));
    let settings = "layout = \"open_images\"\n[index]\nthumbnails = true";
    let read = import_text(settings, table).unwrap();
    assert_eq!(gists(&read), ["90000000001|12345678@N99|janedoe|Doe, Jane||4"]);
    let image = read.rows[0].image.unwrap();
    assert_eq!((image.server, image.secret), (3927, 0x01_2345_6789), "not the original's own secret");
    assert_eq!(read.report.other, 1);
    assert!(read.report.dropped_columns.contains("Title"));
}

#[test]
fn ibm_dif_lists() {
    let address = |photo: u64| format!("http://farm3.staticflickr.com/2893/{photo}_0123456789_b.jpg");
    let table = format!(
        "url,age\n{},33\n\"x\",\"{}\",https://example.org/\nhttps://example.org/a.jpg\nnone\n",
        address(90_000_000_001),
        address(90_000_000_002)
    );
    let read = import("ibm_dif", &table);
    assert_eq!(read.photos(), [90_000_000_001, 90_000_000_002]);
    assert_eq!((read.report.other, read.bad_lines()), (1, vec![5]));
    assert_eq!(import("ibm_dif", &address(90_000_000_003)).photos(), [90_000_000_003], "without a header");
}
