//! Sealing: XChaCha20-Poly1305 with a random nonce for each content, bound to the name it lies under.
//!
//! A sealed content is `MCF1`, 24 bytes of nonce, the ciphertext and 16 bytes that prove it. Two keys are derived from
//! the one kept: one for names, one for contents.

use crate::Name;
use crate::error::{Error, Result};
use crate::key::Key;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use motcua_domain::ids::{FileHash, UploadId};
use sha2::Sha256;

const MAGIC: &[u8; 4] = b"MCF1";
const NONCE: usize = 24;

pub(crate) struct Seals {
    names: [u8; 32],
    cipher: XChaCha20Poly1305,
    mark: [u8; 32],
}

impl Seals {
    pub(crate) fn new(key: &Key) -> Self {
        let contents = keyed(&key.0, &[b"contents"]);
        Self {
            names: keyed(&key.0, &[b"names"]),
            cipher: XChaCha20Poly1305::new(&contents.into()),
            mark: keyed(&key.0, &[b"mark"]),
        }
    }

    pub(crate) fn mark(&self) -> String {
        FileHash(self.mark).to_string()[..32].to_owned()
    }

    pub(crate) fn name_of(&self, hash: &FileHash) -> Name {
        Name { kind: "files", digits: FileHash(keyed(&self.names, &[b"file", &hash.0])).to_string() }
    }

    pub(crate) fn name_of_piece(&self, upload: &UploadId, offset: u64) -> Name {
        let name = keyed(&self.names, &[b"piece", &upload.bytes(), &offset.to_be_bytes()]);
        Name { kind: "pieces", digits: FileHash(name).to_string() }
    }

    pub(crate) fn seal(&self, name: &Name, content: &[u8]) -> Result<Vec<u8>> {
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).map_err(|error| Error::Key(format!("no entropy: {error}")))?;
        let payload = Payload { msg: content, aad: name.digits.as_bytes() };
        let sealed = self.cipher.encrypt(XNonce::from_slice(&nonce), payload);
        let sealed = sealed.map_err(|_| Error::Unavailable("the content is too long to be sealed".into()))?;
        Ok([MAGIC, nonce.as_slice(), &sealed].concat())
    }

    pub(crate) fn open(&self, name: &Name, sealed: &[u8]) -> Result<Vec<u8>> {
        let rest = sealed.strip_prefix(MAGIC).ok_or(Error::Damaged)?;
        let (nonce, rest) = rest.split_at_checked(NONCE).ok_or(Error::Damaged)?;
        let payload = Payload { msg: rest, aad: name.digits.as_bytes() };
        self.cipher.decrypt(XNonce::from_slice(nonce), payload).map_err(|_| Error::Damaged)
    }
}

fn keyed(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(key).expect("an HMAC takes a key of any length");
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}
