//! Which files an act may name: those of whoever acts and of their own dossiers, or of the parties when an officer acts for
//! them, or those the dossier names already. Otherwise a guessed or overheard hash would open a stranger's paper.

use crate::error::{Error, FieldProblem, What};
use motcua_db::Tx;
use motcua_domain::actor::Actor;
use motcua_domain::dossier::PaperGiven;
use motcua_domain::ids::{DossierId, FileHash, OfficerId, PersonId};
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
        let may = known
            || rows::of_hash(tx, hash, super::OWNERS)?.iter().any(theirs)
            || match actor {
                Actor::Applicant { person } => rows::is_named_for(tx, *person, hash)?,
                Actor::Officer { .. } | Actor::System => false,
            };
        if !may {
            return Err(Error::NotFound(What::File));
        }
    }
    Ok(())
}

/// Checks a file that is to be a result: a PDF, brought in by the officer who attaches it.
///
/// # Errors
/// [`Error::NotFound`] for a file of anybody else, [`Error::Invalid`] for another kind.
pub(crate) fn check_result(tx: &mut Tx<'_>, actor: &Actor, file: &FileHash) -> Result<(), Error> {
    let officer = actor.officer().ok_or(Error::NotFound(What::File))?;
    let mut kept = rows::of_hash(tx, file, super::OWNERS)?.into_iter();
    let row = kept.find(|row| row.officer == Some(officer)).ok_or(Error::NotFound(What::File))?;
    if row.kind == motcua_papers::Kind::Pdf.key() {
        return Ok(());
    }
    Err(Error::Invalid(vec![FieldProblem::new(
        "file",
        "file_kind",
        "Kết quả phải là tệp PDF. Xuất ra PDF rồi chọn lại",
        "A result is a PDF. Save it as PDF and choose again",
    )]))
}
