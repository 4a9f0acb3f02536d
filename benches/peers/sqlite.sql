-- SQLite making the indexed table that a site with sql.js-httpvfs would need, after that project's own recipe: indexes for
-- every question, pages of 1024 bytes, VACUUM at the end.
--
--     sqlite3 -batch -bail OUT < sqlite.sql     in the folder of photos.csv

PRAGMA page_size = 1024;

-- What is usual where a database is made anew and can be made again: no journal, no waiting for the disk, a large cache
-- (in KiB, as negative numbers), and threads for sorting.
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA cache_size = -524288;
PRAGMA threads = 8;

CREATE TABLE photos (dataset TEXT, alias TEXT, nsid TEXT, photo_id INTEGER, secret TEXT, server INTEGER);
.import --csv --skip 1 photos.csv photos

CREATE INDEX photos_by_photo_id ON photos (photo_id);
CREATE INDEX photos_by_nsid ON photos (nsid);
CREATE INDEX photos_by_alias ON photos (alias);
VACUUM;

-- Nothing was deleted, so the last row's number is how many there are, and costs nothing to know.
SELECT json_object('version', sqlite_version(), 'rows', (SELECT max(rowid) FROM photos));
