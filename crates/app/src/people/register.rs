//! Whom of the register a provider means.
//!
//! A provider's lasting name for a person leads to the person it led to before. Else the personal number does, where the
//! provider asserts one: together with the name, as at counters, or with the date of birth when the name is another one now.
//! A number alone does not: mistyped at a counter once, it would open a stranger's dossiers. What the register holds is
//! never written over; what does not fit is noted and told to the person.

use super::provider::Asserted;
use super::refusal::SignInRefusal;
use crate::{App, Error};
use motcua_calendar::Date;
use motcua_db::Tx;
use motcua_domain::ids::PersonId;
use motcua_domain::procedure::IdentityLevel;
use motcua_domain::text::{fold, given_first};
use motcua_store::people::identity::{self, Doubt, Entry, Identity, Subject};
use motcua_store::people::{self as rows, Person};

/// People of one number that are looked at.
const NAMESAKES: u32 = 20;
/// Longest name, as at counters.
const NAME_CHARACTERS: usize = 120;

/// Somebody a provider vouches for; the id is theirs if the register does not know them.
#[derive(Debug, Clone)]
pub(crate) struct Newcomer {
    pub id: PersonId,
    /// Key of the provider.
    pub provider: String,
    pub asserted: Asserted,
}

/// What a person who signed in should know about how they were recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Misfit {
    /// The provider calls them otherwise than the register does.
    Name {
        /// What the provider calls them.
        asserted: String,
    },
    /// Under their number somebody with another name is recorded, whose dossiers are not shown.
    Number,
}

impl App {
    /// The person meant; written down if the register does not know them.
    pub(crate) async fn recognise(&self, newcomer: Newcomer) -> Result<PersonId, Error> {
        let now_ms = self.now_ms();
        let known = Known::of(newcomer, self.now().date())?;
        self.db().write_async(move |tx| recognise(tx, &known, now_ms)).await
    }

    /// What did not fit when a person last signed in by a provider.
    pub async fn misfit(&self, person: PersonId) -> Result<Option<Misfit>, Error> {
        let look = self.read(move |tx, _| Ok(identity::doubted(tx, &person)?));
        Ok(look.await?.and_then(|found| match found.doubt {
            Doubt::None => None,
            Doubt::Name => found.name.map(|asserted| Misfit::Name { asserted }),
            Doubt::Number => Some(Misfit::Number),
        }))
    }
}

/// What is asserted, in the spelling of the register.
struct Known {
    id: PersonId,
    provider: String,
    level: IdentityLevel,
    issuer: String,
    subject: String,
    number: Option<String>,
    name: Option<String>,
    born_on: Option<String>,
    sex: Option<String>,
}

impl Known {
    fn of(newcomer: Newcomer, today: Date) -> Result<Known, Error> {
        let Newcomer { id, provider, asserted } = newcomer;
        let number = asserted.number.map(|number| number.trim().to_owned());
        let digits = |number: &String| number.len() == 12 && number.bytes().all(|byte| byte.is_ascii_digit());
        if number.as_ref().is_some_and(|number| !digits(number)) {
            tracing::warn!("a provider asserts a personal number that has not twelve digits");
        }
        let born = asserted.born_on.as_deref().and_then(day).filter(|born| *born <= today);
        Ok(Known {
            id,
            provider,
            level: asserted.level,
            issuer: asserted.issuer,
            subject: asserted.subject,
            number: number.filter(digits),
            name: asserted.name.as_deref().and_then(name),
            born_on: born.map(|born| born.to_string()),
            sex: asserted.sex.filter(|sex| sex == "male" || sex == "female"),
        })
    }

    fn key(&self) -> Option<String> {
        self.name.as_deref().map(fold)
    }
}

/// A name as it would be taken at a counter.
fn name(text: &str) -> Option<String> {
    let tidy = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let odd = |c: char| c.is_ascii_digit() || c.is_control() || "<>{}|\\".contains(c);
    (!tidy.is_empty() && tidy.chars().count() <= NAME_CHARACTERS && !tidy.chars().any(odd)).then_some(tidy)
}

/// A day as providers write it: `1985-07-24` or `24/07/1985`.
fn day(text: &str) -> Option<Date> {
    if let Ok(day) = Date::parse(text) {
        return Some(day);
    }
    let mut parts = text.trim().split('/');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    Date::parse(&format!("{year}-{month:0>2}-{day:0>2}")).ok()
}

fn recognise(tx: &mut Tx<'_>, known: &Known, now_ms: i64) -> Result<PersonId, Error> {
    let subject = Subject { issuer: &known.issuer, subject: &known.subject };
    let person = match identity::find(tx, subject)? {
        Some(before) => again(tx, known, &before)?,
        None => first(tx, known)?,
    };
    let person = match person {
        Some(person) => person,
        None => write_down(tx, known, now_ms)?,
    };
    let others = namesakes(tx, known)?.into_iter().any(|other| other.id != person.id);
    let differs = known.key().is_some_and(|key| key != person.name_key);
    let doubt = match (differs, others) {
        (true, _) => Doubt::Name,
        (false, true) => Doubt::Number,
        (false, false) => Doubt::None,
    };
    let name = known.name.clone().filter(|_| differs);
    let found = Identity { person: person.id, name, doubt };
    let entry = Entry { provider: &known.provider, level: known.level, at: now_ms.div_euclid(1000) };
    identity::put(tx, subject, &found, entry)?;
    Ok(person.id)
}

/// The person this sign-in led to before. Another number than theirs is a matter for a counter.
fn again(tx: &mut Tx<'_>, known: &Known, before: &Identity) -> Result<Option<Person>, Error> {
    let Some(mut person) = rows::get(tx, &before.person)? else { return Ok(None) };
    match (&person.personal_id, &known.number) {
        (Some(recorded), Some(asserted)) if recorded != asserted => {
            return Err(Error::SignIn(SignInRefusal::OtherNumber));
        }
        (None, Some(asserted)) => {
            rows::set_personal_id(tx, &person.id, asserted)?;
            person.personal_id = Some(asserted.clone());
        }
        _ => {}
    }
    Ok(Some(person))
}

/// Somebody of the same number and name; else of the same number and date of birth.
fn first(tx: &mut Tx<'_>, known: &Known) -> Result<Option<Person>, Error> {
    let (all, key) = (namesakes(tx, known)?, known.key());
    let same_name = all.iter().find(|one| key.as_ref() == Some(&one.name_key));
    let same_birth = || all.iter().find(|one| one.born_on.is_some() && one.born_on == known.born_on);
    Ok(same_name.or_else(same_birth).cloned())
}

fn namesakes(tx: &mut Tx<'_>, known: &Known) -> Result<Vec<Person>, Error> {
    match &known.number {
        Some(number) => Ok(rows::of_personal_id(tx, number, NAMESAKES)?),
        None => Ok(Vec::new()),
    }
}

fn write_down(tx: &mut Tx<'_>, known: &Known, now_ms: i64) -> Result<Person, Error> {
    let name = known.name.clone().ok_or(Error::SignIn(SignInRefusal::NameMissing))?;
    let person = Person {
        id: known.id,
        personal_id: known.number.clone(),
        name_key: fold(&name),
        given_key: given_first(&name),
        name,
        born_on: known.born_on.clone(),
        sex: known.sex.clone(),
        phone: None,
        address: None,
        commune: None,
    };
    rows::insert(tx, &person, now_ms)?;
    Ok(person)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_in_both_spellings_and_nothing_else_is() {
        for (text, read) in [
            ("1985-07-24", Some("1985-07-24")),
            ("24/07/1985", Some("1985-07-24")),
            ("4/7/1985", Some("1985-07-04")),
            ("31/02/1985", None),
            ("07/24/1985", None),
            ("1985", None),
            ("24/07/85", None),
            ("24/07/1985/1", None),
            ("", None),
        ] {
            assert_eq!(day(text).map(|day| day.to_string()).as_deref(), read, "{text}");
        }
    }

    #[test]
    fn names_are_taken_as_at_counters() {
        assert_eq!(name("  Nguyễn   Thị Sen ").as_deref(), Some("Nguyễn Thị Sen"));
        for odd in ["", "  ", "<b>", "Sen 2", &"x".repeat(121)] {
            assert_eq!(name(odd), None, "{odd}");
        }
    }
}
