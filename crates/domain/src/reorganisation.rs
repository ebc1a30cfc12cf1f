//! Reorganising units: merge, split, rename, end, transfer of competence, as one plan with one effective day.
//!
//! Pure: what a plan says ([`Plan`]), whether it can be carried out ([`check()`]), where each dossier goes ([`Order`]). Who
//! writes it down and moves the dossiers is the application's business. A plan names units by their text keys, as every
//! outside format does.

mod check;
mod order;
mod plan;

pub use check::{PlanFinding, check};
pub use order::{AFTER_COMMUNE, AFTER_COUNTER, DossierFacts, Order};
pub use plan::{Ending, NewUnit, Officers, Plan, Posting, Renaming, Rule, TransferOfCompetence};
