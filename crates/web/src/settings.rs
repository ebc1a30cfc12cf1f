//! What an operator sets for the web side. Nothing of one city is written in code.

use crate::limits::Limits;
use motcua_domain::notice::OutsideChannel;
use motcua_views::Brand;
use sha2::{Digest, Sha256};

/// Settings of the web side.
#[derive(Debug, Clone)]
pub struct WebSettings {
    /// Who runs this installation.
    pub brand: Brand,
    /// The public address without a slash at the end, `https://motcua.example.vn`; the QR on the receipt leads there.
    pub base_url: String,
    /// Whether the site is reached by HTTPS: cookies are then `Secure` and HSTS is sent.
    pub https: bool,
    /// Whether a proxy in front names the client in `X-Forwarded-For`. Without one the header is not believed.
    pub behind_proxy: bool,
    /// Limits on everything.
    pub limits: Limits,
    /// By which secrets gateways report what they delivered.
    pub reports: ReportSecrets,
}

/// Secrets that gateways report with, one for each channel; kept as hashes only.
#[derive(Debug, Clone, Default)]
pub struct ReportSecrets(Vec<(OutsideChannel, [u8; 32])>);

impl ReportSecrets {
    /// From the secrets themselves.
    #[must_use]
    pub fn of(secrets: &[(OutsideChannel, String)]) -> Self {
        Self(secrets.iter().map(|(channel, secret)| (*channel, hash(secret))).collect())
    }

    /// Whose secret this is. Hashes are compared, each to its end: time tells nothing of the secret.
    #[must_use]
    pub fn channel_of(&self, secret: &str) -> Option<OutsideChannel> {
        let sent = hash(secret);
        let same = |kept: &[u8; 32]| kept.iter().zip(sent).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0;
        self.0.iter().fold(None, |found, (channel, kept)| if same(kept) { Some(*channel) } else { found })
    }
}

fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret).into()
}

impl WebSettings {
    /// Settings with the usual limits, not behind a proxy that names clients.
    #[must_use]
    pub fn new(brand: Brand, base_url: String, https: bool) -> Self {
        Self { brand, base_url, https, ..Self::default() }
    }
}

impl Default for WebSettings {
    fn default() -> Self {
        Self {
            brand: Brand { name: "Một Cửa".into(), name_en: "Một Cửa".into(), ..Brand::default() },
            base_url: "http://127.0.0.1:8080".into(),
            https: false,
            behind_proxy: false,
            limits: Limits::default(),
            reports: ReportSecrets::default(),
        }
    }
}
