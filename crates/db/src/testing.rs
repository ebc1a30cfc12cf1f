//! Fresh databases for tests, on both engines.
//!
//! A story written once with [`on_each_database!`](crate::on_each_database) becomes two tests. The PostgreSQL one is marked
//! `#[ignore]`: it needs a private server, whose URL (of a superuser) stands in `MOTCUA_TEST_POSTGRES`. A plain `cargo test`
//! therefore reports it as ignored, and `cargo test -- --include-ignored`, which `cargo xtask test` calls after starting a
//! server, runs it. It is never passed over in silence, and asked for without a server it fails. (A build script could
//! decide the same from the environment, but would rebuild this crate and all above it at each change of it.)
//!
//! ```text
//! use motcua_db::{on_each_database, testing::TestDb};
//!
//! on_each_database! {
//!     fn a_note_is_kept(db: &TestDb) {
//!         motcua_db::migrate(db, MIGRATIONS).unwrap();
//!         // …
//!     }
//! }
//! ```

use std::ops::Deref;
use std::sync::atomic::{AtomicU32, Ordering};

use tempfile::TempDir;

use crate::config::{Config, Durability};
use crate::db::Db;
use crate::stmt::Engine;

pub mod private_pg;

/// Names the server for tests: the URL of a superuser on a private PostgreSQL.
pub const POSTGRES_URL: &str = "MOTCUA_TEST_POSTGRES";

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A database of its own for one test, removed afterwards.
pub struct TestDb {
    db: Option<Db>,
    place: Place,
}

enum Place {
    File(TempDir),
    Server { admin_url: String, database: String },
}

impl TestDb {
    /// A fresh SQLite file.
    pub fn sqlite() -> Self {
        Self::open(Engine::Sqlite, |_| {})
    }

    /// A fresh PostgreSQL database.
    ///
    /// # Panics
    /// If `MOTCUA_TEST_POSTGRES` names no server that answers.
    pub fn postgres() -> Self {
        Self::open(Engine::Postgres, |_| {})
    }

    /// A fresh database on an engine, with a change to the test configuration.
    ///
    /// # Panics
    /// If it cannot be created.
    pub fn open(engine: Engine, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::for_testing();
        let place = match engine {
            Engine::Sqlite => {
                let dir = TempDir::with_prefix("motcua-test-").expect("a test needs a temporary directory");
                config.url = format!("sqlite:{}", dir.path().join("test.db").display());
                Place::File(dir)
            }
            Engine::Postgres => {
                let place = create_database();
                if let Place::Server { admin_url, database } = &place {
                    config.url = with_database(admin_url, database);
                }
                config.durability = Durability::Full;
                config.busy_timeout = std::time::Duration::from_secs(5);
                place
            }
        };
        change(&mut config);
        let db = Db::open(&config).unwrap_or_else(|error| panic!("a fresh database should open: {error}"));
        Self { db: Some(db), place }
    }

    /// Directory of the SQLite file; none on PostgreSQL.
    pub fn dir(&self) -> Option<&std::path::Path> {
        match &self.place {
            Place::File(dir) => Some(dir.path()),
            Place::Server { .. } => None,
        }
    }
}

impl Deref for TestDb {
    type Target = Db;

    fn deref(&self) -> &Db {
        self.db.as_ref().expect("the database is taken out only on drop")
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        self.db = None;
        if let Place::Server { admin_url, database } = &self.place {
            let outcome =
                admin(admin_url.clone(), format!("drop database if exists {database} with (force)"));
            if let Err(error) = outcome {
                tracing::warn!(database, error, "a test database was left behind");
            }
        }
    }
}

fn create_database() -> Place {
    let admin_url = std::env::var(POSTGRES_URL)
        .ok()
        .filter(|url| !url.is_empty())
        .unwrap_or_else(|| panic!("{POSTGRES_URL} names no PostgreSQL server: run cargo xtask test"));
    let database = format!("motcua_test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    admin(admin_url.clone(), format!("create database {database} template template0 encoding 'UTF8'"))
        .unwrap_or_else(|error| panic!("a test database should be created: {error}"));
    Place::Server { admin_url, database }
}

/// Makes an empty database on a server and gives its URL (benchmarks; `name` is an identifier).
///
/// # Errors
/// What the server says.
pub fn create_on(admin_url: &str, name: &str) -> Result<String, String> {
    admin(admin_url.to_owned(), format!("drop database if exists {name} with (force)"))?;
    admin(admin_url.to_owned(), format!("create database {name} template template0 encoding 'UTF8'"))?;
    Ok(with_database(admin_url, name))
}

/// Removes a database made by [`create_on`].
///
/// # Errors
/// What the server says.
pub fn drop_on(admin_url: &str, name: &str) -> Result<(), String> {
    admin(admin_url.to_owned(), format!("drop database if exists {name} with (force)"))
}

/// Runs one administrative statement, on a thread of its own: the test may be an async one.
fn admin(url: String, sql: String) -> Result<(), String> {
    let work = move || {
        let mut client =
            ::postgres::Client::connect(&url, ::postgres::NoTls).map_err(|error| format!("{error:?}"))?;
        client.batch_execute(&sql).map_err(|error| format!("{error:?}"))
    };
    std::thread::spawn(work).join().unwrap_or_else(|_| Err("the administrative thread panicked".into()))
}

/// Puts another database into a URL of the form `postgres://user@host:port/database?options`.
fn with_database(url: &str, database: &str) -> String {
    let (base, options) = url.split_once('?').map_or((url, None), |(base, options)| (base, Some(options)));
    let start = base.find("://").map_or(0, |at| at + 3);
    let end = base[start..].find('/').map_or(base.len(), |at| start + at);
    let options = options.map_or(String::new(), |options| format!("?{options}"));
    format!("{}/{database}{options}", &base[..end])
}

/// Turns each story into two tests, `<story>::sqlite` and `<story>::postgres`.
#[macro_export]
macro_rules! on_each_database {
    ($($(#[$meta:meta])* fn $story:ident($db:ident: $kind:ty) $body:block)+) => {$(
        $(#[$meta])*
        mod $story {
            #[allow(unused_imports)]
            use super::*;

            fn story($db: $kind) $body

            #[test]
            fn sqlite() {
                story(&$crate::testing::TestDb::sqlite());
            }

            #[test]
            #[ignore = "needs PostgreSQL: run cargo xtask test"]
            fn postgres() {
                story(&$crate::testing::TestDb::postgres());
            }
        }
    )+};
}

#[cfg(test)]
mod tests {
    use super::with_database;

    #[test]
    fn a_required_server_is_named() {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        assert!(
            !set("REQUIRE_POSTGRES") || set(super::POSTGRES_URL),
            "REQUIRE_POSTGRES is set and {} is not",
            super::POSTGRES_URL
        );
    }

    #[test]
    fn the_database_of_a_url_is_replaced() {
        assert_eq!(with_database("postgres://u@h:1/postgres", "t"), "postgres://u@h:1/t");
        assert_eq!(with_database("postgres://u@%2Ftmp%2Fx", "t"), "postgres://u@%2Ftmp%2Fx/t");
        assert_eq!(
            with_database("postgres://u@h/a?connect_timeout=5", "t"),
            "postgres://u@h/t?connect_timeout=5"
        );
    }
}
