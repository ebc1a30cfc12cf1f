//! A mail server and a JSON gateway for tests: one connection after the other, each remembered.

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

/// A file beside the tests.
pub fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

/// How a mail server behaves.
#[derive(Clone, Copy, Default)]
pub struct Manner {
    /// Encrypted from the first byte.
    pub encrypted: bool,
    /// Offers STARTTLS.
    pub starttls: bool,
    /// Answers this to a command, or to the whole letter (`BODY`).
    pub refuse: Option<(&'static str, &'static str)>,
    /// Takes the letter and goes away without a word.
    pub cut_after_text: bool,
}

/// A mail server. What it was told is kept, its own answers after `>`.
pub struct MailServer {
    pub port: u16,
    talk: Arc<Mutex<String>>,
}

trait Wire: Read + Write + Send {}
impl<T: Read + Write + Send> Wire for T {}

impl MailServer {
    pub fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let talk = Arc::new(Mutex::new(String::new()));
        let kept = Arc::clone(&talk);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let stream = stream.unwrap();
                let wire: Box<dyn Wire> =
                    if manner.encrypted { Box::new(encrypted(stream)) } else { Box::new(stream) };
                converse(wire, manner, &kept);
            }
        });
        Self { port, talk }
    }

    pub fn talk(&self) -> String {
        self.talk.lock().unwrap().clone()
    }
}

fn encrypted<T: Read + Write>(stream: T) -> StreamOwned<ServerConnection, T> {
    let chain = CertificateDer::pem_file_iter(fixture("localhost.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(fixture("localhost.key")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain.map(Result::unwrap).collect(), key)
        .unwrap();
    StreamOwned::new(ServerConnection::new(Arc::new(config)).unwrap(), stream)
}

/// One dialogue, until either side ends it.
fn converse(mut wire: Box<dyn Wire>, manner: Manner, talk: &Mutex<String>) {
    let mut inside = manner.encrypted;
    let heard = |line: &str| talk.lock().unwrap().push_str(&format!("{}\n", line.trim_end()));
    if wire.write_all(b"220 test\r\n").is_err() {
        return;
    }
    loop {
        let Some(line) = line(&mut wire) else { return };
        heard(&line);
        let verb = line.get(..4).unwrap_or_default().to_uppercase();
        let offer = if manner.starttls && !inside { "250-STARTTLS\r\n" } else { "" };
        let answer = match verb.as_str() {
            _ if manner.refuse.is_some_and(|(step, _)| step == verb) => {
                format!("{}\r\n", manner.refuse.unwrap().1)
            }
            "EHLO" => format!("250-test\r\n{offer}250-AUTH PLAIN LOGIN\r\n250 8BITMIME\r\n"),
            "STAR" => "220 go\r\n".to_owned(),
            "AUTH" => "235 welcome\r\n".to_owned(),
            "DATA" => "354 go\r\n".to_owned(),
            "QUIT" => "221 bye\r\n".to_owned(),
            _ => "250 ok\r\n".to_owned(),
        };
        if wire.write_all(answer.as_bytes()).and_then(|()| wire.flush()).is_err() || verb == "QUIT" {
            return;
        }
        heard(&format!(">{answer}"));
        if verb == "STAR" {
            wire = Box::new(encrypted(wire));
            inside = true;
        }
        if verb == "DATA" && answer.starts_with("354") {
            let Some(()) = text(&mut wire, &heard) else { return };
            if manner.cut_after_text {
                return;
            }
            let refused = manner.refuse.filter(|(step, _)| *step == "BODY").map(|(_, answer)| answer);
            let answer = format!("{}\r\n", refused.unwrap_or("250 taken"));
            if wire.write_all(answer.as_bytes()).and_then(|()| wire.flush()).is_err() {
                return;
            }
        }
    }
}

fn text(wire: &mut Box<dyn Wire>, heard: &dyn Fn(&str)) -> Option<()> {
    loop {
        let line = line(wire)?;
        if line == ".\r\n" {
            return Some(());
        }
        heard(&line);
    }
}

/// A line, byte by byte: what comes after it may be of another kind.
fn line(wire: &mut Box<dyn Wire>) -> Option<String> {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(b"\n") {
        match wire.read(&mut byte) {
            Ok(1) => bytes.push(byte[0]),
            _ => return None,
        }
    }
    String::from_utf8(bytes).ok()
}

/// A gateway that answers each request with the next line of a list, the last one for ever; with an empty line it hangs up
/// without a word. Without a list nobody listens.
pub struct HttpServer {
    pub port: u16,
    asked: Arc<Mutex<Vec<String>>>,
}

impl HttpServer {
    pub fn start(answers: Vec<&'static str>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&asked);
        if answers.is_empty() {
            return Self { port, asked };
        }
        std::thread::spawn(move || {
            for (at, stream) in listener.incoming().enumerate() {
                let answer = answers[at.min(answers.len() - 1)];
                let stream = stream.unwrap();
                kept.lock().unwrap().push(request(&stream));
                if !answer.is_empty() {
                    let whole =
                        format!("HTTP/1.1 {answer}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                    (&stream).write_all(whole.as_bytes()).unwrap();
                }
            }
        });
        Self { port, asked }
    }

    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn request(stream: &TcpStream) -> String {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).unwrap() == 0 {
            return head;
        }
    }
    let length = head.to_lowercase();
    let length = length.lines().find_map(|line| line.strip_prefix("content-length:"));
    let mut body = vec![0; length.and_then(|text| text.trim().parse().ok()).unwrap_or(0)];
    reader.read_exact(&mut body).unwrap();
    head + &String::from_utf8(body).unwrap()
}
