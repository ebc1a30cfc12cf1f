//! Whether every file that the journal names is there and whole.

use crate::App;
use crate::error::Error;
use crate::files::unwritable;
use motcua_domain::ids::FileHash;
use motcua_store::files as rows;
use motcua_store::verify::{Finding, Kind};

/// Contents of one round.
const ROUND: u32 = 500;

impl App {
    /// Whether any dossier names a file: without one there is no place to look into.
    ///
    /// # Errors
    /// If the database cannot answer.
    pub fn names_files(&self) -> Result<bool, Error> {
        Ok(!self.files_named_after(None, 1)?.is_empty())
    }

    /// Opens every file that dossiers name; answers how many there are and what is wrong with them. Slow: it reads them all.
    ///
    /// # Errors
    /// If the database or the place cannot answer. What is wrong with a file is a finding.
    pub fn check_files(&self) -> Result<(u64, Vec<Finding>), Error> {
        let room = self.room()?;
        let (mut after, mut count, mut findings) = (None, 0, Vec::new());
        loop {
            let round = self.files_named_after(after, ROUND)?;
            for hash in &round {
                let wrong = match room.files().get(hash) {
                    Ok(_) => continue,
                    Err(motcua_files::Error::Missing) => missing(hash),
                    Err(motcua_files::Error::Damaged) => damaged(hash),
                    Err(error) => return Err(unwritable(error)),
                };
                findings.push(wrong);
            }
            count += round.len() as u64;
            match round.last() {
                Some(last) if round.len() == ROUND as usize => after = Some(*last),
                _ => return Ok((count, findings)),
            }
        }
    }

    fn files_named_after(&self, after: Option<FileHash>, most: u32) -> Result<Vec<FileHash>, Error> {
        self.db().read(move |tx| Ok::<_, Error>(rows::named_after(tx, after, most)?))
    }
}

fn missing(hash: &FileHash) -> Finding {
    let vi = format!("Thiếu tệp {hash} mà nhật ký nêu.");
    let en = format!("The file {hash} that the journal names is missing.");
    Finding::general(Kind::FileMissing, vi, en)
}

fn damaged(hash: &FileHash) -> Finding {
    let vi = format!("Tệp {hash} đã bị hỏng hoặc bị thay: nội dung không khớp với nhật ký.");
    let en =
        format!("The file {hash} is damaged or was replaced: its content is not what the journal names.");
    Finding::general(Kind::FileDamaged, vi, en)
}
