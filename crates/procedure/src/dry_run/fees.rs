//! What past dossiers would have paid: the ordinary payer's fee under the version they had, against the one tried.

use super::PastDossier;
use motcua_calendar::Date;
use motcua_domain::procedure::{FeeSituation, ProcedureVersion, fee};
use serde::Serialize;

/// Fees over all dossiers compared. Who was exempt or signed in how is not kept with a past dossier: both sides are what an
/// ordinary payer is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Fees {
    /// Dossiers whose fee is known under both versions.
    pub compared: u64,
    /// What they came to, đồng.
    pub before: u64,
    /// What they would have come to, đồng.
    pub after: u64,
    /// Would have paid more.
    pub more: u64,
    /// Would have paid less.
    pub less: u64,
    /// Dossiers whose fee is not known under one of the two.
    pub unknown: u64,
}

impl Fees {
    /// Counts one dossier; answers its two fees when both are known.
    pub fn count(
        &mut self,
        old: Option<&ProcedureVersion>,
        tried: &ProcedureVersion,
        past: &PastDossier,
    ) -> Option<(u64, u64)> {
        let before = old.and_then(|old| amount(old, past, past.received_at.date()));
        // As from the first day of the version on: a period of the past says nothing of what is asked from then on.
        let after = amount(tried, past, tried.valid_from);
        let Some((before, after)) = before.zip(after) else {
            self.unknown += 1;
            return None;
        };
        self.compared += 1;
        self.before = self.before.saturating_add(before);
        self.after = self.after.saturating_add(after);
        self.more += u64::from(after > before);
        self.less += u64::from(after < before);
        Some((before, after))
    }
}

fn amount(version: &ProcedureVersion, past: &PastDossier, on: Date) -> Option<u64> {
    let situation = FeeSituation {
        channel: past.channel,
        case: past.case.as_ref(),
        payer: None,
        identity: None,
        on: Some(on),
    };
    fee::applying(&version.fees, &situation).map(|rule| rule.amount)
}
