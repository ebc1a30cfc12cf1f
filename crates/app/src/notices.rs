//! Notices: what a person reads in their own pages, how they want to be told, and how the queues of the channels stand.
//!
//! Notices are written by the one write path, in the transaction of the act they tell. What happens afterwards is in
//! [`sending`] (sharing out and sending) and [`stuck`] (dossiers that stand still).

pub mod sending;
pub mod stuck;

use crate::App;
use crate::error::{Error, FieldProblem, What};
use motcua_domain::ids::{DossierId, NoticeId, PersonId};
use motcua_domain::notice::OutsideChannel;
use motcua_store::notices::{self, choice, delivery};
use motcua_store::people;
use std::sync::atomic::Ordering;

pub use motcua_store::notices::choice::Choice;
pub use motcua_store::notices::delivery::{Dead, Depth, Depths, Report, Reported};
pub use motcua_store::notices::{Item, Outward, UNREAD_MAX};

/// Longest e-mail address taken (RFC 5321: 254 characters).
const EMAIL_MAX: usize = 254;

/// How a person is told, with the contacts that are known of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Telephone they gave when filing.
    pub phone: Option<String>,
    /// What they chose.
    pub choice: Choice,
}

impl App {
    /// Says whether notices written from now on also go out by channels. A program that serves without channels keeps
    /// them in the person's own pages.
    pub fn set_outward(&self, outward: Outward) {
        self.outward.store(outward == Outward::Channels, Ordering::Relaxed);
    }

    pub(crate) fn outward(&self) -> Outward {
        if self.outward.load(Ordering::Relaxed) { Outward::Channels } else { Outward::OwnPages }
    }

    /// The notices of a person, latest first: those before `before`, or from the latest.
    pub async fn notices_of(
        &self,
        person: PersonId,
        before: Option<NoticeId>,
        limit: u32,
    ) -> Result<Vec<Item>, Error> {
        self.read(move |tx, _| Ok(notices::page(tx, &person, before, limit)?)).await
    }

    /// How many notices a person has not read, up to [`UNREAD_MAX`].
    pub async fn unread_notices(&self, person: PersonId) -> Result<i64, Error> {
        self.read(move |tx, _| Ok(notices::unread(tx, &person)?)).await
    }

    /// Marks a notice of this person as read and answers its dossier.
    pub async fn open_notice(&self, person: PersonId, id: NoticeId) -> Result<DossierId, Error> {
        let now = self.now_ms();
        let opened =
            self.db().write_async(move |tx| Ok::<_, Error>(notices::open(tx, &person, &id, now)?)).await?;
        opened.ok_or(Error::NotFound(What::Page))
    }

    /// Marks as read what this person was told up to a notice: what came after the page was made stays unread.
    pub async fn read_notices(&self, person: PersonId, latest: NoticeId) -> Result<u64, Error> {
        let now = self.now_ms();
        self.db().write_async(move |tx| Ok::<_, Error>(notices::read_all(tx, &person, &latest, now)?)).await
    }

    /// How a person is told.
    pub async fn notice_contact(&self, person: PersonId) -> Result<Contact, Error> {
        self.read(move |tx, _| {
            let phone = people::get(tx, &person)?.and_then(|known| known.phone);
            Ok(Contact { phone, choice: choice::get(tx, &person)? })
        })
        .await
    }

    /// Keeps how a person wants to be told.
    pub async fn choose_notices(&self, person: PersonId, chosen: Choice) -> Result<(), Error> {
        let known = self.notice_contact(person).await?;
        let problems = problems(&chosen, known.phone.as_deref());
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        let now = self.now_ms();
        self.db().write_async(move |tx| Ok::<_, Error>(choice::put(tx, &person, &chosen, now)?)).await
    }

    /// How the queues of the channels stand.
    pub async fn notice_depths(&self) -> Result<Depths, Error> {
        self.read(|tx, _| Ok(delivery::depths(tx)?)).await
    }

    /// Notes what a gateway reports under the key a message was sent with.
    pub async fn report_delivery(&self, key: &str, report: Report) -> Result<Reported, Error> {
        let Some((notice, channel)) = sending::from_key(key) else { return Ok(Reported::Unknown) };
        let now = self.now_ms();
        let noted = move |tx: &mut motcua_db::Tx<'_>| {
            Ok::<_, Error>(delivery::report(tx, &notice, channel, &report, now)?)
        };
        self.db().write_async(noted).await
    }
}

/// What is to be mended in a choice.
fn problems(chosen: &Choice, phone: Option<&str>) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    match &chosen.email {
        Some(email) if !is_address(email) => problems.push(FieldProblem::new(
            "email",
            "email",
            "Nhập địa chỉ thư điện tử đầy đủ, ví dụ ten@example.vn",
            "Enter a full e-mail address, such as name@example.vn",
        )),
        None if chosen.channels.has(OutsideChannel::Email) => problems.push(FieldProblem::new(
            "email",
            "required",
            "Nhập địa chỉ thư điện tử để nhận thông báo qua thư, hoặc bỏ chọn kênh này",
            "Enter an e-mail address to be told by e-mail, or leave that channel out",
        )),
        Some(_) | None => {}
    }
    let by_phone = chosen.channels.has(OutsideChannel::Sms) || chosen.channels.has(OutsideChannel::Chat);
    if by_phone && phone.is_none() {
        problems.push(FieldProblem::new(
            "channels",
            "phone_unknown",
            "Chưa có số điện thoại của ông/bà nên chưa gửi tin nhắn được. Bỏ chọn tin nhắn, hoặc báo số điện thoại cho bộ phận một cửa",
            "Your telephone number is not known, so no message can be sent. Leave messages out, or give your number to the one-stop unit",
        ));
    }
    problems
}

/// Whether a text is an address a letter can be sent to: one `@`, a name before it and a domain with a dot after it, and
/// nothing that could end a line of the letter's head.
fn is_address(text: &str) -> bool {
    let plain = |part: &str| {
        !part.is_empty()
            && part.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c))
            && !part.starts_with('.')
            && !part.ends_with('.')
            && !part.contains("..")
    };
    let domain = |part: &str| {
        plain(part)
            && part.contains('.')
            && part.split('.').all(|label| !label.starts_with('-') && !label.ends_with('-'))
            && part.chars().all(|c| c.is_ascii_alphanumeric() || ".-".contains(c))
    };
    text.len() <= EMAIL_MAX
        && text.split_once('@').is_some_and(|(name, host)| name.len() <= 64 && plain(name) && domain(host))
}

#[cfg(test)]
mod tests {
    use super::is_address;

    #[test]
    fn addresses_are_told_from_what_is_none() {
        for good in ["mai@example.vn", "nguyen.mai+mc@hop-thu.example.com.vn"] {
            assert!(is_address(good), "{good}");
        }
        let long = format!("{}@example.vn", "a".repeat(65));
        for bad in [
            "",
            "mai",
            "mai@",
            "@example.vn",
            "mai@example",
            "mai@example..vn",
            "mai@@example.vn",
            "mai @example.vn",
            "mai@example.vn\r\nBcc: x@example.vn",
            "mai@-example.vn",
            ".mai@example.vn",
            "mai@exa mple.vn",
            &long,
        ] {
            assert!(!is_address(bad), "{bad:?}");
        }
    }
}
