//! Rating what was done: one face for each dossier, by who has its secret or is a party to it.
//!
//! What is kept is bound to the dossier by a token derived from a key of this database, never by its number: nobody at a
//! desk can tell whose rating it is.

use crate::error::{Error, FieldProblem, What};
use crate::{App, tracking};
use hmac::{Hmac, Mac};
use motcua_calendar::Moment;
use motcua_domain::dossier::{Dossier, Phase};
use motcua_domain::ids::{DossierId, PersonId};
use motcua_domain::rating::{Face, Reason};
use motcua_store::dossiers;
use motcua_store::ratings::{self, Given, Rating, Token};
use sha2::Sha256;

/// By what right somebody rates a dossier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rater {
    /// The owner, or the one who filed, signed in.
    Party(PersonId),
    /// Whoever has the secret of the receipt.
    Secret(String),
}

/// Whether there is something to rate: the result is there, or the dossier has ended.
#[must_use]
pub fn rateable(dossier: &Dossier) -> bool {
    matches!(dossier.phase, Phase::Finished { .. }) || dossier.phase.is_closed()
}

impl App {
    /// What joins a rating to its dossier.
    pub fn rating_token(&self, dossier: &DossierId) -> Token {
        token(&self.tracking_key, dossier)
    }

    /// Rates a dossier. The first face stands; giving another answers with the first.
    ///
    /// # Errors
    /// `NotFound` for a dossier that is not the rater's; `Invalid` before there is anything to rate.
    pub async fn rate(&self, dossier: DossierId, rater: Rater, face: Face) -> Result<Given, Error> {
        let token = self.rating_token(&dossier);
        let key = self.tracking_key.clone();
        let now_ms = self.now_ms();
        let today = Moment::from_unix_seconds(now_ms.div_euclid(1000)).date();
        let month = today.to_string().chars().take(7).collect::<String>();
        self.db()
            .write_async(move |tx| {
                let found = dossiers::load(tx, &dossier)?.ok_or(Error::NotFound(What::Dossier))?.dossier;
                may_rate(&found, &rater, &key)?;
                if !rateable(&found) {
                    return Err(too_early());
                }
                let unit = found.places.competent;
                let procedure = found.procedure.clone();
                ratings::add(tx, &Rating { token, month: month.clone(), unit, procedure, face }, now_ms)?;
                ratings::find(tx, &token)?.ok_or_else(|| Error::Defect("a rating is gone".into()))
            })
            .await
    }

    /// Adds reasons to a rating, once; without any, says that there are none to give.
    ///
    /// # Errors
    /// `NotFound` when the dossier is not the rater's or was not rated.
    pub async fn explain_rating(
        &self,
        dossier: DossierId,
        rater: Rater,
        reasons: Vec<Reason>,
    ) -> Result<(), Error> {
        let token = self.rating_token(&dossier);
        let key = self.tracking_key.clone();
        self.db()
            .write_async(move |tx| {
                let found = dossiers::load(tx, &dossier)?.ok_or(Error::NotFound(What::Dossier))?.dossier;
                may_rate(&found, &rater, &key)?;
                ratings::find(tx, &token)?.ok_or(Error::NotFound(What::Dossier))?;
                ratings::explain(tx, &token, &reasons)?;
                Ok(())
            })
            .await
    }
}

fn may_rate(dossier: &Dossier, rater: &Rater, key: &[u8]) -> Result<(), Error> {
    let may = match rater {
        Rater::Party(person) => dossier.is_party(*person),
        Rater::Secret(typed) => tracking::matches(key, &dossier.id, typed),
    };
    if may { Ok(()) } else { Err(Error::NotFound(What::Dossier)) }
}

fn too_early() -> Error {
    Error::Invalid(vec![FieldProblem::new(
        "face",
        "too_early",
        "Hồ sơ chưa có kết quả. Mời ông/bà đánh giá khi có kết quả.",
        "There is no result yet. Please rate when there is one.",
    )])
}

fn token(key: &[u8], dossier: &DossierId) -> Token {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        // HMAC takes keys of any length.
        return [0; 32];
    };
    mac.update(b"rating:");
    mac.update(&dossier.bytes());
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_tells_nothing_without_the_key() {
        let id = |n: u128| DossierId(uuid::Uuid::from_u128(n));
        assert_eq!(token(b"key", &id(1)), token(b"key", &id(1)));
        assert_ne!(token(b"key", &id(1)), token(b"key", &id(2)));
        assert_ne!(token(b"key", &id(1)), token(b"other", &id(1)));
    }
}
