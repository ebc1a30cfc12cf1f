//! A person helped within their own sign-in, an officer entering for somebody who agreed, and that nothing officers do makes
//! either a dossier somebody filed alone.

use crate::filing::{CHILD, filled_in, pdf, send, send_from, upload};
use crate::mandates::become_named;
use crate::support::{Answer, BIRTH, Browser, House, filing, story};
use axum::http::StatusCode;
use motcua_domain::dossier::{Dossier, Provenance};
use motcua_domain::ids::DossierId;
use motcua_store::dossiers;

const PERSON: &str = "Trần Thị Minh Châu";

/// The dossier a page of a filing leads to.
async fn dossier(house: &House, done: &Answer) -> Dossier {
    let rest = ["/me/dossiers/", "/desk/dossiers/"].into_iter().find_map(|door| done.body.split(door).nth(1));
    let id = rest.and_then(|rest| rest.split('"').next()).expect("an id");
    let id = DossierId(id.parse().expect("an id"));
    let found = house.app.db().read(|tx| dossiers::load(tx, &id)).expect("read").expect("a dossier");
    (*found.dossier).clone()
}

/// Sends the consent of somebody with its scan.
async fn consent(officer: &mut Browser, fields: &[(&str, &str)], scan: &str) -> Answer {
    let csrf = officer.get("/desk/entries").await.field("csrf");
    let mut body = String::new();
    for (name, value) in [("csrf", csrf.as_str())].iter().chain(fields) {
        body.push_str(&format!(
            "--xyz\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        ));
    }
    let head = "Content-Disposition: form-data; name=\"scan\"; filename=\"dong-y.pdf\"\r\nContent-Type: application/pdf";
    body.push_str(&format!("--xyz\r\n{head}\r\n\r\n{scan}\r\n--xyz--\r\n"));
    officer.ask("POST", "/desk/entries", Some("multipart/form-data; boundary=xyz"), body).await
}

const CONSENT: [(&str, &str); 6] = [
    ("personal_id", "999 185 000 888"),
    ("name", "Đỗ Thị Mai"),
    ("procedure", BIRTH),
    ("place", "home"),
    ("paper", "Giấy đồng ý số 12, ngày 10/3/2026"),
    ("born_on", "1/2/1950"),
];

/// The fields that a summary of errors leads to, in its order.
fn told_at(page: &str) -> Vec<&str> {
    let summary = page.split("govuk-error-summary__list").nth(1).and_then(|rest| rest.split("</ul>").next());
    let links = summary.unwrap_or_default().split("href=\"#").skip(1);
    links.filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn what_is_wrong_with_a_form_is_told_at_once_and_from_top_to_bottom() {
    story(async |house| {
        let mut officer = house.signed_in("hongha.motcua1").await;
        let empty = consent(&mut officer, &[], "").await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(told_at(&empty.body), ["name", "procedure", "place", "paper", "scan"], "{}", empty.body);
        let mut person = house.browser();
        become_named(&mut person, PERSON).await;
        let csrf = person.get("/me/mandates").await.field("csrf");
        let fields = [("csrf", csrf.as_str()), ("kind", "person"), ("from", "1/4/2026"), ("to", "1/5/2026")];
        let empty = person.post("/me/mandates", &fields).await;
        assert_eq!(told_at(&empty.body), ["number", "name", "proof"], "{}", empty.body);
    });
}

#[test]
fn a_person_helped_stays_the_one_who_files_and_the_help_is_kept() {
    story(async |house| {
        let (mut person, mut officer) = (house.browser(), house.signed_in("hongha.motcua1").await);
        become_named(&mut person, PERSON).await;
        let filing = filled_in(&mut person).await;
        assert!(person.get(&filing).await.body.contains(&format!("href=\"{filing}/help\"")));
        let help = format!("{filing}/help");
        let csrf = person.get(&help).await.field("csrf");
        let told = person.post(&help, &[("csrf", &csrf), ("do", "ask")]).await;
        let code = told
            .body
            .split("<strong>")
            .nth(1)
            .and_then(|rest| rest.split('<').next())
            .expect("a code")
            .to_owned();
        assert_eq!(code.chars().filter(char::is_ascii_digit).count(), 6, "{code}");
        // The officer types it, with a wrong one first.
        let csrf = officer.get("/desk/help").await.field("csrf");
        let fields = |code| [("csrf", csrf.clone()), ("code", code), ("place", "service_point".to_owned())];
        let post = |fields: &[(&'static str, String)]| {
            fields.iter().map(|(n, v)| (*n, v.clone())).collect::<Vec<_>>()
        };
        let wrong = post(&fields("not a code".into()));
        let wrong: Vec<(&str, &str)> = wrong.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let refused = officer.post("/desk/help", &wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("Không có ai chờ giúp với mã này"), "{}", refused.body);
        let right = post(&fields(code));
        let right: Vec<(&str, &str)> = right.iter().map(|(n, v)| (*n, v.as_str())).collect();
        assert_eq!(officer.post("/desk/help", &right).await.location(), "/desk/help?done=begun");
        let list = officer.get("/desk/help").await;
        assert!(list.body.contains("Đăng ký khai sinh") || list.body.contains("khai sinh"), "{}", list.body);
        for secret in [PERSON, "Trần Đỗ Bảo Hân", &filing] {
            assert!(!list.body.contains(secret), "the helper is told no more than the procedure");
        }
        // Nothing of the person's opens to the helper.
        for path in [
            filing.clone(),
            filing.replace("/me/", "/desk/"),
            format!("{}/check", filing.replace("/me/", "/desk/")),
        ] {
            let status = officer.get(&path).await.status;
            assert!(status == StatusCode::NOT_FOUND || status == StatusCode::SEE_OTHER, "{path}: {status}");
        }
        assert!(person.get(&filing).await.body.contains("đang giúp (tại điểm phục vụ)"));
        let check = person.get(&format!("{filing}/check")).await;
        let sent =
            send_from(&mut person, &check, &format!("{filing}/check"), &[("return_by", "counter")]).await;
        assert_eq!(sent.location(), format!("{filing}/submitted"), "{}", sent.body);
        let done = person.get(sent.location()).await;
        let filed = dossier(&house, &done).await;
        assert_eq!(filed.provenance, Provenance::AssistedOwnSignIn);
        assert!(filed.identity.is_some() && filed.help.is_some());
        assert_eq!(filed.owner, filed.submitter);
    });
}

#[test]
fn an_officer_enters_with_consent_on_the_same_pages_and_nowhere_else() {
    story(async |house| {
        let mut officer = house.signed_in("hongha.motcua1").await;
        let mut unsigned = CONSENT;
        unsigned[4].1 = "";
        let refused = consent(&mut officer, &unsigned, &pdf()).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
        assert!(refused.body.contains("value=\"Đỗ Thị Mai\""), "what was typed stands");
        let oral = consent(&mut officer, &CONSENT, "").await;
        assert_eq!(oral.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(oral.body.contains("Đồng ý bằng lời chưa đủ"), "{}", oral.body);
        let begun = consent(&mut officer, &CONSENT, &pdf()).await;
        let at = begun
            .location()
            .strip_suffix("/eligibility")
            .unwrap_or_else(|| panic!("{}", begun.body))
            .to_owned();
        assert!(at.starts_with("/desk/filings/"), "{at}");
        let page = officer.get(&format!("{at}/eligibility")).await;
        assert!(
            page.body.contains("Nhập thay cho Đỗ Thị Mai") && page.body.contains("Giấy đồng ý số 12"),
            "{}",
            page.body
        );
        assert!(!page.body.contains("\"/me"), "nothing leads to the person's pages: {}", page.body);
        // A colleague, the same filing at the person's door, and a form without the token come to nothing.
        let mut colleague = house.signed_in("hongha.motcua2").await;
        assert_eq!(colleague.get(&at).await.status, StatusCode::NOT_FOUND);
        let bare = officer.post(&format!("{at}/eligibility"), &[("csrf", "x"), ("revision", "1")]).await;
        assert_eq!(bare.status, StatusCode::FORBIDDEN);
        let own = at.replace("/desk/", "/me/");
        assert_eq!(officer.get(&own).await.status, StatusCode::SEE_OTHER, "the door of people is another");
        let answers = [("a.child", "ordinary"), ("a.certificate", "yes"), ("place", "Hồng Hà")];
        let next = send(&mut officer, &format!("{at}/eligibility"), &answers).await;
        assert_eq!(next.location(), format!("{at}/questions/applicant"), "{}", next.body);
        let applicant: Vec<(&str, &str)> =
            [CHILD, &[("f-applicant.residence", "Số 1, phố Tứ Liên"), ("f-applicant.phone", "0912345678")]]
                .concat();
        let next = send(&mut officer, &format!("{at}/questions/applicant"), &applicant).await;
        assert_eq!(next.location(), format!("{at}/questions/parents"), "{}", next.body);
        let parents = [("f-mother.full_name", "Đỗ Thị Mai"), ("f-request.truthful", "yes")];
        let next = send(&mut officer, &format!("{at}/questions/parents"), &parents).await;
        let next = upload(&mut officer, next.location(), "paper-p2", "giấy chứng sinh.pdf", &pdf()).await;
        assert_eq!(next.location(), format!("{at}/check"), "{}", next.body);
        let check = officer.get(next.location()).await;
        let sent = send_from(&mut officer, &check, &format!("{at}/check"), &[("return_by", "counter")]).await;
        assert_eq!(sent.location(), format!("{at}/submitted"), "{}", sent.body);
        let done = officer.get(sent.location()).await;
        let filed = dossier(&house, &done).await;
        assert_eq!(filed.provenance, Provenance::EnteredByOfficer);
        assert_eq!((filed.owner, filed.identity), (filed.submitter, None));
        assert!(filed.help.is_some_and(|help| help.consent.is_some()));
    });
}

/// What only a sign-in can show, said by officers wherever anything can be said.
#[test]
fn nothing_an_officer_sends_makes_a_dossier_somebody_filed_alone() {
    const CLAIMS: [&str; 3] = ["self_at_home", "self_at_kiosk", "assisted_own_sign_in"];
    story(async |house| {
        let (mut officer, mut program) =
            (house.signed_in("hongha.motcua1").await, house.program("hongha.motcua1").await);
        for claim in CLAIMS {
            let mut body = filing();
            body["provenance"] = claim.into();
            let answer = program.send("/api/v1/dossiers", &body).await;
            assert!(answer.status.is_client_error(), "{claim}: {} {}", answer.status, answer.body);
            let page = [
                ("personal_id", "999185000999"),
                ("name", "Đỗ Thị Mai"),
                ("q", BIRTH),
                ("procedure", BIRTH),
                ("channel", claim),
                ("provenance", claim),
                ("paper", "p1"),
                ("paper", "p2"),
            ];
            officer.intake("file", &page).await;
        }
        // Every act on a dossier that was helped, with the claim beside it.
        let (code, _) = house.received().await;
        let path = format!("/desk/dossiers/{code}");
        for act in motcua_domain::dossier::acts::Act::ALL {
            let csrf = officer.get("/desk").await.field("csrf");
            let command = crate::support::command_id();
            let fields = [
                ("csrf", csrf.as_str()),
                ("command_id", &command),
                ("expected_revision", "2"),
                ("provenance", CLAIMS[0]),
                ("channel", CLAIMS[0]),
                ("note", "Ghi chú"),
            ];
            officer.post(&format!("{path}/acts/{}", act.key()), &fields).await;
        }
        let claimed = house.app.db().read(|tx| {
            let mut alone = 0;
            for (owner, _) in motcua_store::people::latest_owners(tx, 1_000)? {
                for one in motcua_store::queries::mine::page(tx, &owner, None, 50)? {
                    alone += u32::from(!one.provenance.told_by_officers());
                }
            }
            Ok::<_, motcua_store::StoreError>(alone)
        });
        assert_eq!(claimed.expect("read"), 0);
    });
}
