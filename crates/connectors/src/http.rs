//! Calls over HTTP to parties outside: limited in time and size, with nothing followed that was not named.

use rustls::pki_types::CertificateDer;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use ureq::tls::{Certificate, RootCerts, TlsConfig, TlsProvider};

/// Why no client could be made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file of certificates cannot be read.
    #[error("the certificates in {path} cannot be read: {source}")]
    Certificates {
        /// Where they should be.
        path: PathBuf,
        /// What was met.
        source: std::io::Error,
    },
}

/// How a client behaves.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The whole call, from looking the name up to the last byte.
    pub timeout: Duration,
    /// A file of certificates (PEM) trusted beside those of the machine: gateways inside a closed network.
    pub authorities: Option<PathBuf>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { timeout: Duration::from_secs(10), authorities: None }
    }
}

/// A client that follows no redirect, knows no cookie, and gives answers of every status back instead of calling some of them
/// an error.
///
/// # Errors
/// If the file of authorities cannot be read.
pub fn client(settings: &Settings) -> Result<ureq::Agent, Error> {
    let roots: Vec<Certificate<'static>> = authorities(settings.authorities.as_deref())?
        .iter()
        .map(|one| Certificate::from_der(one).to_owned())
        .collect();
    let tls = TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .root_certs(RootCerts::Specific(Arc::new(roots)))
        .build();
    Ok(ureq::Agent::config_builder()
        .timeout_global(Some(settings.timeout))
        .max_redirects(0)
        .http_status_as_error(false)
        .user_agent("motcua")
        .tls_config(tls)
        .build()
        .into())
}

/// The authorities the machine trusts, and those of a file.
pub(crate) fn authorities(file: Option<&Path>) -> Result<Vec<CertificateDer<'static>>, Error> {
    let mut roots = rustls_native_certs::load_native_certs().certs;
    if let Some(path) = file {
        roots.extend(read(path).map_err(|source| Error::Certificates { path: path.to_owned(), source })?);
    }
    Ok(roots)
}

/// The certificates of a PEM file; one without any is an error, because somebody meant to trust something.
fn read(path: &Path) -> std::io::Result<Vec<CertificateDer<'static>>> {
    use rustls::pki_types::pem::PemObject;
    let file = BufReader::new(std::fs::File::open(path)?);
    let unreadable = |error| std::io::Error::new(std::io::ErrorKind::InvalidData, format!("{error}"));
    let found: Vec<_> = CertificateDer::pem_reader_iter(file)
        .map(|one| one.map_err(unreadable))
        .collect::<std::io::Result<_>>()?;
    if found.is_empty() {
        return Err(std::io::Error::new(std::io::ErrorKind::InvalidData, "no certificate in it"));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test panics")]
    use super::*;

    #[test]
    fn authorities_that_are_none_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ca.pem");
        let settings = Settings { authorities: Some(path.clone()), ..Settings::default() };
        assert!(client(&settings).is_err(), "absent");
        std::fs::write(&path, "not a certificate").unwrap();
        assert!(client(&settings).is_err(), "empty");
    }

    #[test]
    fn a_plain_call_gives_every_status_back_and_follows_nothing() {
        use std::io::{Read, Write};
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.read(&mut [0; 4096]).unwrap();
            stream
                .write_all(
                    b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n",
                )
                .unwrap();
        });
        let answer = client(&Settings::default()).unwrap().get(format!("http://{address}/")).call().unwrap();
        assert_eq!(answer.status(), 302);
        server.join().unwrap();
    }
}
