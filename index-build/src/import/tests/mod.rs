//! Tests of importing as a whole: files in, rows out.

mod layouts;
mod malformed;
mod mapped;
mod parquet;
mod sameness;
mod sources;
