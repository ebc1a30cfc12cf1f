//! Who asked for a thing and was told that there is none, or none for them. Whether it is somebody else's or nobody's is not
//! known here and not told: both are noted alike, so that whoever tries addresses one by one is seen.

use crate::access_log::AccessLog;
use crate::problem::Problem;
use crate::state::Web;
use crate::visit::Visit;
use axum::http::StatusCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A kind of thing: its name in metrics, the purpose its refusals are noted under, the code of the answer, and its addresses.
struct Kind {
    name: &'static str,
    purpose: &'static str,
    code: &'static str,
    fronts: &'static [&'static str],
}

const KINDS: [Kind; 9] = [
    Kind {
        name: "dossier",
        purpose: "refused dossier",
        code: "dossier-not-found",
        fronts: &["/me/dossiers/", "/desk/dossiers/", "/api/v1/dossiers/"],
    },
    Kind {
        name: "filing",
        purpose: "refused filing",
        code: "filing-not-found",
        fronts: &["/me/filings/", "/desk/filings/"],
    },
    Kind {
        name: "file",
        purpose: "refused file",
        code: "file-not-found",
        fronts: &["/me/files/", "/me/uploads/", "/desk/files/"],
    },
    Kind {
        name: "mandate",
        purpose: "refused mandate",
        code: "mandate-not-found",
        fronts: &["/me/mandates/"],
    },
    Kind { name: "request", purpose: "refused request", code: "", fronts: &["/desk/requests/"] },
    Kind { name: "look", purpose: "refused look", code: "", fronts: &["/me/data/accesses/"] },
    Kind { name: "link", purpose: "refused link", code: "", fronts: &["/me/data/identities/"] },
    Kind { name: "kiosk", purpose: "refused kiosk", code: "", fronts: &["/desk/kiosks/"] },
    Kind { name: "help", purpose: "refused help", code: "", fronts: &["/desk/help/"] },
];

/// How many, by kind, since the process began.
#[derive(Default)]
pub struct Refused([AtomicU64; KINDS.len()]);

impl Refused {
    /// Each kind with its count.
    pub fn counts(&self) -> impl Iterator<Item = (&'static str, u64)> {
        KINDS.iter().zip(&self.0).map(|(kind, count)| (kind.name, count.load(Ordering::Relaxed)))
    }
}

/// Notes an answer that says no to somebody signed in.
pub fn note(web: &Arc<Web>, visit: &Visit, problem: &Problem) {
    let Some(reader) = visit.reader.get() else { return };
    let Some(at) = kind(visit.path_only(), problem) else { return };
    web.metrics.refused.0[at].fetch_add(1, Ordering::Relaxed);
    AccessLog::note_refused(web, *reader, KINDS[at].purpose);
}

/// Which kind of thing an answer withholds. The code goes before the address: a form may name a thing of another kind.
fn kind(path: &str, problem: &Problem) -> Option<usize> {
    let withheld = match problem.status {
        StatusCode::NOT_FOUND => true,
        StatusCode::FORBIDDEN => problem.code != "bad-csrf",
        _ => false,
    };
    let by_code = || KINDS.iter().position(|kind| !kind.code.is_empty() && kind.code == problem.code);
    let by_address = || KINDS.iter().position(|kind| kind.fronts.iter().any(|front| path.starts_with(front)));
    withheld.then(|| by_code().or_else(by_address)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use motcua_app::Error;

    #[test]
    fn what_is_withheld_is_told_by_code_then_by_address() {
        let name = |path: &str, problem: Problem| kind(path, &problem).map(|at| KINDS[at].name);
        assert_eq!(name("/me/data", Problem::no_dossier()), Some("dossier"));
        assert_eq!(name("/me/filings/x/papers", Problem::no_page()), Some("filing"));
        assert_eq!(name("/desk/requests/x", Problem::no_page()), Some("request"));
        assert_eq!(name("/desk/dossiers/x/result", Error::Denied.into()), Some("dossier"));
        assert_eq!(name("/me/filings/x", Problem::csrf()), None, "an old form asks for nothing of others");
        assert_eq!(name("/no-such-page", Problem::no_page()), None);
        assert_eq!(name("/me/filings/x", Problem::malformed("x")), None);
    }
}
