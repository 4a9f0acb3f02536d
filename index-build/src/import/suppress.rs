//! Who asked not to be found: identifiers, as people write them, one in each line.

use super::{source::Source, stream::Stream};
use crate::{
    config::Config,
    error::{Failure, Result},
    progress::Progress,
    suppress::Suppressed,
};
use hushset_core::text::NativePlatform;
use std::io::{BufRead, BufReader};

/// Reads the files of `[suppress]`. A line that cannot be understood is a failure: a request to be left out must
/// not be lost.
pub fn suppressed(config: &Config) -> Result<Suppressed> {
    let mut suppressed = Suppressed::default();
    for name in &config.suppress.files {
        let source = Source::one(config, name);
        let mut stream = Stream::open(&source, &Progress::silent())?;
        let mut lines = BufReader::new(&mut stream);
        let mut line = Vec::new();
        for number in 1.. {
            line.clear();
            match lines.read_until(b'\n', &mut line) {
                Ok(0) => break,
                Ok(_) => add(&mut suppressed, config, &line).map_err(|problem| {
                    Failure::table(
                        &source.shown,
                        format!("line {number}: {problem}, and nobody may be overlooked"),
                    )
                })?,
                Err(error) => {
                    drop(lines);
                    return Err(stream.failure(&error));
                }
            }
        }
    }
    Ok(suppressed)
}

/// Takes in one line. Comments begin with `#` and a space: `#name` might be meant as a name.
fn add(suppressed: &mut Suppressed, config: &Config, line: &[u8]) -> std::result::Result<(), &'static str> {
    let text = str::from_utf8(line).map_err(|_| "it is not UTF-8")?.trim();
    if text.is_empty() || text == "#" || text.starts_with("# ") {
        return Ok(());
    }
    let understood = config.index.scheme.parse(&NativePlatform, text);
    suppressed.add(&understood.map_err(|_| "it is no account, no name and no photo")?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::testing::{Folder, HEAD};

    fn read(list: &[u8]) -> Result<Suppressed> {
        let folder = Folder::new();
        folder.write("table", b"");
        folder.write("list", list);
        suppressed(&folder.config(&format!("{HEAD}[suppress]\nfiles = [\"list\"]\n"))?)
    }

    #[test]
    fn every_kind_of_identifier() {
        let list = "\u{feff}# asked by letter\n\n  12345678@n99 \r\nhttps://www.flickr.com/photos/JaneDoe/\nJane  Doe\n\
                    محمد علي\nhttps://www.flickr.com/photos/jane/90000000001\n90000000002\n#\n";
        let all = read(list.as_bytes()).unwrap();
        assert_eq!(
            all.canonical(),
            "items:90000000001\nitems:90000000002\nowners:12345678@N99\nowners:jane doe\nowners:janedoe\n\
             owners:محمد علي\n"
        );
    }

    #[test]
    fn no_request_is_lost_silently() {
        for line in ["#jane", "https://example.org/jane", "https://flic.kr/s/x", "?!", "\u{0}"] {
            let error = read(format!("jane\n{line}\n").as_bytes()).unwrap_err().to_string();
            assert!(error.contains("list: line 2"), "{error}");
            assert!(!error.contains("jane"), "{error}");
        }
        assert!(read(b"jane\n\xff\n").unwrap_err().to_string().contains("UTF-8"));
        assert!(read(b"\xff\xfej\0a\0").unwrap_err().to_string().contains("UTF-16"));
    }
}
