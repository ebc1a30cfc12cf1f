//! Filing online from the procedure's page to the officer's desk: kept at every step, filed once, told when two windows meet.

use crate::people::become_somebody;
use crate::support::{Answer, BIRTH, Browser, story};
use axum::http::StatusCode;
use motcua_domain::dossier::Provenance;
use motcua_domain::ids::DossierId;
use motcua_store::dossiers;

/// The smallest document with one page of text.
pub fn pdf() -> String {
    let stream = "BT /F1 24 Tf 72 700 Td (Giay chung sinh) Tj ET";
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
         /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{stream}\nendstream", stream.len()),
    ];
    let mut out = "%PDF-1.7\n".to_owned();
    let mut table = "0000000000 65535 f \n".to_owned();
    for (index, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", out.len()));
        out.push_str(&format!("{} 0 obj\n{object}\nendobj\n", index + 1));
    }
    let (xref, size) = (out.len(), objects.len() + 1);
    format!("{out}xref\n0 {size}\n{table}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{xref}\n%%EOF\n")
}

/// The path of the filing begun from a procedure's page with its answers.
pub async fn begin(browser: &mut Browser, code: &str) -> String {
    let page = browser.get(&format!("/procedures/{code}")).await;
    let csrf = page.form_field("hn-startform", "csrf");
    let answer = browser.post(&format!("/procedures/{code}/filings"), &[("csrf", &csrf)]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let to = answer.location().to_owned();
    to.strip_suffix("/eligibility").unwrap_or_else(|| panic!("{to}")).to_owned()
}

/// The path of a birth begun, with the questions that tell the case answered.
async fn begun(browser: &mut Browser) -> String {
    let filing = begin(browser, BIRTH).await;
    let answers = [("a.child", "ordinary"), ("a.certificate", "yes"), ("place", "Hồng Hà")];
    send(browser, &format!("{filing}/eligibility"), &answers).await;
    filing
}

/// Posts a page's form with its token and revision.
pub async fn send(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> Answer {
    let page = browser.get(path).await;
    assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.body);
    send_from(browser, &page, path, fields).await
}

pub async fn send_from(browser: &mut Browser, page: &Answer, path: &str, fields: &[(&str, &str)]) -> Answer {
    let (csrf, revision) =
        (page.form_field("hn-filing__form", "csrf"), page.form_field("hn-filing__form", "revision"));
    let mut all = vec![("csrf", csrf.as_str()), ("revision", revision.as_str()), ("go", "on")];
    all.extend_from_slice(fields);
    browser.post(path, &all).await
}

/// The page a form leads back to: what is wrong is told by a page that may be reloaded and gone back to.
async fn told(browser: &mut Browser, path: &str, answer: &Answer) -> Answer {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    assert_eq!(answer.location(), path);
    let page = browser.get(path).await;
    assert_eq!(page.status, StatusCode::OK);
    page
}

/// Sends a file for a paper, with the page's token and revision.
pub async fn upload(browser: &mut Browser, path: &str, paper: &str, name: &str, content: &str) -> Answer {
    let page = browser.get(path).await;
    let (csrf, revision) =
        (page.form_field("hn-filing__form", "csrf"), page.form_field("hn-filing__form", "revision"));
    let field = |name: &str, value: &str| {
        format!("--xyz\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let body = format!(
        "{}{}{}--xyz\r\nContent-Disposition: form-data; name=\"{paper}\"; filename=\"{name}\"\r\n\
         Content-Type: application/pdf\r\n\r\n{content}\r\n--xyz--\r\n",
        field("csrf", &csrf),
        field("revision", &revision),
        field("go", "on"),
    );
    browser.ask("POST", path, Some("multipart/form-data; boundary=xyz"), body).await
}

pub const CHILD: &[(&str, &str)] = &[
    ("f-applicant.relation", "mẹ"),
    ("f-child.full_name", "Trần Đỗ Bảo Hân"),
    ("f-child.birth_date", "1/3/2026"),
    ("f-child.sex", "female"),
    ("f-child.ethnicity", "Kinh"),
    ("f-child.nationality", "Việt Nam"),
    ("f-child.birth_place", "Bệnh viện Phụ sản Hà Nội"),
    ("f-child.home_town", "Phường Hồng Hà, Hà Nội"),
];

/// Everything of a birth registration but the last click.
pub async fn filled_in(browser: &mut Browser) -> String {
    let filing = begin(browser, BIRTH).await;
    let answers = [("a.child", "ordinary"), ("a.certificate", "yes"), ("place", "Hồng Hà")];
    let next = send(browser, &format!("{filing}/eligibility"), &answers).await;
    assert_eq!(next.location(), format!("{filing}/questions/applicant"), "{}", next.body);
    let next = send(browser, &format!("{filing}/questions/applicant"), CHILD).await;
    assert_eq!(next.location(), format!("{filing}/questions/parents"), "{}", next.body);
    let parents = [("f-mother.full_name", "Đỗ Thị Mai"), ("f-request.truthful", "yes")];
    let next = send(browser, &format!("{filing}/questions/parents"), &parents).await;
    assert_eq!(next.location(), format!("{filing}/papers"), "{}", next.body);
    let next = upload(browser, &format!("{filing}/papers"), "paper-p2", "giấy chứng sinh.pdf", &pdf()).await;
    assert_eq!(next.location(), format!("{filing}/check"), "{}", next.body);
    filing
}

#[test]
fn a_birth_is_filed_from_its_page_to_the_officer_s_desk() {
    story(async |house| {
        let mut browser = house.browser();
        become_somebody(&mut browser, "/me").await;
        let filing = filled_in(&mut browser).await;
        let check = browser.get(&format!("{filing}/check")).await;
        for told in ["Trần Đỗ Bảo Hân", "giấy chứng sinh.pdf", "từ tài khoản của ông/bà", "phường Hồng Hà"]
        {
            assert!(check.body.to_lowercase().contains(&told.to_lowercase()), "{told}: {}", check.body);
        }
        let sent =
            send_from(&mut browser, &check, &format!("{filing}/check"), &[("return_by", "counter")]).await;
        assert_eq!(sent.location(), format!("{filing}/submitted"), "{}", sent.body);
        // The same click again files nothing more.
        let again =
            send_from(&mut browser, &check, &format!("{filing}/check"), &[("return_by", "counter")]).await;
        assert_eq!(again.location(), format!("{filing}/submitted"), "{}", again.body);
        let done = browser.get(&format!("{filing}/submitted")).await;
        assert!(done.body.contains("Đã nộp hồ sơ"), "{}", done.body);
        // Nothing else of the filing is left open.
        assert_eq!(browser.get(&format!("{filing}/check")).await.location(), format!("{filing}/submitted"));

        let id =
            done.body.split("/me/dossiers/").nth(1).and_then(|rest| rest.split('"').next()).expect("an id");
        let id = DossierId(id.parse().expect("an id"));
        let stored = house.app.db().read(|tx| dossiers::load(tx, &id)).expect("read").expect("a dossier");
        assert_eq!(stored.dossier.provenance, Provenance::SelfAtHome);
        assert_eq!(stored.dossier.papers.len(), 2, "the form and the birth notification");
        assert_eq!(stored.dossier.papers[1].files.len(), 1);

        let mut officer = house.signed_in("hongha.motcua1").await;
        let page = officer.get(&format!("/desk/dossiers/{}", id)).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        for told in ["Trần Đỗ Bảo Hân", "Đỗ Thị Mai", "1/3/2026"] {
            assert!(page.body.contains(told), "{told}: {}", page.body);
        }
    });
}

/// A document somebody signed, kept before it is used.
const SIGNED: &[u8] = include_bytes!("../../../papers/tests/fixtures/good.pdf");

#[test]
fn what_a_signature_tells_stands_beside_the_paper_everywhere() {
    story(async |house| {
        let mut browser = house.browser();
        become_somebody(&mut browser, "/me").await;
        let csrf = browser.get("/me").await.field("csrf");
        let (name, size) = ("ban sao\u{202e}fdp.pdf", SIGNED.len().to_string());
        let begun = browser.post("/me/uploads", &[("csrf", &csrf), ("name", name), ("size", &size)]).await;
        let place = begun.header("location").to_owned();
        assert_eq!(crate::files::piece(&browser, &place, &csrf, 0, SIGNED).await.0, StatusCode::OK);
        let kept = browser.post(&place, &[("csrf", &csrf)]).await.json();
        assert_eq!(kept["name"], "ban saofdp.pdf", "a name reads as it is");
        let filing = filled_in(&mut browser).await;
        let papers = format!("{filing}/papers");
        let page = browser.get(&papers).await;
        let fields = [
            ("csrf", page.form_field("hn-filing__form", "csrf")),
            ("revision", page.form_field("hn-filing__form", "revision")),
            ("again-paper-p2", kept["id"].as_str().expect("an id").to_owned()),
            ("go", "on".to_owned()),
        ];
        let part = |(name, value): &(&str, String)| {
            format!("--xyz\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let body = fields.iter().map(part).collect::<String>() + "--xyz--\r\n";
        let next = browser.ask("POST", &papers, Some("multipart/form-data; boundary=xyz"), body).await;
        assert_eq!(next.location(), format!("{filing}/check"), "{}", next.body);
        let told = [
            "Chữ ký số của Nguyễn Văn Thử",
            "chưa đối chiếu người ký",
            "Chưa kiểm tra chứng thư có bị thu hồi",
        ];
        let page = browser.get(&papers).await;
        for text in told {
            assert!(page.body.contains(text), "{text}: {}", page.body);
        }
        let check = browser.get(&format!("{filing}/check")).await;
        let sent =
            send_from(&mut browser, &check, &format!("{filing}/check"), &[("return_by", "counter")]).await;
        assert_eq!(sent.location(), format!("{filing}/submitted"), "{}", sent.body);
        let done = browser.get(&format!("{filing}/submitted")).await;
        let id =
            done.body.split("/me/dossiers/").nth(1).and_then(|rest| rest.split('"').next()).expect("an id");
        let mut officer = house.signed_in("hongha.motcua1").await;
        let mine = browser.get(&format!("/me/dossiers/{id}")).await;
        let desk = officer.get(&format!("/desk/dossiers/{id}")).await;
        for text in told {
            assert!(mine.body.contains(text), "{text}: {}", mine.body);
            assert!(desk.body.contains(text), "{text}: {}", desk.body);
        }
    });
}

#[test]
fn what_is_wrong_is_told_and_what_is_right_is_kept() {
    story(async |house| {
        let mut browser = house.browser();
        become_somebody(&mut browser, "/me").await;
        let filing = begin(&mut browser, BIRTH).await;
        let path = format!("{filing}/eligibility");
        let unanswered = send(&mut browser, &path, &[("place", "Hồng Hà")]).await;
        let unanswered = told(&mut browser, &path, &unanswered).await;
        assert!(unanswered.body.contains("<title>Lỗi: "), "{}", unanswered.body);
        let answers = [("a.child", "ordinary"), ("a.certificate", "yes"), ("place", "Hồng Hà")];
        send(&mut browser, &format!("{filing}/eligibility"), &answers).await;
        let path = format!("{filing}/questions/applicant");
        let mut wrong: Vec<(&str, &str)> = CHILD.to_vec();
        wrong[2] = ("f-child.birth_date", "31/2/2026");
        let sent = send(&mut browser, &path, &wrong).await;
        let told = told(&mut browser, &path, &sent).await;
        assert!(told.body.contains("Không có ngày này"), "{}", told.body);
        assert!(told.body.contains("href=\"#f-child.birth_date\""), "{}", told.body);
        assert!(told.body.contains("value=\"31/2/2026\""), "what was typed stands");
        let later = browser.get(&path).await;
        assert!(later.body.contains("value=\"Trần Đỗ Bảo Hân\""), "what is right is kept: {}", later.body);
        // Not yet: whoever asks for the check is led to what is open.
        assert_eq!(browser.get(&format!("{filing}/check")).await.location(), path);
    });
}

#[test]
fn of_two_windows_the_second_is_told_and_loses_nothing() {
    story(async |house| {
        let mut browser = house.browser();
        become_somebody(&mut browser, "/me").await;
        let filing = begun(&mut browser).await;
        let path = format!("{filing}/questions/applicant");
        let (first, second) = (browser.get(&path).await, browser.get(&path).await);
        assert_eq!(send_from(&mut browser, &first, &path, CHILD).await.status, StatusCode::SEE_OTHER);
        let mut other: Vec<(&str, &str)> = CHILD.to_vec();
        other[1] = ("f-child.full_name", "Trần Đỗ Gia Hân");
        let sent = send_from(&mut browser, &second, &path, &other).await;
        let told = told(&mut browser, &path, &sent).await;
        assert!(told.body.contains("cửa sổ khác"), "{}", told.body);
        assert!(
            told.body.contains("value=\"Trần Đỗ Gia Hân\"") && told.body.contains("Trần Đỗ Bảo Hân"),
            "{}",
            told.body
        );
        assert_eq!(send_from(&mut browser, &told, &path, &other).await.status, StatusCode::SEE_OTHER);
        assert!(browser.get(&path).await.body.contains("value=\"Trần Đỗ Gia Hân\""));
    });
}

#[test]
fn what_was_typed_survives_the_end_of_the_sign_in() {
    story(async |house| {
        let mut browser = house.browser();
        become_somebody(&mut browser, "/me").await;
        let filing = begun(&mut browser).await;
        let path = format!("{filing}/questions/applicant");
        let page = browser.get(&path).await;
        house.at("2026-03-11T10:30");
        let late = send_from(&mut browser, &page, &path, CHILD).await;
        let to = late.location().to_owned();
        assert!(to.starts_with("/me/sign-in?next="), "{to}");
        become_somebody(&mut browser, &path).await;
        let again = browser.get(&path).await;
        assert!(again.body.contains("value=\"Trần Đỗ Bảo Hân\""), "{}", again.body);
        assert!(again.body.contains("Phiên đăng nhập đã hết"), "{}", again.body);
        // Nothing was saved by it.
        assert_eq!(browser.get(&format!("{filing}/check")).await.location(), path);
        // A form with another token is not believed.
        house.at("2026-03-11T12:00");
        let forged = browser
            .post(&path, &[("csrf", "nope"), ("revision", "2"), ("f-child.full_name", "Kẻ khác")])
            .await;
        assert_eq!(forged.status, StatusCode::UNAUTHORIZED);
    });
}

#[test]
fn nobody_reads_or_files_what_another_began() {
    story(async |house| {
        let mut mine = house.browser();
        become_somebody(&mut mine, "/me").await;
        let filing = begin(&mut mine, BIRTH).await;
        let mut other = house.browser();
        let page = other.get("/me/demo").await;
        let person =
            page.body.split("name=\"person\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let (csrf, person) = (page.field("csrf"), person.expect("somebody else").to_owned());
        other.post("/me/demo", &[("csrf", &csrf), ("person", &person), ("next", "/me")]).await;
        for path in ["", "/eligibility", "/questions/applicant", "/papers", "/check", "/submitted"] {
            assert_eq!(other.get(&format!("{filing}{path}")).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        let csrf = other.get("/me").await.field("csrf");
        for path in ["/eligibility", "/check", "/delete", "/version"] {
            let answer = other.post(&format!("{filing}{path}"), &[("csrf", &csrf), ("revision", "1")]).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        }
    });
}

#[test]
fn a_second_dossier_is_asked_about_on_a_page_of_its_own() {
    story(async |house| {
        let mut browser = house.browser();
        become_somebody(&mut browser, "/me").await;
        let first = filled_in(&mut browser).await;
        let check = format!("{first}/check");
        assert!(
            send(&mut browser, &check, &[("return_by", "counter")]).await.location().ends_with("/submitted")
        );
        let second = filled_in(&mut browser).await;
        let check = format!("{second}/check");
        let asked = send(&mut browser, &check, &[("return_by", "online")]).await;
        let asked = told(&mut browser, &check, &asked).await;
        assert!(asked.body.contains("name=\"despite\""), "{}", asked.body);
        // Read again it is asked again, with what was chosen.
        let again = browser.get(&check).await;
        assert!(again.body.contains("name=\"despite\""), "{}", again.body);
        let online = again.body.split("value=\"online\"").nth(1).expect("the way chosen");
        assert!(online.trim_start().starts_with("checked"), "{}", again.body);
        let sent = send(&mut browser, &check, &[("return_by", "online"), ("despite", "yes")]).await;
        assert_eq!(sent.location(), format!("{second}/submitted"), "{}", sent.body);
    });
}

#[test]
fn what_is_under_way_is_listed_until_it_is_filed_or_deleted() {
    story(async |house| {
        let mut browser = house.browser();
        become_somebody(&mut browser, "/me").await;
        assert!(browser.get("/me").await.body.contains("Không có hồ sơ nào đang soạn dở."));
        let filing = begin(&mut browser, BIRTH).await;
        let listed = browser.get("/me").await;
        for told in [filing.as_str(), "Đang ở bước: Điều kiện, nơi nộp", "giữ đến ngày 9/6/2026"]
        {
            assert!(listed.body.contains(told), "{told}: {}", listed.body);
        }
        let answers = [("a.child", "ordinary"), ("a.certificate", "yes"), ("place", "Hồng Hà")];
        send(&mut browser, &format!("{filing}/eligibility"), &answers).await;
        assert!(browser.get("/me").await.body.contains("Đang ở bước: Tờ khai"));
        let csrf = browser.get("/me").await.form_field("hn-draft__delete", "csrf");
        let deleted = browser.post(&format!("{filing}/delete"), &[("csrf", &csrf)]).await;
        assert_eq!(deleted.location(), "/me");
        assert!(!browser.get("/me").await.body.contains(&filing));
        let filed = filled_in(&mut browser).await;
        assert!(browser.get("/me").await.body.contains("Đang ở bước: Xem lại và nộp"));
        send(&mut browser, &format!("{filed}/check"), &[("return_by", "counter")]).await;
        assert!(!browser.get("/me").await.body.contains(&filed), "it is a dossier now");
    });
}

#[test]
fn files_chosen_when_the_sign_in_had_ended_are_said_to_be_lost_and_the_rest_is_kept() {
    story(async |house| {
        let mut browser = house.browser();
        become_somebody(&mut browser, "/me").await;
        let filing = begun(&mut browser).await;
        let path = format!("{filing}/papers");
        let page = browser.get(&path).await;
        let (csrf, revision) =
            (page.form_field("hn-filing__form", "csrf"), page.form_field("hn-filing__form", "revision"));
        let body = |csrf: &str| {
            let part = |name: &str, value: &str| {
                format!("--xyz\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
            };
            let file = format!(
                "--xyz\r\nContent-Disposition: form-data; name=\"paper-p2\"; filename=\"a.pdf\"\r\n\r\n{}\r\n--xyz--\r\n",
                pdf()
            );
            [part("csrf", csrf), part("revision", &revision), part("go", "on"), file].concat()
        };
        house.at("2026-03-11T10:30");
        let kind = Some("multipart/form-data; boundary=xyz");
        let late = browser.ask("POST", &path, kind, body(&csrf)).await;
        assert!(late.location().starts_with("/me/sign-in?next="), "{} {}", late.status, late.body);
        become_somebody(&mut browser, &path).await;
        let again = browser.get(&path).await;
        for told in ["Phiên đăng nhập đã hết", "Tệp ông/bà vừa chọn chưa được giữ lại", "href=\"#paper-p2\""]
        {
            assert!(again.body.contains(told), "{told}: {}", again.body);
        }
        // Another's token proves nothing, and a file is not read before the token of the session has come.
        house.at("2026-03-11T12:00");
        assert_eq!(browser.ask("POST", &path, kind, body("nope")).await.status, StatusCode::UNAUTHORIZED);
        become_somebody(&mut browser, &path).await;
        assert_eq!(browser.ask("POST", &path, kind, body("nope")).await.status, StatusCode::FORBIDDEN);
    });
}
