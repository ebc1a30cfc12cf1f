//! From the signer to somebody the operator trusts, certificate by certificate.

use super::Trust;
use super::certificate::Certificate;
use super::der::Value;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use motcua_calendar::Moment;

/// Certificates between a signer and the list, the signer among them.
const LINKS_MAX: usize = 6;
/// Signatures of certificates that are looked at for one signer: a message may carry many of one name.
const LOOKS_MAX: usize = 40;
const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

/// The authorities whose certificates are trusted, as the operator lists them. Without any, nobody is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Anchors(Vec<Vec<u8>>);

/// What a certificate is to be good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Documents,
    Stamps,
}

impl Anchors {
    /// Reads a list of certificates in PEM.
    ///
    /// # Errors
    /// For one that cannot be read, and for a list without any: somebody meant to trust something.
    pub fn from_pem(text: &str) -> Result<Anchors, String> {
        let mut all = Vec::new();
        for (index, part) in text.split(BEGIN).skip(1).enumerate() {
            let wrong = || format!("certificate {} of the list cannot be read", index + 1);
            let (digits, _) = part.split_once(END).ok_or_else(wrong)?;
            let digits: String = digits.split_ascii_whitespace().collect();
            let bytes = STANDARD.decode(digits).map_err(|_| wrong())?;
            Value::first(&bytes).and_then(Certificate::read).ok_or_else(wrong)?;
            all.push(bytes);
        }
        if all.is_empty() { Err("there is no certificate in the list".to_owned()) } else { Ok(Anchors(all)) }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nobody is listed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn all(&self) -> impl Iterator<Item = Certificate<'_>> {
        self.0.iter().filter_map(|bytes| Value::first(bytes).and_then(Certificate::read))
    }

    /// Whether a signer is vouched for by somebody listed, through certificates that came with the signature, all of them
    /// good at that moment.
    pub(super) fn judge(
        &self,
        signer: &Certificate<'_>,
        others: &[Certificate<'_>],
        at: Moment,
        purpose: Purpose,
    ) -> Trust {
        if self.is_empty() {
            return Trust::NoList;
        }
        let fit = match purpose {
            Purpose::Documents => signer.may_sign(),
            Purpose::Stamps => signer.may_stamp(),
        };
        if !fit {
            return Trust::NotForThis;
        }
        let (mut chain, mut looks) = (vec![*signer], 0);
        while let Some(last) = chain.last().copied() {
            if self.lists(&last, chain.len() - 1) {
                let valid = chain.iter().all(|one| one.is_valid_at(at));
                return if valid { Trust::Listed } else { Trust::OutOfDate };
            }
            let next = others.iter().find(|one| {
                let named = one.subject.whole == last.issuer.whole
                    && chain.iter().all(|known| known.whole != one.whole);
                if !named || !one.may_certify(chain.len() - 1) || looks >= LOOKS_MAX {
                    return false;
                }
                looks += 1;
                last.is_signed_by(one)
            });
            match next {
                Some(next) if chain.len() < LINKS_MAX => chain.push(*next),
                _ => return Trust::NotListed,
            }
        }
        Trust::NotListed
    }

    /// Whether a certificate is listed itself, or signed by one that is.
    fn lists(&self, one: &Certificate<'_>, between: usize) -> bool {
        self.all().any(|anchor| {
            anchor.whole == one.whole || (anchor.may_certify(between) && one.is_signed_by(&anchor))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_without_a_certificate_is_none() {
        for text in [
            "",
            "abc",
            "-----BEGIN CERTIFICATE-----",
            "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----",
        ] {
            assert!(Anchors::from_pem(text).is_err(), "{text}");
        }
    }
}
