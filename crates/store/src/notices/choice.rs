//! How a person wants to be told: language, e-mail address, channels.

use crate::error::{Result, StoreError};
use crate::statements::statements;
use motcua_calendar::Lang;
use motcua_db::{Rows, Tx, params};
use motcua_domain::ids::PersonId;
use motcua_domain::notice::{Channels, OutsideChannel};

statements! {
    GET = "notice_choice.get", "select lang, email, channels from notice_choice where person = $1";
    PUT = "notice_choice.put", "insert into notice_choice (person, lang, email, channels, changed_at) \
        values ($1, $2, $3, $4, $5) on conflict (person) do update set lang = excluded.lang, \
        email = excluded.email, channels = excluded.channels, changed_at = excluded.changed_at";
}

/// A person's choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Language of the texts.
    pub lang: Lang,
    /// E-mail address.
    pub email: Option<String>,
    /// Channels outside; notices are always in the person's own pages.
    pub channels: Channels,
}

impl Default for Choice {
    /// Who chose nothing is told in Vietnamese, by the contacts they gave.
    fn default() -> Self {
        let channels = Channels::none().with(OutsideChannel::Email).with(OutsideChannel::Sms);
        Self { lang: Lang::Vi, email: None, channels }
    }
}

/// The choice of a person; the default where nothing was chosen.
///
/// # Errors
/// If the database cannot answer.
pub fn get(tx: &mut Tx<'_>, person: &PersonId) -> Result<Choice> {
    let found =
        tx.query_opt(&GET, params![person.bytes()], |row| Ok((row.text(0)?, row.opt_text(1)?, row.int(2)?)))?;
    found.map_or_else(|| Ok(Choice::default()), |(lang, email, channels)| read(&lang, email, channels))
}

/// Keeps the choice of a person. `now_ms` is the server's clock, UNIX milliseconds.
///
/// # Errors
/// If the database cannot write.
pub fn put(tx: &mut Tx<'_>, person: &PersonId, choice: &Choice, now_ms: i64) -> Result<()> {
    let lang = if choice.lang == Lang::Vi { "vi" } else { "en" };
    let channels = choice.channels.bits();
    tx.enqueue(&PUT, params![person.bytes(), lang, choice.email, channels, now_ms], Rows::One)?;
    Ok(())
}

/// A choice from its columns.
pub(super) fn read(lang: &str, email: Option<String>, channels: i64) -> Result<Choice> {
    let lang = match lang {
        "vi" => Lang::Vi,
        "en" => Lang::En,
        other => return Err(StoreError::corrupt(format!("{other:?} is no language"))),
    };
    let channels = Channels::from_bits(channels)
        .ok_or_else(|| StoreError::corrupt(format!("{channels} names no channels")))?;
    Ok(Choice { lang, email, channels })
}
