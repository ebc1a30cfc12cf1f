//! Signature Version 4, as object stores ask for it: the request in one canonical spelling, signed with a key that is good
//! for one day, one region and one kind of store.

use super::Keys;
use hmac::{Hmac, Mac};
use motcua_calendar::Date;
use sha2::{Digest, Sha256};

const DAY: u64 = 86_400;

/// A request. Path and query stand as they are sent, percent-encoded; names of headers in small letters.
pub(super) struct Request<'a> {
    pub(super) method: &'a str,
    pub(super) path: &'a str,
    pub(super) query: &'a str,
    pub(super) host: &'a str,
    /// Headers to be signed beside the host, the moment and the hash of the body.
    pub(super) headers: &'a [(&'a str, &'a str)],
    pub(super) body: &'a [u8],
}

/// The headers that make a request a signed one.
pub(super) struct Signed {
    pub(super) authorization: String,
    pub(super) date: String,
    pub(super) hash: String,
}

pub(super) fn sign(request: &Request<'_>, keys: &Keys, region: &str, seconds: u64) -> Signed {
    let (day, date) = spelled(seconds);
    let hash = hex(&Sha256::digest(request.body));
    let mut headers = vec![("host", request.host), ("x-amz-content-sha256", &hash), ("x-amz-date", &date)];
    headers.extend(request.headers);
    headers.sort_unstable();
    let names = headers.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(";");
    let lines: String = headers.iter().map(|(name, value)| format!("{name}:{}\n", value.trim())).collect();
    let Request { method, path, query, .. } = request;
    let canonical = format!("{method}\n{path}\n{query}\n{lines}\n{names}\n{hash}");
    let scope = format!("{day}/{region}/s3/aws4_request");
    let text = format!("AWS4-HMAC-SHA256\n{date}\n{scope}\n{}", hex(&Sha256::digest(canonical)));
    let first = format!("AWS4{}", keys.secret);
    let steps = [day.as_str(), region, "s3", "aws4_request"];
    let key = steps.iter().fold(first.into_bytes(), |key, step| keyed(&key, step.as_bytes()));
    let signature = hex(&keyed(&key, text.as_bytes()));
    let access = &keys.access;
    let authorization =
        format!("AWS4-HMAC-SHA256 Credential={access}/{scope},SignedHeaders={names},Signature={signature}");
    Signed { authorization, date, hash }
}

/// `20130524` and `20130524T000000Z`.
fn spelled(seconds: u64) -> (String, String) {
    let date = Date::from_day_number(i32::try_from(seconds / DAY).unwrap_or(i32::MAX));
    let day = format!("{:04}{:02}{:02}", date.year(), date.month(), date.day());
    let rest = seconds % DAY;
    let text = format!("{day}T{:02}{:02}{:02}Z", rest / 3600, rest / 60 % 60, rest % 60);
    (day, text)
}

fn keyed(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(key).expect("an HMAC takes a key of any length");
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The worked examples of the reference of the protocol ("Signature Calculations for the Authorization Header"): its
    /// keys, its moment, its bucket, its signatures.
    #[test]
    fn the_examples_of_the_reference_come_out() {
        let keys = Keys {
            access: "AKIAIOSFODNN7EXAMPLE".into(),
            secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".into(),
        };
        let host = "examplebucket.s3.amazonaws.com";
        let at = 1_369_353_600;
        let get = Request {
            method: "GET",
            path: "/test.txt",
            query: "",
            host,
            headers: &[("range", "bytes=0-9")],
            body: b"",
        };
        let put = Request {
            method: "PUT",
            path: "/test%24file.text",
            query: "",
            host,
            headers: &[
                ("date", "Fri, 24 May 2013 00:00:00 GMT"),
                ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
            ],
            body: b"Welcome to Amazon S3.",
        };
        let list =
            Request { method: "GET", path: "/", query: "max-keys=2&prefix=J", host, headers: &[], body: b"" };
        for (request, signature) in [
            (get, "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"),
            (put, "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"),
            (list, "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
        ] {
            let signed = sign(&request, &keys, "us-east-1", at);
            assert_eq!(signed.date, "20130524T000000Z");
            assert!(
                signed.authorization.ends_with(&format!("Signature={signature}")),
                "{}",
                signed.authorization
            );
        }
    }
}
