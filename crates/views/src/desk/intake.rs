//! Intake at the counter on one page (O2): scan or type the number, name the procedure, tick the papers, receive.
//!
//! One form posts to `/desk/intake`. Its buttons are named `do` with the values `look-up` (fill in what is known
//! and come back: the way without JavaScript), `receive`, `supplement` and `decline`.
//! Fields: `scan`, `id_number`, `full_name`, `birth_date` (d/m/yyyy), `gender` (`male`, `female`), `address`, `phone`,
//! `procedure` (code, or words), `commune`, `channel`, `delivery`, and for each document `k` of the procedure
//! `doc.k.have` (`1`), `doc.k.originals`, `doc.k.copies`; `pick` (a code: a near match was pressed, look it up);
//! hidden `csrf`, `command_id`, and `documents_of` (the procedure whose documents the form shows, so that a changed
//! procedure is noticed).
//!
//! With JavaScript the page also asks `GET /desk/intake/procedures?q=` for `[{"code", "name", "term"}]` and
//! `GET /desk/intake/procedure?code=` for an [`IntakeFragment`].

use crate::form::Choice;
use crate::message::Key;
use crate::page::{Link, Page};
use crate::portal::{ProcedureHit, QuestionBox};
use crate::renders;
use askama::Template;

/// Who files, as typed, scanned or found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonFields {
    /// The 12-digit number.
    pub id_number: String,
    /// Full name.
    pub full_name: String,
    /// Date of birth, `d/m/yyyy`.
    pub birth_date: String,
    /// Gender choices, posted as `male` and `female` (the scanner's script fills in these values).
    pub genders: Vec<Choice>,
    /// Place of residence.
    pub address: String,
    /// Phone.
    pub phone: String,
    /// Where the data came from, in words ("Quét từ thẻ căn cước", "Hồ sơ trước ngày 2/7/2025"); `None` when typed.
    pub source: Option<String>,
}

/// The due moment computed for a dossier received now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DuePreview {
    /// In words, for instance "16 giờ 30, thứ Năm 24/7/2025".
    pub due: String,
    /// The rule in one line.
    pub rule: String,
}

/// The procedure found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IntakeProcedure {
    /// The national code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The term in words.
    pub term: String,
    /// The fee in words.
    pub fee: String,
    /// Who will decide, derived, never chosen by the applicant.
    pub competent: String,
    /// When it will be due.
    pub due: Option<DuePreview>,
    /// The cases to choose from, where there are several.
    pub cases: Vec<Choice>,
    /// Questions whose answers lead to the case.
    pub questions: Vec<QuestionBox>,
}

/// A document line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IntakeDocument {
    /// Its number in the procedure, used in field names.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Whether it was handed in.
    pub have: bool,
    /// Originals handed in.
    pub originals: String,
    /// Copies handed in.
    pub copies: String,
    /// Whether it may be missing.
    pub optional: bool,
    /// A note.
    pub note: Option<String>,
}

impl IntakeDocument {
    pub(crate) fn have_id(&self) -> String {
        format!("doc.{}.have", self.key)
    }
}

/// `/desk/intake`
#[derive(Template)]
#[template(path = "desk/intake.html")]
pub struct IntakePage<'a> {
    /// What every page is given. Error targets are the field names of the module's description; for a document
    /// `doc.k.have`.
    pub page: Page<'a>,
    /// The idempotency key (UUID) of this form.
    pub command_id: String,
    /// The raw scan.
    pub scan: String,
    /// Who files.
    pub person: PersonFields,
    /// What was typed as procedure.
    pub procedure_query: String,
    /// The procedure, once found.
    pub procedure: Option<IntakeProcedure>,
    /// Near ones, when the query was not exact.
    pub suggestions: Vec<ProcedureHit>,
    /// The papers of the procedure.
    pub documents: Vec<IntakeDocument>,
    /// Communes to choose from where the counter serves more than one; posted as `commune`.
    pub communes: Vec<Choice>,
    /// The same person has the same procedure in hand: the words of the box `despite_duplicate` that files all the
    /// same.
    pub duplicate: Option<String>,
    /// Provenance (counter, post, assisted…).
    pub channels: Vec<Choice>,
    /// How the result is returned.
    pub deliveries: Vec<Choice>,
    /// The dossier just received and its receipt, for the next one of the same person.
    pub last: Option<Link>,
    /// Whether supplement and refusal before receipt are offered.
    pub may_decline: bool,
}

impl IntakePage<'_> {
    /// Where typing goes on: at the summary when something is wrong, at the scan field while nobody is known, then
    /// at the procedure.
    fn starts_at(&self, field: &str) -> bool {
        let next = match () {
            () if !self.page.errors.is_empty() => "",
            () if self.person.id_number.is_empty() && self.person.full_name.is_empty() => "scan",
            () if self.procedure.is_none() => "procedure",
            () => "",
        };
        field == next
    }
}

/// `GET /desk/intake/procedure?code=`: the procedure and its papers alone, fetched by the page when a procedure is
/// chosen and put in place of what was there. Without JavaScript the button `look-up` does the same.
#[derive(Template)]
#[template(path = "desk/intake_procedure.html")]
pub struct IntakeFragment<'a> {
    /// What every page is given; only the language and the errors matter here.
    pub page: Page<'a>,
    /// The procedure, once found.
    pub procedure: Option<IntakeProcedure>,
    /// Its papers.
    pub documents: Vec<IntakeDocument>,
}

renders!(IntakePage, IntakeFragment);
