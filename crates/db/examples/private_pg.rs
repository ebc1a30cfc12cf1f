//! Starts a private PostgreSQL in the given directory, prints its URL, and stops it when standard input closes.

use std::io::Read;
use std::path::Path;

use motcua_db::testing::private_pg::{Fsync, PrivatePostgres};

fn main() -> Result<(), String> {
    let usage = "usage: private_pg DIRECTORY [fsync]";
    let dir = std::env::args().nth(1).ok_or(usage)?;
    let fsync = if std::env::args().any(|argument| argument == "fsync") { Fsync::On } else { Fsync::Off };
    let server = PrivatePostgres::start_in(Path::new(&dir), fsync)?;
    println!("{}", server.url());
    std::io::stdin().read_to_end(&mut Vec::new()).map_err(|error| error.to_string())?;
    Ok(())
}
