//! Ways by which a notice leaves the person's own pages.

use motcua_calendar::Lang;

/// A channel outside. The number is stored; it never changes meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum OutsideChannel {
    /// E-mail.
    Email = 1,
    /// SMS.
    Sms = 2,
    /// A message of a chat service, addressed by telephone.
    Chat = 3,
}

impl OutsideChannel {
    /// All of them.
    pub const ALL: [OutsideChannel; 3] = [OutsideChannel::Email, OutsideChannel::Sms, OutsideChannel::Chat];

    /// Stored number.
    pub fn number(self) -> u8 {
        self as u8
    }

    /// Stable key, used in settings, addresses and metrics.
    pub fn key(self) -> &'static str {
        match self {
            OutsideChannel::Email => "email",
            OutsideChannel::Sms => "sms",
            OutsideChannel::Chat => "chat",
        }
    }

    /// Back from the key.
    pub fn from_key(key: &str) -> Option<OutsideChannel> {
        OutsideChannel::ALL.into_iter().find(|channel| channel.key() == key)
    }

    /// Name for people.
    pub fn label(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (OutsideChannel::Email, Lang::Vi) => "Thư điện tử",
            (OutsideChannel::Email, Lang::En) => "E-mail",
            (OutsideChannel::Sms, Lang::Vi) => "Tin nhắn SMS",
            (OutsideChannel::Sms, Lang::En) => "Text message (SMS)",
            (OutsideChannel::Chat, Lang::Vi) => "Tin nhắn qua ứng dụng trò chuyện",
            (OutsideChannel::Chat, Lang::En) => "Chat message",
        }
    }
}

/// A set of channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Channels(u8);

impl Channels {
    /// No channel: own pages only.
    #[must_use]
    pub fn none() -> Self {
        Self(0)
    }

    /// With one more.
    #[must_use]
    pub fn with(self, channel: OutsideChannel) -> Self {
        Self(self.0 | 1 << channel.number())
    }

    /// Whether a channel is among them.
    #[must_use]
    pub fn has(self, channel: OutsideChannel) -> bool {
        self.0 & (1 << channel.number()) != 0
    }

    /// Those among them.
    pub fn iter(self) -> impl Iterator<Item = OutsideChannel> {
        OutsideChannel::ALL.into_iter().filter(move |channel| self.has(*channel))
    }

    /// As stored.
    #[must_use]
    pub fn bits(self) -> i64 {
        i64::from(self.0)
    }

    /// Back from what is stored; `None` for a number that names something else as well.
    #[must_use]
    pub fn from_bits(bits: i64) -> Option<Self> {
        let known = OutsideChannel::ALL.into_iter().fold(Self::none(), Self::with);
        u8::try_from(bits).ok().map(Self).filter(|set| set.0 & !known.0 == 0)
    }
}
