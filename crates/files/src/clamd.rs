//! Scanning for harmful software by clamd, over TCP or a socket of this machine. The content goes over the line (INSTREAM),
//! so that clamd needs no access to any disk. What could not be scanned was not scanned: there is no answer in between.

use crate::error::{Error, Result};
use std::io::{Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::path::PathBuf;
use std::time::Duration;

/// How long clamd may take for each step.
const PATIENCE: Duration = Duration::from_secs(20);
/// Bytes of one piece on the line.
const PIECE: usize = 128 * 1024;
/// Bytes of the longest answer that is read.
const ANSWER_MAX: u64 = 4_096;

/// Where clamd listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clamd {
    /// `host:port`.
    Tcp(String),
    /// The path of a socket.
    Unix(PathBuf),
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing.
    Clean,
    /// Harm.
    Infected,
}

impl Clamd {
    /// Reads `unix:/path` or `tcp:host:port`.
    ///
    /// # Errors
    /// For anything else.
    pub fn parse(text: &str) -> std::result::Result<Clamd, String> {
        match text.split_once(':') {
            Some(("unix", path)) if !path.is_empty() => Ok(Clamd::Unix(path.into())),
            Some(("tcp", address)) if address.contains(':') => Ok(Clamd::Tcp(address.to_owned())),
            _ => Err("unix:/path or tcp:host:port is expected".to_owned()),
        }
    }

    /// Has a content scanned.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when clamd cannot be reached, does not answer in time or answers something else.
    pub fn scan(&self, content: &[u8]) -> Result<Verdict> {
        let answer = self.ask(content).map_err(|error| Error::Unavailable(format!("clamd: {error}")))?;
        let answer = String::from_utf8_lossy(&answer);
        let answer = answer.trim_end_matches('\0').trim();
        if answer.ends_with(" FOUND") {
            Ok(Verdict::Infected)
        } else if answer == "stream: OK" {
            Ok(Verdict::Clean)
        } else {
            Err(Error::Unavailable(format!("clamd answers: {}", answer.chars().take(80).collect::<String>())))
        }
    }

    fn ask(&self, content: &[u8]) -> std::io::Result<Vec<u8>> {
        match self {
            Clamd::Tcp(address) => {
                let address = address.to_socket_addrs()?.next();
                let address = address.ok_or_else(|| std::io::Error::other("the address leads nowhere"))?;
                let line = TcpStream::connect_timeout(&address, PATIENCE)?;
                line.set_read_timeout(Some(PATIENCE))?;
                line.set_write_timeout(Some(PATIENCE))?;
                talk(line, content)
            }
            #[cfg(unix)]
            Clamd::Unix(path) => {
                let line = std::os::unix::net::UnixStream::connect(path)?;
                line.set_read_timeout(Some(PATIENCE))?;
                line.set_write_timeout(Some(PATIENCE))?;
                talk(line, content)
            }
            #[cfg(not(unix))]
            Clamd::Unix(_) => Err(std::io::Error::other("this system has no such sockets")),
        }
    }
}

fn talk(mut line: impl Read + Write, content: &[u8]) -> std::io::Result<Vec<u8>> {
    line.write_all(b"zINSTREAM\0")?;
    for piece in content.chunks(PIECE) {
        let length = u32::try_from(piece.len()).unwrap_or(0);
        line.write_all(&length.to_be_bytes())?;
        line.write_all(piece)?;
    }
    line.write_all(&[0; 4])?;
    line.flush()?;
    let mut answer = Vec::new();
    line.take(ANSWER_MAX).read_to_end(&mut answer)?;
    Ok(answer)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test panics")]
    use super::*;
    use std::io::BufReader;
    use std::net::TcpListener;

    /// A clamd that knows one signature, and answers as the real one does.
    fn one_scan(listener: TcpListener, says: Option<&'static str>) -> std::thread::JoinHandle<usize> {
        std::thread::spawn(move || {
            let (line, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(&line);
            let mut word = [0; 10];
            reader.read_exact(&mut word).unwrap();
            assert_eq!(&word, b"zINSTREAM\0");
            let mut content = Vec::new();
            loop {
                let mut length = [0; 4];
                reader.read_exact(&mut length).unwrap();
                let length = u32::from_be_bytes(length) as usize;
                if length == 0 {
                    break;
                }
                let mut piece = vec![0; length];
                reader.read_exact(&mut piece).unwrap();
                content.extend(piece);
            }
            let harm = content.windows(EICAR.len()).any(|window| window == EICAR);
            let answer = if harm { "stream: Eicar-Signature FOUND\0" } else { "stream: OK\0" };
            (&line).write_all(says.unwrap_or(answer).as_bytes()).unwrap();
            content.len()
        })
    }

    const EICAR: &[u8] = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*";

    fn scan(content: &[u8], says: Option<&'static str>) -> Result<Verdict> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let clamd = Clamd::parse(&format!("tcp:{}", listener.local_addr().unwrap())).unwrap();
        let scanner = one_scan(listener, says);
        let verdict = clamd.scan(content);
        assert_eq!(scanner.join().unwrap(), content.len());
        verdict
    }

    #[test]
    fn harm_is_found_and_what_is_clean_is_clean() {
        assert_eq!(scan(b"mot trang giay", None).unwrap(), Verdict::Clean);
        assert_eq!(scan(&vec![7; 1_000_000], None).unwrap(), Verdict::Clean);
        let hidden = [&vec![7; PIECE - 10], EICAR, &[1; 99]].concat();
        assert_eq!(scan(&hidden, None).unwrap(), Verdict::Infected, "also across two pieces");
    }

    #[test]
    fn any_other_answer_and_none_is_no_verdict() {
        for says in ["INSTREAM size limit exceeded. ERROR\0", "", "OK", "UNKNOWN COMMAND\0"] {
            assert!(matches!(scan(b"x", Some(says)), Err(Error::Unavailable(_))), "{says}");
        }
        let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        assert!(matches!(Clamd::Tcp(closed.to_string()).scan(b"x"), Err(Error::Unavailable(_))));
        assert!(matches!(Clamd::Unix("/nowhere/clamd".into()).scan(b"x"), Err(Error::Unavailable(_))));
        assert!(Clamd::parse("clamd").is_err() && Clamd::parse("tcp:").is_err());
    }
}
