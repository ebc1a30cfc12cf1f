//! Prints every problem of the program, one JSON line each: `cargo xtask docs --write-problems` makes pages of them.

use motcua_app::designer::DraftRefusal;
use motcua_app::error::What;
use motcua_app::people::SignInRefusal;
use motcua_app::{Error, FieldProblem, FileRefusal};
use motcua_domain::office::OfficeRefusal;
use motcua_domain::refusal::Refusal;
use motcua_web::problem::Problem;

fn main() {
    let refusals = Refusal::all_samples().into_iter().map(Problem::from);
    let errors = [
        Error::Denied,
        Error::NotFound(What::Dossier),
        Error::NotFound(What::Procedure),
        Error::NotFound(What::Unit),
        Error::NotFound(What::Officer),
        Error::NotFound(What::Page),
        Error::NotFound(What::Draft),
        Error::NotFound(What::Version),
        Error::NotFound(What::Filing),
        Error::NotFound(What::File),
        Error::NotFound(What::Mandate),
        Error::Stale { seen: 3, now: 5 },
        Error::Duplicate { code: "H26.P00004-251124-0001".to_owned(), on: "2025-11-24".to_owned() },
        Error::CommandReused,
        Error::Invalid(vec![FieldProblem::new("owner/name", "required", "Nhập họ tên", "Enter the name")]),
        Error::DatedByCaller,
        Error::BadCredentials,
        Error::Locked { seconds: 600 },
        Error::SignedOut,
        Error::Unavailable("…".to_owned()),
        Error::Defect("…".to_owned()),
    ];
    let drafts = DraftRefusal::samples().into_iter().map(|refusal| Problem::from(Error::Draft(refusal)));
    let offices = OfficeRefusal::samples().into_iter().map(|refusal| Problem::from(Error::Office(refusal)));
    let files = FileRefusal::samples().into_iter().map(|refusal| Problem::from(Error::File(refusal)));
    let sign_ins = SignInRefusal::ALL.into_iter().map(|refusal| Problem::from(Error::SignIn(refusal)));
    let own = [
        Problem::malformed("JSON"),
        Problem::too_large(256 * 1024),
        Problem::uri_too_long(),
        Problem::media_type("application/json"),
        Problem::csrf(),
        Problem::too_many(30),
        Problem::method(),
        Problem::timeout(),
        Problem::overloaded(),
        Problem::unauthorized(),
        Problem::unknown_metric("received, finished"),
    ];
    for problem in refusals
        .chain(errors.into_iter().map(Problem::from))
        .chain(drafts)
        .chain(offices)
        .chain(files)
        .chain(sign_ins)
        .chain(own)
    {
        let line = serde_json::json!({
            "code": problem.code,
            "status": problem.status.as_u16(),
            "basis": problem.basis,
            "vi": problem.vi,
            "en": problem.en,
        });
        println!("{line}");
    }
}
