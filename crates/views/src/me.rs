//! A person's own pages: sign-in, demonstration identities, and what stands behind them.
//!
//! Behind sign-in they expect `page.person` to be set and extend `layout/me.html`.

pub mod filing;
mod following;
pub mod notices;

pub use following::{
    AskedPaper, CopiedDossier, CopyPage, DisputePage, DraftLine, Kept, LinkRow, LookRow, MeHomePage,
    MyDataPage, MyDossier, MyDossierPage, RequestLine, ResultBox, SupplementForm, Todo,
};

use crate::form::{Choice, Field, FieldKind};
use crate::message::Key;
use crate::page::{Link, Page};
use crate::renders;
use askama::Template;

/// `/me/sign-in`: leads to the identity providers; by a GET, because a form that ends on another site would be stopped by the
/// content security policy.
#[derive(Template)]
#[template(path = "me/sign_in.html")]
pub struct MeSignInPage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
    /// Where each identity provider is reached from, with the page to come back to; none is connected when empty.
    pub providers: Vec<Link>,
    /// The demonstration's people, with the page to come back to; `None` in a working installation.
    pub demo: Option<String>,
}

/// `/me/signed-out`: the session here has ended; the one at the provider may go on.
#[derive(Template)]
#[template(path = "me/signed_out.html")]
pub struct MeSignedOutPage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
    /// Where to sign out at the provider as well, if it offers that.
    pub provider: Option<Link>,
}

/// A person one may become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoApplicant {
    /// Posted.
    pub id: String,
    /// Full name.
    pub name: String,
    /// Why one would become them.
    pub story: Key,
}

/// `/me/demo`; posts `person`, `next` and `csrf`.
#[derive(Template)]
#[template(path = "me/demo.html")]
pub struct MeDemoPage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
    /// Who there is.
    pub people: Vec<DemoApplicant>,
    /// Where to go afterwards.
    pub next: String,
}

/// What was typed into the form of a mandate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MandateForm {
    /// `person` or `organisation`.
    pub kind: String,
    /// Personal number or tax code.
    pub number: String,
    /// Name.
    pub name: String,
    /// Codes of procedures; empty for all.
    pub procedures: String,
    /// Proof.
    pub proof: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
}

/// A mandate of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MandateRow {
    /// The one at its other end.
    pub with: String,
    /// Names of procedures, or that it is for all.
    pub scope: Vec<String>,
    /// First and last day.
    pub days: String,
    /// Proof.
    pub proof: String,
    /// Where it stands.
    pub state: Key,
    /// Whether it permits something now or later.
    pub alive: bool,
    /// Where taking it back is posted, when it can be.
    pub revoke: Option<String>,
}

/// `/me/mandates`; posts the fields of [`MandateForm`] and `csrf`.
#[derive(Template)]
#[template(path = "me/mandates.html")]
pub struct MandatesPage<'a> {
    /// What every page is given. Errors: targets are the names of the fields.
    pub page: Page<'a>,
    /// What was typed.
    pub form: MandateForm,
    /// Given by the reader.
    pub given: Vec<MandateRow>,
    /// Given to the reader.
    pub received: Vec<MandateRow>,
}

impl MandatesPage<'_> {
    fn fields(&self) -> Vec<Field> {
        let (page, form) = (&self.page, &self.form);
        let kinds = [("person", Key::MandateKindPerson), ("organisation", Key::MandateKindOrganisation)]
            .map(|(value, label)| Choice::new(value, page.t(label)).chosen_if(&form.kind));
        let field = |name: &str, label, kind, value: &str| {
            let field = Field::new(name, page.t(label), kind).value(value);
            Field { error: page.error_at(name).map(str::to_owned), ..field }
        };
        vec![
            field("kind", Key::MandateKind, FieldKind::Radios(kinds.into()), ""),
            field("number", Key::MandateNumber, FieldKind::Digits, &form.number),
            field("name", Key::MandateName, FieldKind::Text, &form.name),
            Field {
                optional: true,
                ..field("procedures", Key::MandateProcedures, FieldKind::Text, &form.procedures)
                    .hint(page.t(Key::MandateProceduresHint))
            },
            field("proof", Key::MandateProof, FieldKind::TextArea(2), &form.proof)
                .hint(page.t(Key::MandateProofHint)),
            field("from", Key::MandateFrom, FieldKind::Date, &form.from),
            field("to", Key::MandateTo, FieldKind::Date, &form.to),
        ]
    }

    /// Both lists with their titles.
    fn lists(&self) -> [(&'static str, Key, &[MandateRow]); 2] {
        [
            ("given", Key::MandatesGiven, self.given.as_slice()),
            ("received", Key::MandatesReceived, self.received.as_slice()),
        ]
    }
}

renders!(MandatesPage, MeSignInPage, MeSignedOutPage, MeDemoPage);
