//! By which providers a person signs in, told to them, and ended by them.
//!
//! Ending a link forgets which name of the provider means them and ends what was begun by it. Whoever signs in by that provider
//! afterwards is recognised as anybody who comes for the first time.

use crate::error::What;
use crate::{App, Error};
use motcua_calendar::Moment;
use motcua_domain::ids::PersonId;
use motcua_domain::procedure::IdentityLevel;
use motcua_store::access::{self, Look, Reader};
use motcua_store::people::identity::{self, Link, Subject};
use motcua_store::people::session;
use sha2::{Digest, Sha256};

/// Links of a person shown; far more than there are providers.
const MOST: u32 = 20;
/// Characters of a provider's name for a person that are shown, the last; of a name not twice as long, none.
const SHOWN: usize = 4;
/// Why it stands among the looks at a person's data.
const PURPOSE: &str = "own unlink";

/// A link as its person sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedIdentity {
    /// What it is named by in addresses; tells nothing.
    pub id: String,
    /// Key of the provider; `None` when it was last used before that was kept.
    pub provider: Option<String>,
    /// Who the provider is, as it says itself.
    pub issuer: String,
    /// The end of its name for the person; empty when that is short.
    pub ending: String,
    /// How surely they were identified the last time.
    pub level: Option<IdentityLevel>,
    /// First signed in by it.
    pub since: Moment,
    /// Last signed in by it.
    pub last: Moment,
}

impl App {
    /// The links of a person, in the order made.
    ///
    /// # Errors
    /// If the database cannot answer.
    pub async fn linked_identities(&self, person: PersonId) -> Result<Vec<LinkedIdentity>, Error> {
        let links = self.read(move |tx, _| Ok(identity::of_person(tx, &person, MOST)?)).await?;
        Ok(links.into_iter().map(shown).collect())
    }

    /// Ends a link and every session begun by its provider; which one that was.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a link of somebody else.
    pub async fn end_link(&self, person: PersonId, id: String) -> Result<Option<String>, Error> {
        let now = self.now();
        let end = self.db().write_async(move |tx| {
            let links = identity::of_person(tx, &person, MOST)?;
            let link = links.into_iter().find(|link| name(link) == id).ok_or(Error::NotFound(What::Page))?;
            identity::delete(tx, Subject { issuer: &link.issuer, subject: &link.subject }, &person)?;
            if let Some(provider) = &link.provider {
                session::delete_by(tx, &person, provider)?;
            }
            let reader = Reader::Person(person);
            access::add(
                tx,
                &Look { at: now, reader, dossier: None, person: Some(person), purpose: PURPOSE },
            )?;
            Ok(link.provider)
        });
        end.await
    }
}

fn shown(link: Link) -> LinkedIdentity {
    let id = name(&link);
    let letters: Vec<char> = link.subject.chars().collect();
    let hidden = if letters.len() < 2 * SHOWN { letters.len() } else { letters.len() - SHOWN };
    LinkedIdentity {
        id,
        provider: link.provider,
        issuer: link.issuer,
        ending: letters[hidden..].iter().collect(),
        level: link.level,
        since: Moment::from_unix_seconds(link.first_at),
        last: Moment::from_unix_seconds(link.last_at),
    }
}

fn name(link: &Link) -> String {
    let mut hash = Sha256::new();
    for part in [&link.issuer, &link.subject] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hash.finalize().iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_s_name_for_a_person_is_never_shown_whole() {
        let link = |subject: &str| {
            shown(Link {
                issuer: "https://id.example".into(),
                subject: subject.into(),
                provider: None,
                level: None,
                first_at: 0,
                last_at: 0,
            })
        };
        assert_eq!(link("a1b2c3d4e5f6").ending, "e5f6");
        assert_eq!(link("1234567").ending, "");
        assert_eq!(link("đặng-văn-ân").ending, "n-ân");
        assert_ne!(link("a").id, link("b").id);
        assert!(!link("a1b2c3d4e5f6").id.contains("e5f6"));
    }
}
