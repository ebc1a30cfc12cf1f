//! The result of a dossier as a file.

use crate::message::Key;
use crate::page::{FileNote, Link, Page};
use crate::renders;
use askama::Template;

/// A file that is or was the result.
pub struct AttachedFile {
    /// Where it is opened.
    pub link: Link,
    /// What is told of it: its digital signatures.
    pub notes: Vec<FileNote>,
}

/// `/desk/dossiers/{reference}/result`; posts the file `file`, `note`, `command_id`, `expected_revision` and `csrf`.
#[derive(Template)]
#[template(path = "desk/result.html")]
pub struct ResultPage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
    /// The dossier.
    pub dossier: Link,
    /// Where it is posted.
    pub action: String,
    /// Makes sending it twice harmless.
    pub command_id: String,
    /// The revision seen.
    pub revision: u32,
    /// Files attached so far, the one that holds first.
    pub result_files: Vec<AttachedFile>,
    /// The reason typed.
    pub note: String,
    /// What is wrong with the file.
    pub file_error: Option<String>,
    /// What is wrong with the reason.
    pub note_error: Option<String>,
}

renders!(ResultPage);
