//! What is known of a request before any handler runs: language, address, cookies.

use crate::problem::Problem;
use crate::settings::WebSettings;
use crate::state::Web;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use motcua_app::kiosks::AtKiosk;
use motcua_app::people::Door;
use motcua_app::signals::Browser;
use motcua_domain::ids::KioskId;
use motcua_store::access::Reader;
use motcua_views::{Lang, TextSize};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, OnceLock};

/// Cookie of the session.
pub const SESSION_COOKIE: &str = "mc_session";
/// Cookie of the session of a person at the citizen's door.
pub const PERSON_COOKIE: &str = "mc_me";
/// Cookie of the language.
pub const LANG_COOKIE: &str = "mc_lang";
/// Cookie of the text size.
pub const SIZE_COOKIE: &str = "mc_size";
/// Cookie that says how low a kiosk's screen is wanted.
pub const LOW_COOKIE: &str = "mc_low";
/// Cookie of the dossier that was looked up at a kiosk.
pub const TRACK_COOKIE: &str = "mc_track";
/// Cookie of the CSRF token of those not signed in.
pub const GUEST_COOKIE: &str = "mc_csrf";

/// Who is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A person, by pages.
    Page,
    /// A program, by JSON.
    Api,
}

/// A request, before anybody has looked at it.
#[derive(Debug)]
pub struct Visit {
    /// The language of the answer.
    pub lang: Lang,
    /// How large the reader wants pages.
    pub size: TextSize,
    /// Whom the answer is for.
    pub kind: Kind,
    /// Path and query.
    pub path: String,
    /// The client.
    pub address: IpAddr,
    /// The session's token, when the browser has one.
    pub session: Option<String>,
    /// The token of a person's session, when the browser has one.
    pub person: Option<String>,
    /// The key of a kiosk, when the browser keeps one.
    pub kiosk_key: Option<String>,
    /// The kiosk it is the key of.
    pub kiosk: Option<AtKiosk>,
    /// Whether a kiosk shows everything within reach of whoever sits.
    pub low: bool,
    /// The dossier looked up at a kiosk.
    pub tracked: Option<String>,
    /// The CSRF token of those not signed in: the cookie's, or a new one.
    pub guest: String,
    /// Whether `guest` is new, so that the answer has to set its cookie.
    pub guest_is_new: bool,
    /// Who turned out to be signed in.
    pub reader: OnceLock<Reader>,
    number: u128,
}

impl Visit {
    /// The browser, of which only marks are ever kept ([`motcua_app::signals`]).
    #[must_use]
    pub fn browser(&self, headers: &HeaderMap) -> Browser {
        let make = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        Browser { token: self.guest.clone(), address: self.address, make: make.chars().take(300).collect() }
    }

    /// Reads the head of a request.
    #[must_use]
    pub fn read(parts: &Parts, settings: &WebSettings, number: u128, fresh: impl FnOnce() -> String) -> Self {
        let cookies =
            parts.headers.get(header::COOKIE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let kind = if parts.uri.path().starts_with("/api/") { Kind::Api } else { Kind::Page };
        let chosen = cookie(cookies, LANG_COOKIE).and_then(Lang::parse);
        let guest = cookie(cookies, GUEST_COOKIE).filter(|token| (20..=60).contains(&token.len()));
        let session = cookie(cookies, SESSION_COOKIE).filter(|token| token.len() <= 100).map(str::to_owned);
        let person = cookie(cookies, PERSON_COOKIE).filter(|token| token.len() <= 100).map(str::to_owned);
        let kiosk_key = cookie(cookies, kiosk_cookie(settings)).filter(|key| (20..=100).contains(&key.len()));
        let guest_is_new = guest.is_none() && kind == Kind::Page;
        Self {
            // Pages are Vietnamese until somebody chooses: many machines in offices and homes have browsers set up in
            // English whose users read Vietnamese. Programs say what they want.
            lang: chosen.unwrap_or_else(|| match kind {
                Kind::Page => Lang::Vi,
                Kind::Api => accepted(&parts.headers),
            }),
            size: cookie(cookies, SIZE_COOKIE).and_then(TextSize::parse).unwrap_or_default(),
            kind,
            path: parts.uri.path_and_query().map_or_else(String::new, |path| path.as_str().to_owned()),
            address: client(parts, settings),
            session,
            person,
            kiosk_key: kiosk_key.map(str::to_owned),
            kiosk: None,
            tracked: cookie(cookies, TRACK_COOKIE).filter(|code| code.len() <= 60).map(str::to_owned),
            low: cookie(cookies, LOW_COOKIE) == Some("1"),
            guest: guest
                .map(str::to_owned)
                .unwrap_or_else(|| if guest_is_new { fresh() } else { String::new() }),
            guest_is_new,
            reader: OnceLock::new(),
            number,
        }
    }

    /// The number under which the log has it.
    #[must_use]
    pub fn request_id(&self) -> String {
        format!("{:024x}", self.number)
    }

    /// The path without the query, which may hold a secret.
    #[must_use]
    pub fn path_only(&self) -> &str {
        self.path.split('?').next().unwrap_or_default()
    }

    /// The kiosk the request comes from.
    #[must_use]
    pub fn at_kiosk(&self) -> Option<KioskId> {
        self.kiosk.as_ref().map(|kiosk| kiosk.id)
    }

    /// Where somebody who signs in now does.
    #[must_use]
    pub fn door(&self) -> Door<'_> {
        Door { before: self.person.as_deref(), provider: None, kiosk: self.at_kiosk() }
    }

    /// The language as the calendar and the domain name it.
    #[must_use]
    pub fn words(&self) -> motcua_calendar::Lang {
        crate::present::words(self.lang)
    }
}

/// The cookie with the key of a kiosk. Over HTTPS its name keeps other hosts of the domain from setting it.
#[must_use]
pub fn kiosk_cookie(settings: &WebSettings) -> &'static str {
    if settings.https { "__Host-mc_kiosk" } else { "mc_kiosk" }
}

impl FromRequestParts<Arc<Web>> for VisitRef {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Web>) -> Result<Self, Problem> {
        parts.extensions.get::<Arc<Visit>>().cloned().map(VisitRef).ok_or_else(Problem::no_page)
    }
}

/// The visit, as handlers take it.
#[derive(Debug, Clone)]
pub struct VisitRef(pub Arc<Visit>);

impl std::ops::Deref for VisitRef {
    type Target = Visit;
    fn deref(&self) -> &Visit {
        &self.0
    }
}

/// One cookie's value.
#[must_use]
pub fn cookie<'a>(cookies: &'a str, name: &str) -> Option<&'a str> {
    cookies.split(';').find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// The language a program asks for: the first of ours it names; Vietnamese when it names none.
fn accepted(headers: &HeaderMap) -> Lang {
    let wanted =
        headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    wanted.split(',').find_map(|part| Lang::parse(part.trim().get(..2)?)).unwrap_or_default()
}

fn client(parts: &Parts, settings: &WebSettings) -> IpAddr {
    let told = || {
        let list = parts.headers.get("x-forwarded-for")?.to_str().ok()?;
        // The last hop was added by our own proxy; what stands before it is the client's own claim.
        list.rsplit(',').next()?.trim().parse().ok()
    };
    let peer = || parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let named = if settings.behind_proxy { told() } else { None };
    named.or_else(peer).unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn cookies_are_told_apart() {
        let cookies = "xmc_lang=en; mc_lang=vi; mc_session=abc";
        assert_eq!(cookie(cookies, LANG_COOKIE), Some("vi"));
        assert_eq!(cookie(cookies, SESSION_COOKIE), Some("abc"));
        assert_eq!(cookie(cookies, GUEST_COOKIE), None);
    }

    #[test]
    fn the_first_known_language_is_taken() {
        let ask = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(text));
            accepted(&headers)
        };
        assert_eq!(ask("fr, en-GB;q=0.8, vi"), Lang::En);
        assert_eq!(ask("vi-VN,en"), Lang::Vi);
        assert_eq!(ask("de"), Lang::Vi);
        assert_eq!(accepted(&HeaderMap::new()), Lang::Vi);
    }
}
