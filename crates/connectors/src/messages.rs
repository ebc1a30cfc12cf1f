//! Ways out for letters to people: a mail server, and gateways for text messages and chats that speak JSON over HTTP.
//!
//! What a gateway answers is kept as a status only: its words may repeat an address or a telephone number.

mod json;
pub mod settings;
mod smtp;
pub mod texts;

pub use settings::{Settings, SettingsError};

use json::JsonGateway;
use motcua_app::notices::sending::{Gateway, Letter, Taken, Texts};
use motcua_domain::notice::{Channels, OutsideChannel};
use smtp::MailServer;

/// The channels that are set up.
#[derive(Default)]
pub struct Ways {
    email: Option<MailServer>,
    sms: Option<Line>,
    chat: Option<Line>,
}

/// A JSON gateway with the texts registered there.
struct Line {
    gateway: JsonGateway,
    texts: Texts,
}

impl Ways {
    /// Texts an operator gave for a channel.
    #[must_use]
    pub fn texts(&self, channel: OutsideChannel) -> Texts {
        let line = match channel {
            OutsideChannel::Email => None,
            OutsideChannel::Sms => self.sms.as_ref(),
            OutsideChannel::Chat => self.chat.as_ref(),
        };
        line.map(|line| line.texts.clone()).unwrap_or_default()
    }
}

impl Gateway for Ways {
    fn channels(&self) -> Channels {
        let set_up = [
            (OutsideChannel::Email, self.email.is_some()),
            (OutsideChannel::Sms, self.sms.is_some()),
            (OutsideChannel::Chat, self.chat.is_some()),
        ];
        set_up.into_iter().filter(|one| one.1).fold(Channels::none(), |all, one| all.with(one.0))
    }

    fn send(&self, letter: &Letter) -> Taken {
        let taken = match letter.channel {
            OutsideChannel::Email => self.email.as_ref().map(|server| server.send(letter)),
            OutsideChannel::Sms => self.sms.as_ref().map(|line| line.gateway.send(letter)),
            OutsideChannel::Chat => self.chat.as_ref().map(|line| line.gateway.send(letter)),
        };
        taken.unwrap_or_else(|| Taken::NotNow("channel not set up".to_owned()))
    }
}
