//! Requests for the pages of people signed in and of officers, in a city that is full already.

use anyhow::{Context, Result, anyhow};
use motcua_app::Acted;
use motcua_app::filings::NewFiling;
use motcua_app::people::Door;
use motcua_app::people::demo::DemoStory;
use motcua_store::queries::mine;

use super::client::{get, post};
use super::server::runtime;
use super::work::Work;

/// A page, and the requests that ask for it in turn.
pub type Page = (&'static str, Vec<Vec<u8>>);

/// What is filed online while its pages are looked at.
const FILED: &str = "1.001193";

/// The pages of a person with a dossier under way and a filing begun.
pub fn mine(work: &Work) -> Result<Vec<Page>> {
    let runtime = runtime()?;
    let wait = |e: motcua_app::Error| anyhow!("{e}");
    let identities = runtime.block_on(work.app.demo_identities()).map_err(wait)?;
    let person = identities.iter().find(|one| one.story == DemoStory::UnderWay).or(identities.first());
    let person = person.context("nobody to be")?.person;
    let session = runtime.block_on(work.app.become_demo_person(person, Door::default())).map_err(wait)?;
    let cookie = format!("Cookie: mc_me={}\r\n", session.token);
    let begun = work.app.start_filing(person, NewFiling::own(FILED.into()));
    let filing = runtime.block_on(begun).map_err(wait)?;
    let group = runtime.block_on(work.app.filing(person, filing)).map_err(wait)?;
    let group = group.version.form.first().context("a page of the form")?;
    let dossier = work.app.db().read(|tx| mine::page(tx, &person, None, 1)).map_err(|e| anyhow!("{e}"))?;
    let code = dossier.first().and_then(|dossier| dossier.code.clone()).context("a dossier of theirs")?;
    let pages = [
        ("/me", "/me".to_owned()),
        ("/me/dossiers/{code}", format!("/me/dossiers/{code}")),
        ("/me/notices", "/me/notices".to_owned()),
        ("/me/data", "/me/data".to_owned()),
        ("/me/mandates", "/me/mandates".to_owned()),
        ("/procedures/{code}/filings", format!("/procedures/{FILED}/filings")),
        ("/me/filings/{id}", format!("/me/filings/{filing}")),
        ("…/eligibility", format!("/me/filings/{filing}/eligibility")),
        ("…/questions", format!("/me/filings/{filing}/questions/{}", group.key)),
        ("…/papers", format!("/me/filings/{filing}/papers")),
        ("…/check", format!("/me/filings/{filing}/check")),
    ];
    Ok(pages.map(|(name, path)| (name, vec![get(&path, &cookie)])).into())
}

/// The pages of an officer at a counter with a very deep inbox.
pub fn desk(work: &Work, followed: &[Acted]) -> Result<Vec<Page>> {
    let counter = work.counter(0);
    let session = work.app.become_demo(&counter.username).map_err(|e| anyhow!("{e}"))?;
    let (cookie, csrf) = (format!("Cookie: mc_session={}\r\n", session.token), &session.signed_in.csrf);
    let codes: Vec<_> = followed.iter().filter_map(|acted| acted.code.clone()).collect();
    let each = |path: &dyn Fn(&str) -> String| -> Vec<Vec<u8>> {
        codes.iter().map(|code| get(&path(&code.to_string()), &cookie)).collect()
    };
    let ask = |q: &str| {
        let body = format!(
            "csrf={}&q={}",
            csrf,
            percent_encoding::utf8_percent_encode(q, percent_encoding::NON_ALPHANUMERIC)
        );
        post("/desk/search", &cookie, "application/x-www-form-urlencoded", body.as_bytes())
    };
    let mut pages: Vec<Page> = [
        "/desk",
        "/desk/dossiers?queue=received",
        "/desk/intake",
        "/desk/intake/procedures?q=khai+sinh",
        "/desk/intake/procedure?code=1.001193",
        "/desk/handover",
        "/desk/register",
        "/desk/search",
        "/desk/counts",
    ]
    .map(|path| (path, vec![get(path, &cookie)]))
    .into();
    pages.push(("/desk/dossiers/{code}", each(&|code| format!("/desk/dossiers/{code}"))));
    pages.push(("…/receipt", each(&|code| format!("/desk/dossiers/{code}/receipt"))));
    pages.push(("search by code", codes.iter().map(|code| ask(&code.to_string())).collect()));
    pages.push(("search by number", (0..64).map(|n| ask(&format!("999{:09}", n * 997))).collect()));
    pages.push(("search by name", ["Nguyễn Thị Lan", "tran van hung", "Phạm"].map(ask).into()));
    Ok(pages)
}
