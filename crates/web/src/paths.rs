//! Addresses. Codes are put into paths here and nowhere else.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What stands unescaped in a path segment or a query value.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A text as one path segment or query value.
#[must_use]
pub fn escape(text: &str) -> String {
    utf8_percent_encode(text, KEPT).to_string()
}

/// The page of a dossier, by its code or, before it has one, its id.
#[must_use]
pub fn dossier(code: &str) -> String {
    format!("/desk/dossiers/{}", escape(code))
}

/// Where an act of a dossier is posted.
#[must_use]
pub fn act(code: &str, act: &str) -> String {
    format!("/desk/dossiers/{}/acts/{act}", escape(code))
}

/// The receipt of a dossier.
#[must_use]
pub fn receipt(code: &str) -> String {
    format!("/desk/dossiers/{}/receipt", escape(code))
}

/// A slip of a dossier.
#[must_use]
pub fn slip(code: &str, kind: &str) -> String {
    format!("/desk/dossiers/{}/slips/{kind}", escape(code))
}

/// The public page of a procedure.
#[must_use]
pub fn procedure(code: &str) -> String {
    format!("/procedures/{}", escape(code))
}

/// The page of a life event.
#[must_use]
pub fn life(key: &str) -> String {
    format!("/life/{}", escape(key))
}

/// The tracking page, with its secret.
#[must_use]
pub fn track(code: &str, secret: &str) -> String {
    format!("/track/{}?s={}", escape(code), escape(secret))
}

/// Rating from the tracking page.
#[must_use]
pub fn track_rating(code: &str) -> String {
    format!("/track/{}/rating", escape(code))
}

/// The page of a dossier among a person's own, by its code or its id.
#[must_use]
pub fn my_dossier(reference: &str) -> String {
    format!("/me/dossiers/{}", escape(reference))
}

/// An act of a person on their dossier.
#[must_use]
pub fn my_act(reference: &str, act: &str) -> String {
    format!("/me/dossiers/{}/acts/{}", escape(reference), act.replace('_', "-"))
}

/// The sign-in page that leads back to `next`.
#[must_use]
pub fn sign_in(next: &str) -> String {
    format!("/desk/sign-in?next={}", escape(next))
}

/// The sign-in page of the citizen's door that leads back to `next`.
#[must_use]
pub fn me_sign_in(next: &str) -> String {
    format!("/me/sign-in?next={}", escape(next))
}

/// Where somebody goes to the provider of their identity, and comes back to `next` at last.
#[must_use]
pub fn sign_in_by(provider: &str, next: &str) -> String {
    format!("/me/sign-in/{}?next={}", escape(provider), escape(next))
}

/// Where a provider of identities sends browsers back.
#[must_use]
pub fn sign_in_return(provider: &str) -> String {
    format!("/me/sign-in/{}/callback", escape(provider))
}

/// A path of this site, or `/` for anything else: an open redirect would lend our name to others.
#[must_use]
pub fn local(path: &str) -> &str {
    let clean = path.len() <= 2_000 && path.bytes().all(|b| (0x21..0x7f).contains(&b) && b != b'\\');
    if clean && path.starts_with('/') && !path.starts_with("//") { path } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_local_paths_are_followed() {
        assert_eq!(local("/desk/dossiers?queue=mine"), "/desk/dossiers?queue=mine");
        for bad in ["//evil.example", "https://evil.example", "/\\evil", "", "desk", "/a b", "/a\r\nX: y"] {
            assert_eq!(local(bad), "/", "{bad}");
        }
    }

    #[test]
    fn codes_stay_readable_and_the_rest_is_escaped() {
        assert_eq!(dossier("H26.9-250724-0191"), "/desk/dossiers/H26.9-250724-0191");
        assert_eq!(track("A-1", "a/b?"), "/track/A-1?s=a%2Fb%3F");
    }
}
