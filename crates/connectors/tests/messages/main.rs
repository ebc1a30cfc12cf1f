//! Letters over real sockets: a mail server and a JSON gateway on this machine, which take them, refuse them, and break off.
#![allow(clippy::unwrap_used, reason = "a failing test panics")]

mod servers;

use motcua_app::notices::sending::{Gateway, Letter, Taken};
use motcua_calendar::Lang;
use motcua_connectors::messages::{Settings, Ways};
use motcua_domain::notice::OutsideChannel;
use servers::{HttpServer, MailServer, Manner, fixture};
use std::path::Path;

fn letter(channel: OutsideChannel, to: &str) -> Letter {
    Letter {
        key: format!("0199aabb-{}", channel.key()),
        channel,
        to: to.to_owned(),
        lang: Lang::Vi,
        about: "received",
        title: "Hồ sơ đã được tiếp nhận".to_owned(),
        text: "Hồ sơ H26.P00097-260311-0001 đã được tiếp nhận. Hẹn trả kết quả: 17 giờ ngày 13/3/2026."
            .to_owned(),
        dossier: "Hồ sơ H26.P00097-260311-0001".to_owned(),
        when: "17 giờ ngày 13/3/2026".to_owned(),
        link: "https://motcua.example.vn/track/H26.P00097-260311-0001".to_owned(),
    }
}

fn ways(settings: &str) -> Ways {
    Settings::parse(settings).unwrap().open().unwrap().ways
}

fn mail(port: u16, more: &str) -> Ways {
    ways(&format!(
        "[email]\nserver = \"localhost\"\nport = {port}\nfrom = \"Một Cửa <motcua@example.vn>\"\n{more}"
    ))
}

fn mailed(server: &MailServer, more: &str) -> Taken {
    mail(server.port, more).send(&letter(OutsideChannel::Email, "mai@example.vn"))
}

const PLAIN: &str = "tls = \"none\"";

#[test]
fn a_letter_arrives_whole_and_says_which_it_is() {
    let server = MailServer::start(Manner::default());
    assert_eq!(mailed(&server, PLAIN), Taken::Yes);
    let talk = server.talk();
    assert!(talk.contains("MAIL FROM:<motcua@example.vn>"), "{talk}");
    assert!(talk.contains("RCPT TO:<mai@example.vn>"), "{talk}");
    assert!(
        talk.contains("Message-ID: <0199aabb-email@example.vn>"),
        "the same key, the same letter: {talk}"
    );
    assert!(talk.contains("Auto-Submitted: auto-generated"), "{talk}");
    assert!(talk.contains("Content-Type: text/plain; charset=utf-8"), "{talk}");
    // The head is plain letters: marks are encoded.
    let head = talk.split("DATA").nth(1).unwrap().split("\n\n").next().unwrap();
    assert!(head.is_ascii(), "{head}");
    assert!(head.contains("Subject: =?utf-8?b?"), "{head}");
}

#[test]
fn nothing_in_a_letter_can_add_to_its_head() {
    let server = MailServer::start(Manner::default());
    let gateway = mail(server.port, PLAIN);
    let mut forged = letter(OutsideChannel::Email, "mai@example.vn");
    forged.title = "Tin\r\nBcc: stranger@example.vn\r\n\r\nforged".to_owned();
    forged.text = "one\r\n.\r\nMAIL FROM:<x@example.vn>".to_owned();
    assert_eq!(gateway.send(&forged), Taken::Yes);
    let talk = server.talk();
    assert!(!talk.lines().any(|line| line.to_lowercase().starts_with("bcc")), "{talk}");
    assert_eq!(talk.matches("MAIL FROM:<motcua@example.vn>").count(), 1);
    assert_eq!(talk.matches("RCPT TO:").count(), 1, "the text is text: {talk}");
    for to in ["mai@example.vn\r\nRCPT TO:<x@example.vn>", "mai", "", "a b@example.vn"] {
        let said = gateway.send(&letter(OutsideChannel::Email, to));
        assert!(matches!(said, Taken::Never(_)), "{to:?}: {said:?}");
    }
}

#[test]
fn what_a_server_refuses_is_the_letter_s_fault_only_where_it_is() {
    let refused = |step, answer| Manner { refuse: Some((step, answer)), ..Manner::default() };
    for (manner, wanted) in [
        (
            refused("RCPT", "550 5.1.1 <mai@example.vn> no such mailbox"),
            Taken::Never("550 at recipient".into()),
        ),
        (refused("RCPT", "451 4.7.1 <mai@example.vn> greylisted"), Taken::NotNow("451 at recipient".into())),
        (refused("MAIL", "550 5.7.1 not you"), Taken::NotNow("550 at sender".into())),
        (refused("EHLO", "554 no"), Taken::NotNow("554 at connecting".into())),
        (refused("BODY", "552 too big"), Taken::Never("552 at text".into())),
    ] {
        let server = MailServer::start(manner);
        assert_eq!(mailed(&server, PLAIN), wanted);
    }
    // Nobody listens any more.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let said = mail(port, PLAIN).send(&letter(OutsideChannel::Email, "mai@example.vn"));
    assert_eq!(said, Taken::NotNow("connection lost at connecting".into()));
    let said = mail(port, PLAIN).send(&letter(OutsideChannel::Sms, "0912345678"));
    assert_eq!(said, Taken::NotNow("channel not set up".into()));
}

#[test]
fn cut_off_after_the_letter_and_before_the_answer_it_is_tried_again() {
    let server = MailServer::start(Manner { cut_after_text: true, ..Manner::default() });
    assert_eq!(mailed(&server, PLAIN), Taken::NotNow("connection lost at text".into()));
}

#[test]
fn encrypted_from_the_first_byte_or_by_starttls_with_an_account() {
    let folder = tempfile::tempdir().unwrap();
    let password = folder.path().join("password");
    std::fs::write(&password, "bí mật của hộp thư\n").unwrap();
    let account = format!(
        "user = \"motcua\"\npassword_file = {:?}\nauthorities = {:?}\n",
        password.display().to_string(),
        fixture("ca.pem").display().to_string()
    );
    for (tls, manner) in [
        ("implicit", Manner { encrypted: true, ..Manner::default() }),
        ("starttls", Manner { starttls: true, ..Manner::default() }),
    ] {
        let server = MailServer::start(manner);
        assert_eq!(mailed(&server, &format!("tls = {tls:?}\n{account}")), Taken::Yes, "{tls}");
        let talk = server.talk();
        assert!(talk.contains("AUTH PLAIN"), "{talk}");
    }
    // An account that is refused is no letter's fault.
    let manner = Manner { encrypted: true, refuse: Some(("AUTH", "535 no")), ..Manner::default() };
    let server = MailServer::start(manner);
    assert_eq!(
        mailed(&server, &format!("tls = \"implicit\"\n{account}")),
        Taken::NotNow("535 at sign-in".into())
    );
}

#[test]
fn without_trusted_encryption_nothing_is_said() {
    // The server does not offer STARTTLS, or somebody struck it out.
    let server = MailServer::start(Manner::default());
    assert!(matches!(mailed(&server, ""), Taken::NotNow(_)));
    assert!(!server.talk().contains("MAIL"), "{}", server.talk());
    // A certificate of an authority nobody here trusts.
    let server = MailServer::start(Manner { starttls: true, ..Manner::default() });
    assert!(matches!(mailed(&server, ""), Taken::NotNow(_)));
    assert!(!server.talk().contains("MAIL"), "{}", server.talk());
}

/// A gateway for text messages.
fn texted(server: &HttpServer, more: &str) -> Ways {
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("secret");
    std::fs::write(&secret, "s3cret\n").unwrap();
    ways(&format!(
        "[sms]\nurl = \"http://127.0.0.1:{}/send\"\nsecret_file = {:?}\nnumbers = \"bare\"\n{more}\n[sms.headers]\n\
         Authorization = \"Bearer {{secret}}\"\n[sms.body]\nto = \"{{to}}\"\nmessages = [{{ text = \"{{text}} {{link}}\" }}]\n\
         reference = \"{{key}}\"\nunicode = true\n",
        server.port,
        path(&secret)
    ))
}

fn path(path: &Path) -> String {
    path.display().to_string()
}

#[test]
fn a_gateway_is_asked_as_its_settings_say() {
    let server = HttpServer::start(vec!["200 OK"]);
    let mut tricky = letter(OutsideChannel::Sms, "0912345678");
    tricky.text = "\"quoted\" {key}\n{to}".to_owned();
    assert_eq!(texted(&server, "").send(&tricky), Taken::Yes);
    let asked = server.asked();
    let (head, body) = asked[0].split_once("\r\n\r\n").unwrap();
    let head = head.to_lowercase();
    assert!(head.starts_with("post /send http/1.1"), "{head}");
    assert!(
        head.contains("authorization: bearer s3cret") && head.contains("idempotency-key: 0199aabb-sms"),
        "{head}"
    );
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    let text = format!("{} {}", tricky.text, tricky.link);
    let wanted = serde_json::json!({
        "to": "84912345678", "messages": [{ "text": text }], "reference": "0199aabb-sms", "unicode": true,
    });
    assert_eq!(body, wanted, "what stands in a letter stays what it is");
}

#[test]
fn what_a_gateway_answers_is_understood_as_its_settings_say() {
    for (answer, wanted) in [
        ("202 Accepted", Taken::Yes),
        ("409 Conflict", Taken::Yes),
        ("422 No such number", Taken::Never("HTTP 422".into())),
        ("500 Oops", Taken::NotNow("HTTP 500".into())),
        ("401 Who", Taken::NotNow("HTTP 401".into())),
        ("302 Found\r\nlocation: http://127.0.0.1:1/", Taken::NotNow("HTTP 302".into())),
        ("429 Slowly\r\nretry-after: 120", Taken::NotBefore(120, "HTTP 429".into())),
        ("429 Slowly", Taken::NotBefore(60, "HTTP 429".into())),
        ("503 Soon\r\nretry-after: Wed, 21 Oct 2026 07:28:00 GMT", Taken::NotBefore(60, "HTTP 503".into())),
        ("503 Soon\r\nretry-after: 4000000000", Taken::NotBefore(86_400, "HTTP 503".into())),
    ] {
        let server = HttpServer::start(vec![answer]);
        let said = texted(&server, "").send(&letter(OutsideChannel::Sms, "0912345678"));
        assert_eq!(said, wanted, "{answer}");
    }
    let server = HttpServer::start(vec!["200 OK"]);
    let strict = texted(&server, "answers = { taken = [\"202\"], never = [\"2xx\"] }");
    assert_eq!(strict.send(&letter(OutsideChannel::Sms, "0912345678")), Taken::Never("HTTP 200".into()));
    // It takes the request and says nothing.
    let server = HttpServer::start(vec![""]);
    let said = texted(&server, "").send(&letter(OutsideChannel::Sms, "0912345678"));
    assert_eq!(said, Taken::NotNow("connection lost".into()));
    let server = HttpServer::start(Vec::new());
    let said = texted(&server, "").send(&letter(OutsideChannel::Sms, "0912345678"));
    assert!(matches!(said, Taken::NotNow(_)), "{said:?}");
}

#[test]
fn what_has_no_registered_template_is_not_sent() {
    let server = HttpServer::start(vec!["200 OK"]);
    let gateway = texted(&server, "templates = { stopped = \"T7\" }");
    let said = gateway.send(&letter(OutsideChannel::Sms, "0912345678"));
    assert_eq!(said, Taken::Never("no template registered for received".into()));
    assert!(server.asked().is_empty());
}

#[test]
fn settings_that_will_not_do_are_named_by_their_place() {
    let opened = |text: &str| match Settings::parse(text) {
        Ok(settings) => settings.open().err().map(|error| error.to_string()),
        Err(error) => Some(error.to_string()),
    };
    let sms = "[sms]\nurl = \"https://sms.example.vn/\"\n";
    let body = "[sms.body]\nto = \"{to}\"\n";
    for (text, named) in [
        (
            "[email]\nserver = \"mail.example.vn\"\nfrom = \"a@example.vn\"\ntls = \"none\"".to_owned(),
            "email.tls",
        ),
        ("[email]\nserver = \"localhost\"\nfrom = \"nobody\"".to_owned(), "email.from"),
        ("[email]\nserver = \"localhost\"\nfrom = \"a@example.vn\"\nuser = \"a\"".to_owned(), "email.user"),
        ("[fax]\nurl = \"x\"".to_owned(), "fax"),
        (format!("[sms]\nurl = \"http://sms.example.vn/\"\n{body}"), "sms.url"),
        (format!("{sms}[sms.body]\ntext = \"{{text}}\""), "{to}"),
        (format!("{sms}[sms.body]\nto = \"{{to}} {{name}}\""), "{name}"),
        (format!("{sms}{body}[sms.headers]\nX = \"{{secret}}\""), "sms.headers.X"),
        (
            format!("{sms}{body}[sms.texts.vi]\nreceived = \"{{dossier}} của {{name}}\""),
            "sms.texts.vi.received",
        ),
        (format!("{sms}{body}[sms.texts.vi]\narrived = \"x\""), "sms.texts.vi.arrived"),
        (format!("{sms}answers = {{ taken = [\"9xx\"] }}\n{body}"), "9xx"),
        (format!("{sms}secret_file = \"/nowhere/secret\"\n{body}"), "/nowhere/secret"),
        (format!("{sms}report_secret_env = \"MOTCUA_TEST_NO_SUCH_VARIABLE\"\n{body}"), "sms.report_secret"),
    ] {
        let said = opened(&text).unwrap_or_default();
        assert!(said.contains(named), "{named}: {said}");
    }
    assert_eq!(opened(&format!("{sms}{body}")), None);
    assert!(!Settings::parse(&format!("{sms}{body}")).unwrap().stays_on_this_machine());
    let here = "[sms]\nurl = \"http://127.0.0.1:9/\"\n[sms.body]\nto = \"{to}\"\n";
    assert!(Settings::parse(here).unwrap().stays_on_this_machine());
}

#[test]
fn telephones_are_written_as_the_gateway_wants_them() {
    use motcua_connectors::messages::settings::Numbers::{Bare, International, National};
    for (typed, national, international, bare) in [
        ("0912345678", "0912345678", "+84912345678", "84912345678"),
        ("+84912345678", "0912345678", "+84912345678", "84912345678"),
        ("84912345678", "0912345678", "+84912345678", "84912345678"),
        ("0842345678", "0842345678", "+84842345678", "84842345678"),
    ] {
        assert_eq!((National.of(typed), International.of(typed), Bare.of(typed)).0, national, "{typed}");
        assert_eq!((International.of(typed), Bare.of(typed)), (international.into(), bare.into()), "{typed}");
    }
    // Of another country, it keeps its own.
    assert_eq!(National.of("+33612345678"), "+33612345678");
    assert_eq!(
        (International.of("+33612345678"), Bare.of("+33612345678")),
        ("+33612345678".into(), "33612345678".into())
    );
}
