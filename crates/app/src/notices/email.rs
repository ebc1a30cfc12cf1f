//! An e-mail address is written to only after its person has proven it: by a code sent there and typed here.
//!
//! Codes are few for each person and for each address, so that nobody can make the city write to strangers.

use super::sending::{ABOUT_CODE, Letter, Sender, Taken};
use super::{Contact, choice, is_address};
use crate::App;
use crate::error::{Error, FieldProblem};
use hmac::{Hmac, Mac};
use motcua_calendar::Lang;
use motcua_db::Tx;
use motcua_domain::ids::PersonId;
use motcua_domain::notice::OutsideChannel;
use motcua_store::notices::choice::Choice;
use motcua_store::notices::email_code::{self, Asked, Leased, Outcome};
use sha2::Sha256;
use std::sync::atomic::Ordering;
use uuid::Uuid;

const MINUTE_MS: i64 = 60_000;
/// How long a code can be used.
pub const CODE_MINUTES: i64 = 30;
/// Wrong codes before one is void.
const TRIES_MAX: i64 = 5;
/// Codes a person may ask for in a day.
const BY_PERSON_MAX: i64 = 5;
/// Codes that go to one address in a day, whoever asks.
const FOR_EMAIL_MAX: i64 = 3;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;
/// Codes one sender takes at once, and for how long.
const LEASED_AT_ONCE: u32 = 5;
const LEASE_MS: i64 = 10 * MINUTE_MS;
/// Minutes to wait after the first, second, … attempt to send a code.
const WAITS: [i64; 4] = [1, 2, 5, 10];

/// An address that waits for its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// Address.
    pub email: String,
    /// Whether a code can still be typed.
    pub open: bool,
    /// Whether the mail server refused the address for good.
    pub refused: bool,
}

/// What keeping a choice led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chosen {
    /// It is kept.
    Kept,
    /// It is kept, and a code is on its way to the new address.
    CodeSent,
}

/// What is said to a code.
enum Typed {
    Right,
    Wrong,
    Late,
}

impl App {
    /// Keeps how a person wants to be told. An address that is not theirs yet is sent a code; until that is typed, the one
    /// before it stays.
    pub async fn choose_notices(&self, person: PersonId, wanted: Choice) -> Result<Chosen, Error> {
        let known = self.notice_contact(person).await?;
        let email = wanted.email.as_deref().map(str::trim).filter(|text| !text.is_empty());
        let wanted = Choice { email: email.map(str::to_lowercase), ..wanted };
        let problems = super::problems(&wanted, &known);
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        let (now, id) = (self.now_ms(), self.ids().uuid(self.now_ms())?);
        self.db().write_async(move |tx| keep(tx, &person, &wanted, (id, now))).await
    }

    /// Sends another code to the address that waits for one.
    pub async fn send_code_again(&self, person: PersonId) -> Result<(), Error> {
        let (now, id) = (self.now_ms(), self.ids().uuid(self.now_ms())?);
        let asked = move |tx: &mut Tx<'_>| match email_code::latest(tx, &person)? {
            Some(asked) => ask(tx, &person, &asked.email, (id, now)),
            None => Err(Error::Invalid(vec![none_open()])),
        };
        self.db().write_async(asked).await
    }

    /// Takes a code: the address it was sent to is the person's from now on.
    pub async fn prove_email(&self, person: PersonId, typed: &str) -> Result<(), Error> {
        let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
        let (now, key) = (self.now_ms(), self.tracking_key.clone());
        let said = self.db().write_async(move |tx| {
            let Some(asked) = email_code::latest(tx, &person)?.filter(|asked| is_open(asked, now)) else {
                return Ok(Typed::Late);
            };
            if !email_code::try_once(tx, &asked.id, TRIES_MAX)? {
                return Ok(Typed::Late);
            }
            if !same(&code(&key, &asked.id), &digits) {
                return Ok(Typed::Wrong);
            }
            let choice = Choice { email: Some(asked.email), ..choice::get(tx, &person)? };
            let choice = Choice { channels: choice.channels.with(OutsideChannel::Email), ..choice };
            choice::put(tx, &person, &choice, now)?;
            email_code::void(tx, &person)?;
            Ok::<_, Error>(Typed::Right)
        });
        match said.await? {
            Typed::Right => Ok(()),
            Typed::Late => Err(Error::Invalid(vec![none_open()])),
            Typed::Wrong => Err(Error::Invalid(vec![FieldProblem::new(
                "code",
                "wrong_code",
                "Mã chưa đúng. Xem lại thư mới nhất và nhập đủ 6 chữ số",
                "That is not the code. Look at the latest letter and type all 6 digits",
            )])),
        }
    }

    /// Sends codes that are due; answers how many were in its hands. Blocks while the mail server answers.
    pub fn send_codes(&self, sender: &Sender<'_>) -> Result<u64, Error> {
        let now = self.now_ms();
        let taken = self
            .db()
            .write(move |tx| Ok::<_, Error>(email_code::lease(tx, now, now + LEASE_MS, LEASED_AT_ONCE)?))?;
        let handled = taken.len() as u64;
        for leased in taken {
            let late = self.now_ms() > leased.asked_at_ms + CODE_MINUTES * MINUTE_MS;
            let outcome = if late {
                Outcome::Refused
            } else if (sender.go_on)() {
                self.attempt_code(&leased, sender)
            } else {
                Outcome::Again(self.now_ms())
            };
            self.db().write(move |tx| Ok::<_, Error>(email_code::settle(tx, &leased, outcome)?))?;
        }
        Ok(handled)
    }

    fn attempt_code(&self, leased: &Leased, sender: &Sender<'_>) -> Outcome {
        let letter = letter(leased, &code(&self.tracking_key, &leased.id), sender.base_url);
        let at_least = match sender.gateway.send(&letter) {
            Taken::Yes => {
                self.sent.fetch_add(1, Ordering::Relaxed);
                return Outcome::Sent;
            }
            Taken::Never(_) => return Outcome::Refused,
            Taken::NotNow(_) => 0,
            Taken::NotBefore(seconds, _) => i64::from(seconds) * 1_000,
        };
        match usize::try_from(leased.attempt - 1).ok().and_then(|at| WAITS.get(at)) {
            Some(minutes) => Outcome::Again(self.now_ms() + at_least.max(minutes * MINUTE_MS)),
            None => Outcome::Refused,
        }
    }
}

/// The address that waits for its code, if one does.
pub(super) fn pending(tx: &mut Tx<'_>, person: &PersonId, now_ms: i64) -> Result<Option<Pending>, Error> {
    let asked = email_code::latest(tx, person)?;
    Ok(asked.map(|asked| Pending {
        open: is_open(&asked, now_ms),
        refused: asked.refused,
        email: asked.email,
    }))
}

fn is_open(asked: &Asked, now_ms: i64) -> bool {
    asked.tries < TRIES_MAX && now_ms <= asked.asked_at_ms + CODE_MINUTES * MINUTE_MS
}

fn keep(
    tx: &mut Tx<'_>,
    person: &PersonId,
    wanted: &Choice,
    (id, now): (Uuid, i64),
) -> Result<Chosen, Error> {
    let known = choice::get(tx, person)?;
    let Some(email) = &wanted.email else {
        email_code::void(tx, person)?;
        choice::put(tx, person, wanted, now)?;
        return Ok(Chosen::Kept);
    };
    if known.email.as_ref() == Some(email) {
        email_code::void(tx, person)?;
        choice::put(tx, person, wanted, now)?;
        return Ok(Chosen::Kept);
    }
    choice::put(tx, person, &Choice { email: known.email, ..wanted.clone() }, now)?;
    let waits = email_code::latest(tx, person)?;
    if waits.is_some_and(|asked| asked.email == *email && is_open(&asked, now) && !asked.refused) {
        return Ok(Chosen::CodeSent);
    }
    ask(tx, person, email, (id, now))?;
    Ok(Chosen::CodeSent)
}

fn ask(tx: &mut Tx<'_>, person: &PersonId, email: &str, (id, now): (Uuid, i64)) -> Result<(), Error> {
    debug_assert!(is_address(email));
    let (by, of) = email_code::asked_since(tx, person, email, now - DAY_MS)?;
    if by >= BY_PERSON_MAX || of >= FOR_EMAIL_MAX {
        return Err(Error::Invalid(vec![FieldProblem::new(
            "email",
            "too_many_codes",
            "Hôm nay đã gửi đủ số mã xác nhận. Thử lại sau một ngày",
            "No more codes can be sent today. Try again in a day",
        )]));
    }
    Ok(email_code::ask(tx, &id, (person, email), now, now - 2 * DAY_MS)?)
}

fn none_open() -> FieldProblem {
    FieldProblem::new(
        "code",
        "code_over",
        "Mã đã hết hạn hoặc đã nhập sai nhiều lần. Bấm gửi mã khác rồi nhập mã mới",
        "The code has expired or was mistyped too often. Have another one sent and type that",
    )
}

/// Six digits that follow from the id and the key of this database.
fn code(key: &[u8], id: &Uuid) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        // HMAC takes keys of any length; an empty code is never right.
        return String::new();
    };
    mac.update(b"email code:");
    mac.update(id.as_bytes());
    let bytes = mac.finalize().into_bytes();
    let number = bytes[..8].iter().fold(0u64, |sum, byte| (sum << 8) | u64::from(*byte));
    format!("{:06}", number % 1_000_000)
}

/// In constant time; nothing equals no code.
fn same(right: &str, typed: &str) -> bool {
    !right.is_empty()
        && right.len() == typed.len()
        && right.bytes().zip(typed.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
}

fn letter(leased: &Leased, code: &str, base_url: &str) -> Letter {
    let (title, text) = match leased.lang {
        Lang::Vi => (
            "Mã xác nhận địa chỉ thư điện tử",
            format!(
                "Mã xác nhận: {code}. Nhập mã này ở trang cách nhận thông báo trong {CODE_MINUTES} phút. Nếu ông/bà không yêu cầu mã, hãy bỏ qua thư này: địa chỉ của ông/bà sẽ không được dùng."
            ),
        ),
        Lang::En => (
            "Code to confirm your e-mail address",
            format!(
                "Your code: {code}. Type it on the page about how you are told, within {CODE_MINUTES} minutes. If you did not ask for a code, ignore this letter: your address will not be used."
            ),
        ),
    };
    Letter {
        key: format!("{}-code", leased.id.simple()),
        channel: OutsideChannel::Email,
        to: leased.email.clone(),
        lang: leased.lang,
        about: ABOUT_CODE,
        title: title.to_owned(),
        text,
        dossier: String::new(),
        when: String::new(),
        link: format!("{base_url}/me/notices/choice"),
    }
}

/// The contact with what waits.
pub(super) fn contact(tx: &mut Tx<'_>, person: &PersonId, now_ms: i64) -> Result<Contact, Error> {
    let phone = motcua_store::people::get(tx, person)?.and_then(|known| known.phone);
    Ok(Contact { phone, choice: choice::get(tx, person)?, pending: pending(tx, person, now_ms)? })
}
