//! Settings of the database layer, with limits on everything.

use std::time::Duration;

/// How to open a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// `sqlite:PATH`, `sqlite::memory:` (a temporary file, gone on close) or `postgres://…`.
    pub url: String,
    /// Reader threads for [`Db::read_async`](crate::Db::read_async), and as many connections for [`Db::read`](crate::Db::read).
    pub readers: usize,
    /// Reads that may wait for a reader thread; one more is refused at once.
    pub read_queue_max: usize,
    /// Writes that may wait for the writer; one more is refused at once.
    pub queue_max: usize,
    /// Writes that may share one commit.
    pub batch_max: usize,
    /// How long one group may keep taking new writes before it commits.
    pub batch_time_max: Duration,
    /// How long to wait for a lock held by another process.
    pub busy_timeout: Duration,
    /// Writer connections on PostgreSQL. SQLite has one by nature. Two collide at every counter both write to (the codes of one
    /// agency, above all), and a collision costs a whole group; one that sends its changes together keeps a server of a few
    /// cores busy.
    pub postgres_lanes: usize,
    /// How often a group is run again after a serialization failure, before its jobs run one by one.
    pub retry_max: u32,
    /// Page cache of the SQLite writer, in KiB. It fills only as pages are used.
    pub writer_cache_kib: u32,
    /// Page cache of each SQLite reader, in KiB.
    pub reader_cache_kib: u32,
    /// Bytes of the SQLite file that each connection may map into memory; 0 maps none.
    pub mmap_bytes: u64,
    /// Pages of 4 KiB that the SQLite log may reach before a commit brings it back into the file. A background thread does
    /// most of that work beforehand.
    pub wal_pages: u32,
    /// Largest SQLite file, in pages of 4 KiB; 0 leaves the engine's own limit. Beyond it the disk counts as full.
    pub page_count_max: u32,
    /// Whether a commit waits for the disk.
    pub durability: Durability,
}

/// Whether a commit waits for the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// Acknowledged means on disk. The only choice for a working database.
    Full,
    /// Faster and not safe against power loss; for tests and throw-away databases.
    Relaxed,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            url: "sqlite:motcua.db".into(),
            readers: 4,
            read_queue_max: 1024,
            queue_max: 2048,
            batch_max: 512,
            batch_time_max: Duration::from_millis(20),
            busy_timeout: Duration::from_secs(5),
            postgres_lanes: 1,
            retry_max: 3,
            writer_cache_kib: 16 * 1024,
            reader_cache_kib: 4 * 1024,
            mmap_bytes: 0,
            wal_pages: 16_000,
            page_count_max: 0,
            durability: Durability::Full,
        }
    }
}

impl Config {
    /// A temporary SQLite database with small limits and no waiting for the disk.
    pub fn for_testing() -> Self {
        Self {
            url: "sqlite::memory:".into(),
            readers: 2,
            busy_timeout: Duration::from_millis(500),
            durability: Durability::Relaxed,
            // More than a server has by default: what two of them do to each other is worth testing.
            postgres_lanes: 2,
            ..Self::default()
        }
    }
}
