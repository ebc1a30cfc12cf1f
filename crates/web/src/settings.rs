//! What an operator sets for the web side. Nothing of one city is written in code.

use crate::limits::Limits;
use motcua_views::Brand;

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
        }
    }
}
