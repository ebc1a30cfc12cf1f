//! A small HTTP/1.1 client that keeps its connection: it costs little, so that the server gets the machine.

use std::io::{Error, ErrorKind, Result};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpStream;

/// Longest an answer may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// One kept connection.
pub struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
    filled: usize,
    patience: Duration,
}

/// An answer, borrowed from the connection's buffer.
#[derive(Debug)]
pub struct Answer<'a> {
    /// Status code.
    pub status: u16,
    /// Status line and headers.
    pub head: &'a str,
    /// Body.
    pub body: &'a [u8],
}

impl Answer<'_> {
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(self.head, name)
    }
}

impl Client {
    /// Connects.
    pub async fn connect(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: vec![0; 64 * 1024], filled: 0, patience: PATIENCE })
    }

    /// The same, waiting longer for each answer.
    #[must_use]
    pub fn patient(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Sends a request and waits for its whole answer.
    pub async fn send(&mut self, request: &[u8]) -> Result<Answer<'_>> {
        let patience = self.patience;
        let exchange = async {
            self.write(request).await?;
            self.read().await
        };
        let (head, end) = tokio::time::timeout(patience, exchange)
            .await
            .map_err(|_| Error::new(ErrorKind::TimedOut, "no answer in time"))??;
        self.filled = 0;
        let text = std::str::from_utf8(&self.buffer[..head]).map_err(|_| malformed())?;
        Ok(Answer { status: status(text)?, head: text, body: &self.buffer[head..end] })
    }

    async fn write(&mut self, mut bytes: &[u8]) -> Result<()> {
        while !bytes.is_empty() {
            match self.stream.try_write(bytes) {
                Ok(written) => bytes = &bytes[written..],
                Err(error) if error.kind() == ErrorKind::WouldBlock => self.stream.writable().await?,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Reads one answer; gives where its head and its body end.
    async fn read(&mut self) -> Result<(usize, usize)> {
        let mut head = None;
        loop {
            self.stream.readable().await?;
            if self.filled == self.buffer.len() {
                self.buffer.resize(self.buffer.len() * 2, 0);
            }
            match self.stream.try_read(&mut self.buffer[self.filled..]) {
                Ok(0) => {
                    return Err(Error::new(ErrorKind::UnexpectedEof, "the server closed the connection"));
                }
                Ok(read) => self.filled += read,
                Err(error) if error.kind() == ErrorKind::WouldBlock => continue,
                Err(error) => return Err(error),
            }
            if head.is_none() {
                head = end_of_head(&self.buffer[..self.filled])?;
            }
            if let Some((head, length)) = head
                && self.filled >= head + length
            {
                return Ok((head, head + length));
            }
        }
    }
}

/// Where the head ends and how long the body is, once the head is there.
fn end_of_head(bytes: &[u8]) -> Result<Option<(usize, usize)>> {
    let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 4) else {
        return Ok(None);
    };
    let head = std::str::from_utf8(&bytes[..end]).map_err(|_| malformed())?;
    let length = match header(head, "content-length") {
        Some(text) => text.parse().map_err(|_| malformed())?,
        None if matches!(status(head)?, 204 | 304) => 0,
        None => return Err(Error::new(ErrorKind::Unsupported, "an answer without a length")),
    };
    Ok(Some((end, length)))
}

fn status(head: &str) -> Result<u16> {
    head.split(' ').nth(1).and_then(|text| text.parse().ok()).ok_or_else(malformed)
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().skip(1).find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

fn malformed() -> Error {
    Error::new(ErrorKind::InvalidData, "not an HTTP answer")
}

/// A GET with further header lines (each ending in `\r\n`).
pub fn get(path: &str, headers: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: bench\r\n{headers}\r\n").into_bytes()
}

/// A POST of a body with further header lines.
pub fn post(path: &str, headers: &str, kind: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let mut request =
        format!("POST {path} HTTP/1.1\r\nHost: bench\r\n{headers}Content-Type: {kind}\r\nContent-Length: {length}\r\n\r\n")
            .into_bytes();
    request.extend_from_slice(body);
    request
}

/// The header that carries a token.
pub fn bearer(token: &str) -> String {
    format!("Authorization: Bearer {token}\r\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_begins_after_the_head() {
        let text = b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\nX: y\r\n\r\n{}";
        assert_eq!(end_of_head(text).expect("a head"), Some((text.len() - 2, 2)));
        assert_eq!(end_of_head(&text[..20]).expect("no head yet"), None);
        assert!(end_of_head(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
        assert_eq!(status("HTTP/1.1 503 Service Unavailable\r\n").expect("a status"), 503);
        assert_eq!(header("HTTP/1.1 200 OK\r\nRetry-After: 1\r\n", "retry-after"), Some("1"));
    }
}
