//! The way of records from one step of a build to the next, where an engine carries them from machine to machine.
//!
//! A stream of frames: the channel's name, the partition, and a block of whole records, each part with its length
//! before it; a frame without a name ends the stream. A stream that ends otherwise was cut off.
//!
//! ```text
//! name length: u8 │ name │ partition: u8 │ block length: u32 (little-endian) │ block
//! ```

use super::lock;
use crate::error::{Failure, Result};
use hushset_core::{file::ShardKind, identifier::Scope};
use std::{
    fmt,
    io::{self, Read, Write},
    path::Path,
    sync::Mutex,
};

/// What is carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// Rows of tables, by item.
    Rows,
    /// What is said and asked of aliases, by alias.
    Aliases,
    /// Items that wait for an answer, by item.
    Waiting,
    /// Items and names, by owner.
    Owners,
    /// Items of several owners, by item.
    Shared,
    /// Parts of lists, by the key that they are listed under.
    Pieces(Scope),
    /// Lists that are longer than a page may be, by key.
    Long(Scope),
    /// Records, by key.
    Entries(Scope),
    /// What filters hold, by key.
    Pairs(Scope),
    /// Shards that are packed, but for their proofs.
    Shards(Scope, ShardKind),
    /// What was counted on the way.
    Totals,
}

impl Channel {
    /// Every channel.
    pub fn all() -> impl Iterator<Item = Self> {
        let plain = [Self::Rows, Self::Aliases, Self::Waiting, Self::Owners, Self::Shared, Self::Totals];
        let of_scope = |scope| {
            let shards = [ShardKind::Filter, ShardKind::Exact].map(|kind| Self::Shards(scope, kind));
            let rest = [Self::Pieces(scope), Self::Long(scope), Self::Entries(scope), Self::Pairs(scope)];
            rest.into_iter().chain(shards)
        };
        plain.into_iter().chain(Scope::ALL.into_iter().flat_map(of_scope))
    }

    /// The channel of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::all().find(|channel| channel.to_string() == name)
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, scope) = match self {
            Self::Rows => return f.write_str("rows"),
            Self::Aliases => return f.write_str("aliases"),
            Self::Waiting => return f.write_str("waiting"),
            Self::Owners => return f.write_str("owners"),
            Self::Shared => return f.write_str("shared"),
            Self::Totals => return f.write_str("totals"),
            Self::Pieces(scope) => ("pieces", scope),
            Self::Long(scope) => ("long", scope),
            Self::Entries(scope) => ("entries", scope),
            Self::Pairs(scope) => ("pairs", scope),
            Self::Shards(scope, ShardKind::Filter) => ("filters", scope),
            Self::Shards(scope, ShardKind::Exact) => ("records", scope),
        };
        write!(f, "{what}-{}", scope.name())
    }
}

/// Where frames go out.
pub struct Outlet(Mutex<Box<dyn Write + Send>>);

impl fmt::Debug for Outlet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Outlet")
    }
}

/// What messages call the other end.
const ENGINE: &str = "the pipe to the engine";

impl Outlet {
    /// Frames go to this writer.
    pub fn new(writer: impl Write + Send + 'static) -> Self {
        Self(Mutex::new(Box::new(writer)))
    }

    /// Sends a block of whole records.
    pub fn send(&self, channel: Channel, partition: usize, block: &[u8]) -> Result<()> {
        let name = channel.to_string();
        let name_len = u8::try_from(name.len()).map_err(|_| Failure::bug("a channel has a short name"))?;
        let partition = u8::try_from(partition).map_err(|_| Failure::bug("there are 256 partitions"))?;
        let len = u32::try_from(block.len()).map_err(|_| Failure::bug("a block is shorter than 4 GiB"))?;
        let head = [&[name_len], name.as_bytes(), &[partition], &len.to_le_bytes()].concat();
        let mut writer = lock(&self.0)?;
        let sent = writer.write_all(&head).and_then(|()| writer.write_all(block));
        sent.map_err(|error| Failure::writing(Path::new(ENGINE), &error))
    }

    /// Says that there is no more.
    pub fn end(&self) -> Result<()> {
        let mut writer = lock(&self.0)?;
        let ended = writer.write_all(&[0]).and_then(|()| writer.flush());
        ended.map_err(|error| Failure::writing(Path::new(ENGINE), &error))
    }
}

/// Hands each frame of a stream to `each`, in a buffer that is used again.
pub fn read_frames(
    mut from: impl Read,
    mut each: impl FnMut(Channel, usize, &[u8]) -> Result<()>,
) -> Result<()> {
    let cut_off = |error: io::Error| Failure::reading(Path::new(ENGINE), &error);
    let mut block = Vec::new();
    loop {
        let mut name_len = [0];
        from.read_exact(&mut name_len).map_err(cut_off)?;
        let [name_len] = name_len;
        if name_len == 0 {
            return Ok(());
        }
        let mut head = vec![0; usize::from(name_len) + 5];
        from.read_exact(&mut head).map_err(cut_off)?;
        let strange =
            || Failure::Read { file: ENGINE.into(), problem: "it brings what no step has made".into() };
        let (name, rest) = head.split_at_checked(name_len.into()).ok_or_else(strange)?;
        let &[partition, a, b, c, d] = rest else { return Err(strange()) };
        let name = str::from_utf8(name).map_err(|_| strange())?;
        let channel = Channel::from_name(name).ok_or_else(strange)?;
        block.clear();
        let len = u32::from_le_bytes([a, b, c, d]);
        let read = (&mut from).take(len.into()).read_to_end(&mut block).map_err(cut_off)?;
        if read != len as usize {
            return Err(cut_off(io::ErrorKind::UnexpectedEof.into()));
        }
        each(channel, partition.into(), &block)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[derive(Clone, Default)]
    struct Sink(Arc<Mutex<Vec<u8>>>);

    impl Write for Sink {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn what_goes_out_comes_in() {
        let sink = Sink::default();
        let outlet = Outlet::new(sink.clone());
        let blocks: Vec<_> =
            Channel::all().enumerate().map(|(at, channel)| (channel, at, vec![7; at])).collect();
        blocks.iter().try_for_each(|(channel, at, block)| outlet.send(*channel, *at, block)).unwrap();
        outlet.end().unwrap();
        let stream = sink.0.lock().unwrap().clone();
        let read = |stream: &[u8]| {
            let mut all = Vec::new();
            let done = read_frames(stream, |channel, partition, block| {
                all.push((channel, partition, block.to_vec()));
                Ok(())
            });
            done.map(|()| all)
        };
        assert_eq!(read(&stream).unwrap(), blocks);
        for end in 0..stream.len() {
            assert!(read(&stream[..end]).is_err(), "cut off after {end} bytes");
        }
        assert!(read(b"\x04rows\x00\xff\xff\xff\xff").is_err(), "a length that nothing follows");
        assert!(read(b"\x04roes\x00\x00\x00\x00\x00\x00").is_err(), "no channel");
    }
}
