//! E-mail: one dialogue with the mail server for each letter, never without encryption beyond this machine.
//!
//! Which step the server refused tells whose fault it is: a recipient refused for good is the letter's, everything
//! before that (greeting, encryption, sign-in, sender) is ours and may be mended while the letter waits.

use lettre::address::Envelope;
use lettre::message::Mailbox;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{
    Certificate, CertificateStore, SmtpConnection, TlsParameters, TlsParametersBuilder,
};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, Message};
use motcua_app::notices::sending::{Letter, PATIENCE_SECONDS, Taken};
use motcua_calendar::Lang;
use std::time::Duration;

/// How a connection is kept from being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Secrecy {
    /// Encrypted from the first byte.
    Implicit,
    /// Encrypted by STARTTLS, which the server must offer.
    Starttls,
    /// Not at all: a server on this machine.
    None,
}

/// A mail server.
pub(super) struct MailServer {
    host: String,
    port: u16,
    secrecy: Secrecy,
    tls: TlsParameters,
    credentials: Option<Credentials>,
    from: Mailbox,
    hello: ClientId,
}

/// What a mail server needs.
pub(super) struct MailSettings {
    pub host: String,
    pub port: u16,
    pub secrecy: Secrecy,
    pub authorities: Vec<Vec<u8>>,
    pub account: Option<(String, String)>,
    pub from: Mailbox,
}

/// A step of the dialogue, and what the server said to it.
struct Refused {
    step: &'static str,
    error: lettre::transport::smtp::Error,
}

impl MailServer {
    pub(super) fn new(settings: MailSettings) -> Result<Self, lettre::transport::smtp::Error> {
        let trusted = |builder: TlsParametersBuilder, der: Vec<u8>| {
            Ok::<_, lettre::transport::smtp::Error>(builder.add_root_certificate(Certificate::from_der(der)?))
        };
        // The machine's authorities are among those given.
        let builder = TlsParameters::builder(settings.host.clone()).certificate_store(CertificateStore::None);
        let tls = settings.authorities.into_iter().try_fold(builder, trusted)?.build()?;
        Ok(Self {
            hello: ClientId::Domain(settings.from.email.domain().to_owned()),
            host: settings.host,
            port: settings.port,
            secrecy: settings.secrecy,
            tls,
            credentials: settings.account.map(|(user, password)| Credentials::new(user, password)),
            from: settings.from,
        })
    }

    pub(super) fn send(&self, letter: &Letter) -> Taken {
        let Ok(to) = letter.to.parse::<Address>() else {
            return Taken::Never("no address a letter can be sent to".to_owned());
        };
        let Some(message) = self.message(letter, to.clone()) else {
            return Taken::Never("no letter could be made of it".to_owned());
        };
        match self.deliver(&to, &message) {
            Ok(()) => Taken::Yes,
            Err(refused) => verdict(&refused),
        }
    }

    /// One letter as RFC 5322 has it. Everything that comes from elsewhere is put in by types that encode it, so no text
    /// can end a line of its head.
    fn message(&self, letter: &Letter, to: Address) -> Option<Vec<u8>> {
        let automatic =
            HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned());
        let language = if letter.lang == Lang::Vi { "vi" } else { "en" };
        let language =
            HeaderValue::new(HeaderName::new_from_ascii_str("Content-Language"), language.to_owned());
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(letter.title.as_str())
            .message_id(Some(format!("<{}@{}>", letter.key, self.from.email.domain())))
            .date_now()
            .raw_header(automatic)
            .raw_header(language)
            .header(ContentType::TEXT_PLAIN)
            .body(body(letter));
        Some(message.ok()?.formatted())
    }

    fn deliver(&self, to: &Address, message: &[u8]) -> Result<(), Refused> {
        let at = |step| move |error| Refused { step, error };
        let mut server = self.connected().map_err(at("connecting"))?;
        if let Some(credentials) = &self.credentials {
            let ways = [Mechanism::Plain, Mechanism::Login];
            server.auth(&ways, credentials).map_err(at("sign-in"))?;
        }
        let envelope = Envelope::new(Some(self.from.email.clone()), vec![to.clone()]);
        let from = envelope.ok().and_then(|envelope| envelope.from().cloned());
        server.command(Mail::new(from, Vec::new())).map_err(at("sender"))?;
        server.command(Rcpt::new(to.clone(), Vec::new())).map_err(at(RECIPIENT))?;
        server.command(Data).map_err(at("data"))?;
        server.message(message).map_err(at(TEXT))?;
        // It has the letter: whether it says goodbye changes nothing.
        drop(server.quit());
        Ok(())
    }

    fn connected(&self) -> Result<SmtpConnection, lettre::transport::smtp::Error> {
        let patience = Some(Duration::from_secs(PATIENCE_SECONDS));
        let at_once = (self.secrecy == Secrecy::Implicit).then_some(&self.tls);
        let address = (self.host.as_str(), self.port);
        let mut server = SmtpConnection::connect(address, patience, &self.hello, at_once, None)?;
        if self.secrecy == Secrecy::Starttls {
            // A server that does not offer it (or somebody between who struck it out) gets nothing.
            server.starttls(&self.tls, &self.hello)?;
        }
        Ok(server)
    }
}

const RECIPIENT: &str = "recipient";
const TEXT: &str = "text";

/// What came of it, named by step and status: the server's own words may repeat the address.
fn verdict(refused: &Refused) -> Taken {
    let Refused { step, error } = refused;
    let why = match error.status() {
        Some(code) => format!("{code} at {step}"),
        None if error.is_timeout() => format!("no answer in time at {step}"),
        None if error.is_tls() => format!("no trusted encryption at {step}"),
        None if error.is_client() => format!("the server does not offer what is needed at {step}"),
        None => format!("connection lost at {step}"),
    };
    let of_the_letter = matches!(*step, RECIPIENT | TEXT);
    if of_the_letter && error.is_permanent() { Taken::Never(why) } else { Taken::NotNow(why) }
}

fn body(letter: &Letter) -> String {
    let closing = if letter.lang == Lang::Vi {
        "Thư này được gửi tự động, ông/bà không cần trả lời. Đổi cách nhận thông báo: đăng nhập, mở mục Thông báo."
    } else {
        "This letter was sent automatically; please do not reply. To change how you are told: sign in and open Notices."
    };
    format!("{}\r\n\r\n{}\r\n\r\n-- \r\n{closing}\r\n", letter.text, letter.link)
}
