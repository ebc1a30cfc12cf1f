//! Which files an act may name: those of whoever acts, or of the parties when an officer acts for them, or those the
//! dossier names already. Otherwise a guessed or overheard hash would open a stranger's paper.

use crate::error::{Error, FieldProblem, What};
use motcua_db::Tx;
use motcua_domain::actor::Actor;
use motcua_domain::dossier::PaperGiven;
use motcua_domain::ids::{DossierId, OfficerId, PersonId};
use motcua_store::files as rows;

/// Files of one paper.
pub const FILES_OF_PAPER: usize = 30;
/// Files of one act.
pub const FILES_OF_ACT: usize = 200;

/// Whose files an act may name beside those of whoever acts.
pub(crate) struct Parties {
    /// Owner and submitter.
    pub people: [PersonId; 2],
    /// The officer who began to enter it on the applicant's consent, and kept papers for them.
    pub entered: Option<OfficerId>,
}

/// Checks the files that the papers of an act name.
///
/// # Errors
/// [`Error::NotFound`] for a file the actor may not name, [`Error::Invalid`] for too many.
pub(crate) fn check_named(
    tx: &mut Tx<'_>,
    actor: &Actor,
    papers: &[PaperGiven],
    parties: &Parties,
    dossier: Option<&DossierId>,
) -> Result<(), Error> {
    let total: usize = papers.iter().map(|paper| paper.files.len()).sum();
    if total > FILES_OF_ACT || papers.iter().any(|paper| paper.files.len() > FILES_OF_PAPER) {
        return Err(Error::Invalid(vec![FieldProblem::new(
            "papers",
            "too_many_files",
            format!(
                "Mỗi giấy tờ gửi tối đa {FILES_OF_PAPER} tệp. Ghép các trang thành một tệp PDF rồi gửi lại"
            ),
            format!("A paper takes {FILES_OF_PAPER} files at most. Put its pages into one PDF and send that"),
        )]));
    }
    for hash in papers.iter().flat_map(|paper| &paper.files) {
        let known = match dossier {
            Some(dossier) => rows::is_named_in(tx, dossier, hash)?,
            None => false,
        };
        let theirs = |row: &rows::File| match actor {
            Actor::Applicant { person } => {
                row.person == Some(*person) || (row.officer.is_some() && row.officer == parties.entered)
            }
            Actor::Officer { id, .. } => {
                row.officer == Some(*id) || row.person.is_some_and(|person| parties.people.contains(&person))
            }
            Actor::System => false,
        };
        if !known && !rows::of_hash(tx, hash, super::OWNERS)?.iter().any(theirs) {
            return Err(Error::NotFound(What::File));
        }
    }
    Ok(())
}
