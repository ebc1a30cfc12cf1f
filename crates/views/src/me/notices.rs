//! What a person is told of their dossiers.

use crate::form::{Choice, Field, FieldKind};
use crate::message::{Key, fill};
use crate::page::Page;
use crate::renders;
use askama::Template;

/// One notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeItem {
    /// Posted to open it.
    pub id: String,
    /// A few words.
    pub title: String,
    /// The text.
    pub text: String,
    /// When it happened.
    pub at: String,
    /// The dossier, by its code or the day it was filed.
    pub dossier: String,
    /// The procedure of the dossier.
    pub procedure: String,
    /// Not read yet.
    pub unread: bool,
    /// What became of it by each channel outside, in words.
    pub outside: Vec<String>,
}

/// `/me/notices`; posts `open` with a notice's id, or `latest` to mark as read everything up to it.
#[derive(Template)]
#[template(path = "me/notices.html")]
pub struct MeNoticesPage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
    /// Latest first.
    pub notices: Vec<NoticeItem>,
    /// The latest notice shown, when some are unread.
    pub latest: Option<String>,
    /// Older notices.
    pub next: Option<String>,
}

/// An address that waits for its code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingEmail {
    /// Address.
    pub email: String,
    /// Whether a code can be typed.
    pub open: bool,
    /// Whether the mail server refused the address.
    pub refused: bool,
}

/// `/me/notices/choice`: how a person is told. Posts `lang`, `channels`, `email` and `csrf` there; `code`, or `again`, to
/// `/me/notices/code`. Errors: targets are the names of the fields.
#[derive(Template)]
#[template(path = "me/notice_choice.html")]
pub struct MeNoticeChoicePage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
    /// `vi` or `en`.
    pub lang: String,
    /// Channels that are offered.
    pub channels: Vec<Choice>,
    /// The address, where letters can be sent.
    pub email: Option<String>,
    /// The last digits of the telephone, where messages can be sent: `None` inside when it is not known.
    pub phone: Option<Option<String>>,
    /// An address that waits for its code.
    pub waiting: Option<WaitingEmail>,
}

impl MeNoticeChoicePage<'_> {
    fn fields(&self) -> Vec<Field> {
        let page = &self.page;
        let with_error = |field: Field| {
            let error = page.error_at(&field.name).map(str::to_owned);
            Field { error, ..field }
        };
        let langs = [("vi", "Tiếng Việt"), ("en", "English")];
        let langs = langs.map(|(value, label)| Choice::new(value, label).chosen_if(&self.lang));
        let mut fields =
            vec![with_error(Field::new("lang", page.t(Key::NoticeLang), FieldKind::Radios(langs.into())))];
        if !self.channels.is_empty() {
            let kind = FieldKind::Checkboxes(self.channels.clone());
            fields.push(with_error(
                Field::new("channels", page.t(Key::NoticeChannels), kind)
                    .hint(page.t(Key::NoticeChannelsHint)),
            ));
        }
        if let Some(email) = &self.email {
            let field = Field::new("email", page.t(Key::NoticeEmail), FieldKind::Text).value(email.as_str());
            let field = Field { optional: true, ..field.hint(page.t(Key::NoticeEmailHint)) };
            fields.push(with_error(field));
        }
        fields
    }

    fn code(&self) -> Field {
        let field = Field::new("code", self.page.t(Key::NoticeCode), FieldKind::Digits);
        let field = field.hint(self.page.t(Key::NoticeCodeHint));
        Field { error: self.page.error_at("code").map(str::to_owned), ..field }
    }

    /// A text with a value in it.
    fn told(&self, key: Key, value: &str) -> String {
        fill(self.page.t(key), &[&value])
    }

    /// Whether anything goes out at all.
    fn is_offered(&self) -> bool {
        !self.channels.is_empty() || self.phone.is_some()
    }
}

renders!(MeNoticesPage, MeNoticeChoicePage);
