//! What a person sees, does and asks: their dossiers, their data, who looked; and what the public page never tells.

use crate::support::{Answer, Browser, House, command_id, filing, run, small_city, story};
use axum::http::StatusCode;
use motcua_db::{on_each_database, testing::TestDb};
use motcua_store::access::{self, Noted, Reader};
use motcua_web::access_log::AccessLog;
use motcua_web::{api, router};
use serde_json::Value;

const NAME: &str = "Đỗ Thị Ngọc Bích";
const NUMBER: &str = "999185777123";
const PHONE: &str = "0987123456";
const ADDRESS: &str = "Số 77 ngõ Vắng";

/// A dossier of a known owner, received at the counter; its code and secret.
async fn received(house: &House) -> (String, String) {
    let mut body = filing();
    body["owner"] = serde_json::json!({ "name": NAME, "personal_id": NUMBER, "phone": PHONE, "address": ADDRESS, "born_on": "1985-04-09" });
    let filed = house.program("hongha.motcua1").await.send("/api/v1/dossiers", &body).await.json();
    let text = |key: &str| filed[key].as_str().unwrap_or_else(|| panic!("{key}: {filed}")).to_owned();
    (text("code"), text("tracking_secret"))
}

/// Signs in as a person of the demonstration.
async fn become_person(house: &House, name: &str) -> Browser {
    let mut browser = house.browser();
    let page = browser.get("/me/demo").await;
    let found = page.body.split("name=\"person\" value=\"").skip(1).find(|part| part.contains(name));
    let person =
        found.and_then(|part| part.split('"').next()).unwrap_or_else(|| panic!("{name}: {}", page.body));
    let csrf = page.field("csrf");
    let answer = browser.post("/me/demo", &[("csrf", &csrf), ("person", person), ("next", "/me")]).await;
    assert_eq!(answer.location(), "/me");
    browser
}

/// Looks at a dossier, once those gathered are written.
async fn looks(house: &House, code: &str) -> Vec<Noted> {
    AccessLog::write(&house.site.web).await;
    let code = code.to_owned();
    let read = house.app.read(move |tx, _| {
        let dossier = motcua_store::dossiers::load_by_code(tx, &code)?.expect("a dossier").dossier.id;
        Ok(access::of_dossier(tx, &dossier, None, 200)?)
    });
    read.await.expect("the log")
}

/// A form with files, as a browser sends it.
fn multipart(fields: &[(&str, &str)], files: &[(&str, &str, &str)]) -> String {
    let mut body = String::new();
    for (name, value) in fields {
        body += &format!("--xyz\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    }
    for (name, file, content) in files {
        body += &format!(
            "--xyz\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\r\n{content}\r\n"
        );
    }
    body + "--xyz--\r\n"
}

fn hidden(page: &str, name: &str) -> String {
    let at = page.find(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("{name}: {page}"));
    page[at..].split('"').nth(3).expect("a value").to_owned()
}

on_each_database! {
    fn a_person_follows_their_dossier_and_nobody_elses(db: &TestDb) {
        let house = House::over(db);
        run(async move {
            let (code, _) = received(&house).await;
            let mut me = become_person(&house, NAME).await;
            let home = me.get("/me").await;
            assert!(home.body.contains(&format!("/me/dossiers/{code}")), "{}", home.body);
            assert!(home.body.contains("Hồ sơ đã được tiếp nhận và đang được giải quyết"), "{}", home.body);
            let page = me.get(&format!("/me/dossiers/{code}")).await;
            assert_eq!(page.status, StatusCode::OK, "{}", page.body);
            assert!(page.body.contains("Tiến độ") && page.body.contains("hn-due__date"), "{}", page.body);
            let noted = looks(&house, &code).await;
            assert!(noted.iter().any(|one| matches!(one.reader, Reader::Person(_)) && one.purpose == "own"));
            let mut other = become_person(&house, "Lê Quốc Bảo").await;
            assert_eq!(other.get(&format!("/me/dossiers/{code}")).await.status, StatusCode::NOT_FOUND);
            let csrf = other.get("/me").await.field("csrf");
            let id = command_id();
            let fields = [("csrf", csrf.as_str()), ("command_id", &id), ("expected_revision", "2"), ("face", "1"), ("about", &code),
                ("text", "Tôi muốn sửa hồ sơ này")];
            for path in [format!("/me/dossiers/{code}/acts/request-withdrawal"), format!("/me/dossiers/{code}/rating"),
                "/me/data/requests".to_owned()] {
                assert_eq!(other.post(&path, &fields).await.status, StatusCode::NOT_FOUND, "{path}");
            }
            assert_eq!(other.get(&format!("/me/data?dossier={code}")).await.status, StatusCode::NOT_FOUND);
        });
    }

    fn a_person_withdraws_and_rates_and_no_officer_knows_who(db: &TestDb) {
        let house = House::over(db);
        run(async move {
            let (code, secret) = received(&house).await;
            let mut me = become_person(&house, NAME).await;
            let path = format!("/me/dossiers/{code}");
            let page = me.get(&path).await;
            assert!(!page.body.contains("hn-face"), "nothing to rate yet");
            let early = me.post(&format!("{path}/rating"), &[("csrf", &page.field("csrf")), ("face", "5")]).await;
            assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", early.body);
            let fields = [("csrf", page.field("csrf")), ("command_id", hidden(&page.body, "command_id")),
                ("expected_revision", hidden(&page.body, "expected_revision")), ("note", "Tôi làm thủ tục khác".to_owned())];
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let act = format!("{path}/acts/request-withdrawal");
            assert_eq!(me.post(&act, &fields).await.location(), format!("{path}?done=request_withdrawal"));
            assert_eq!(me.post(&act, &fields).await.location(), format!("{path}?done=request_withdrawal"), "sent twice, done once");
            let page = me.get(&format!("{path}?done=request_withdrawal")).await;
            assert!(page.body.contains("Yêu cầu rút hồ sơ đang được xem xét"), "{}", page.body);
            assert!(!page.body.contains("/acts/request-withdrawal"), "asked once");
            let mut counter = house.signed_in("hongha.motcua1").await;
            let desk = format!("/desk/dossiers/{code}");
            counter.act(&desk, "stop", &[("ground", "withdrawn"), ("note", "Theo yêu cầu của người nộp")]).await;

            let mut guest = house.browser();
            let track = format!("/track/{code}?s={secret}");
            let tracking = guest.get(&track).await;
            assert!(tracking.body.contains("hn-face"), "{}", tracking.body);
            let csrf = tracking.field("csrf");
            let rating = format!("/track/{code}/rating");
            let wrong = guest.post(&rating, &[("csrf", &csrf), ("s", "ZZZZ"), ("face", "1")]).await;
            assert_eq!(wrong.status, StatusCode::NOT_FOUND);
            let forged = guest.post(&rating, &[("csrf", "no"), ("s", &secret), ("face", "1")]).await;
            assert_eq!(forged.status, StatusCode::FORBIDDEN);
            let answer = guest.post(&rating, &[("csrf", &csrf), ("s", &secret), ("face", "4")]).await;
            assert_eq!(answer.location(), format!("{track}#rating"));
            let again = me.post(&format!("{path}/rating"), &[("csrf", &page.field("csrf")), ("face", "1")]).await;
            assert_eq!(again.location(), format!("{path}#rating"));
            let page = me.get(&path).await;
            assert!(page.body.contains("Đánh giá đã ghi nhận: Hài lòng"), "the first stands: {}", page.body);
            let why = [("csrf", page.field("csrf")), ("explain", "yes".into()), ("reason", "time".into()), ("reason", "manner".into())];
            let why: Vec<(&str, &str)> = why.iter().map(|(name, value)| (*name, value.as_str())).collect();
            assert_eq!(me.post(&format!("{path}/rating"), &why).await.status, StatusCode::SEE_OTHER);
            assert!(!me.get(&path).await.body.contains("name=\"reason\""), "reasons are given once");
            let shown = counter.get(&desk).await;
            for trace in ["Hài lòng", "Đánh giá", "rating"] {
                assert!(!shown.body.contains(trace), "the desk shows no rating: {trace}");
            }
            let history = house.program("hongha.motcua1").await.get(&format!("/api/v1/dossiers/{code}/events")).await;
            assert!(!history.body.contains("rat"), "no rating in the journal: {}", history.body);
        });
    }

    fn a_person_sees_who_looked_asks_why_and_is_answered(db: &TestDb) {
        let house = House::over(db);
        run(async move {
            let (code, _) = received(&house).await;
            let mut counter = house.signed_in("hongha.motcua1").await;
            counter.get(&format!("/desk/dossiers/{code}")).await;
            AccessLog::write(&house.site.web).await;
            let mut me = become_person(&house, NAME).await;
            let data = me.get("/me/data").await;
            assert_eq!(data.status, StatusCode::OK, "{}", data.body);
            for part in [NUMBER, PHONE, ADDRESS, "Cán bộ một cửa", "Hồng Hà", "Mở hồ sơ để giải quyết"] {
                assert!(data.body.contains(part), "{part}: {}", data.body);
            }
            let officer = small_city().officers.into_iter().find(|one| one.username == "hongha.motcua1").expect("an officer");
            assert!(!data.body.contains(&officer.name), "roles and units, not names");
            let link = data.body.split("href=\"/me/data/accesses/").nth(1).and_then(|rest| rest.split('"').next()).expect("a way to ask");
            let path = format!("/me/data/accesses/{link}");
            let csrf = data.field("csrf");
            assert_eq!(me.get(&path).await.status, StatusCode::OK);
            let short = me.post(&path, &[("csrf", &csrf), ("text", "Sao?")]).await;
            assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
            let text = "Tôi không nộp gì ở đây hôm đó, vì sao có người mở hồ sơ?";
            assert_eq!(me.post(&path, &[("csrf", &csrf), ("text", text)]).await.location(), "/me/data?asked=dispute#requests");
            let twice = me.post(&path, &[("csrf", &csrf), ("text", text)]).await;
            assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY, "asked once");
            let mut other = become_person(&house, "Lê Quốc Bảo").await;
            assert_eq!(other.get(&path).await.status, StatusCode::NOT_FOUND);

            // Who looked does not see it; the head of the commune answers.
            let list = counter.get("/desk/requests").await;
            assert_eq!(list.status, StatusCode::OK);
            assert!(!list.body.contains("Yêu cầu giải thích lượt xem"), "{}", list.body);
            let mut head = house.signed_in("hongha.chutich").await;
            let list = head.get("/desk/requests").await;
            let id = list.body.split("href=\"/desk/requests/").nth(1).and_then(|rest| rest.split('"').next());
            let request = format!("/desk/requests/{}", id.unwrap_or_else(|| panic!("{}", list.body)));
            assert_eq!(counter.get(&request).await.status, StatusCode::NOT_FOUND);
            let page = head.get(&request).await;
            assert!(page.body.contains(text) && page.body.contains(&officer.name), "{}", page.body);
            let csrf = page.field("csrf");
            let none = head.post(&request, &[("csrf", &csrf), ("text", "Đã kiểm tra và giải thích.")]).await;
            assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
            let answer = "Cán bộ mở hồ sơ để kiểm tra giấy tờ khi tiếp nhận.";
            let fields = [("csrf", csrf.as_str()), ("verdict", "refused"), ("text", answer)];
            assert_eq!(head.post(&request, &fields).await.location(), request);
            assert_eq!(head.post(&request, &fields).await.status, StatusCode::UNPROCESSABLE_ENTITY, "answered once");
            AccessLog::write(&house.site.web).await;
            let data = me.get("/me/data").await;
            assert!(data.body.contains(answer), "{}", data.body);
            assert!(data.body.contains("Xem yêu cầu của ông/bà về dữ liệu"), "reading the request is noted: {}", data.body);
        });
    }

    fn what_is_missing_is_sent_once_and_whole(db: &TestDb) {
        let house = House::over(db);
        run(async move {
            let mut body = filing();
            (body["owner"], body["provenance"], body["receive"]) =
                (serde_json::json!({ "name": NAME, "personal_id": NUMBER }), "post".into(), false.into());
            body["procedure"] = crate::support::SLOW.into();
            let mut program = house.program("hongha.motcua1").await;
            let filed = program.send("/api/v1/dossiers", &body).await;
            assert_eq!(filed.status, StatusCode::CREATED, "{}", filed.body);
            let id = filed.json()["id"].as_str().expect("an id").to_owned();
            let ask = serde_json::json!({ "command_id": command_id(), "expected_revision": 1, "act": "request_supplement",
                "papers": ["p1", "p2"], "note": "Xin gửi bản chụp rõ hơn" });
            let asked = program.send(&format!("/api/v1/dossiers/{id}/acts"), &ask).await;
            assert_eq!(asked.status, StatusCode::OK, "{}", asked.body);
            let mut me = become_person(&house, NAME).await;
            let home = me.get("/me").await;
            assert!(home.body.contains("hn-todo") && home.body.contains("Bổ sung giấy tờ"), "{}", home.body);
            assert!(home.body.contains("Mở hồ sơ để xem và gửi giấy tờ còn thiếu"), "{}", home.body);
            let path = format!("/me/dossiers/{id}");
            let page = me.get(&path).await;
            assert!(page.body.contains("Xin gửi bản chụp rõ hơn"), "{}", page.body);
            assert!(page.body.contains("ở mục “Bổ sung giấy tờ” của trang này"), "{}", page.body);
            assert!(page.body.contains("name=\"paper-p1\"") && page.body.contains("name=\"paper-p2\""), "{}", page.body);
            let csrf = page.field("csrf");
            let (command, revision) = (hidden(&page.body, "command_id"), hidden(&page.body, "expected_revision"));
            let fields = [("csrf", csrf.as_str()), ("command_id", &command), ("expected_revision", &revision)];
            let pdf = include_str!("support/paper.pdf");
            let one = multipart(&fields, &[("paper-p1", "giay.pdf", pdf)]);
            let to = format!("{path}/supplement");
            let kind = Some("multipart/form-data; boundary=xyz");
            let half = me.ask("POST", &to, kind, one).await;
            assert_eq!(half.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", half.body);
            let summary = half.body.split("govuk-error-summary__list").nth(1).unwrap_or_default();
            let named = summary.split("href=\"#paper-p2\">Chọn tệp cho: ").nth(1).and_then(|rest| rest.split('<').next());
            assert!(named.is_some_and(|name| name.len() > 3), "the paper is named: {}", half.body);
            assert!(half.body.contains("href=\"#paper-p2\""), "{}", half.body);
            let junk = multipart(&fields, &[("paper-p1", "giay.pdf", pdf), ("paper-p2", "giay.pdf", "not a paper")]);
            assert_eq!(me.ask("POST", &to, kind, junk).await.status, StatusCode::UNPROCESSABLE_ENTITY);
            let whole = multipart(&fields, &[("paper-p1", "giay.pdf", pdf), ("paper-p2", "giay.pdf", pdf)]);
            for _ in 0..2 {
                let sent = me.ask("POST", &to, kind, whole.clone()).await;
                assert_eq!(sent.location(), format!("{path}?done=supplement"), "sent twice, done once");
            }
            let page = me.get(&path).await;
            assert!(!page.body.contains("paper-p1"), "nothing more is asked: {}", page.body);
            let history = program.get(&format!("/api/v1/dossiers/{id}/events")).await;
            assert_eq!(history.body.matches("{\"supplemented\"").count(), 1, "{}", history.body);
        });
    }

    fn a_correction_goes_to_the_counter_that_keeps_the_data(db: &TestDb) {
        let house = House::over(db);
        run(async move {
            let (code, _) = received(&house).await;
            let mut me = become_person(&house, NAME).await;
            let csrf = me.get(&format!("/me/data?about={code}")).await.field("csrf");
            let text = "Tên đường ghi thiếu chữ, xin sửa lại";
            let sent = me.post("/me/data/requests", &[("csrf", &csrf), ("about", &code), ("text", text)]).await;
            assert_eq!(sent.location(), "/me/data?asked=correction#requests");
            let mut elsewhere = house.signed_in("hoankiem.chuyenvien1").await;
            let mut counter = house.signed_in("hongha.motcua1").await;
            let list = counter.get("/desk/requests").await;
            let id = list.body.split("href=\"/desk/requests/").nth(1).and_then(|rest| rest.split('"').next());
            let request = format!("/desk/requests/{}", id.unwrap_or_else(|| panic!("{}", list.body)));
            assert_eq!(elsewhere.get(&request).await.status, StatusCode::NOT_FOUND);
            let csrf = counter.get(&request).await.field("csrf");
            let fields = [("csrf", csrf.as_str()), ("verdict", "granted"), ("text", "Đã sửa tên đường.")];
            assert_eq!(counter.post(&request, &fields).await.location(), request);
            assert!(me.get("/me/data").await.body.contains("Đã sửa tên đường."));
        });
    }
}

#[test]
fn every_look_of_an_officer_at_a_dossier_is_noted() {
    story(async |house| {
        let (code, _) = received(&house).await;
        let pages = router::PAGES.iter().filter(|route| route.path.starts_with("/desk/dossiers/{reference}"));
        // Tracking is the owner's way, by the secret.
        let apis = api::ROUTES.iter().filter(|route| route.path.contains("/dossiers/{reference}"));
        let apis = apis.filter(|route| !route.path.ends_with("/tracking"));
        // The page of a result is for whoever issued it: it stands with what is done there.
        let pages = pages.filter(|route| !route.path.ends_with("/result"));
        let mut walked = 0;
        for route in pages.chain(apis).filter(|route| route.methods.contains(&"GET")) {
            let path = route.path.replace("{reference}", &code).replace("{kind}", "control");
            let mut browser = match path.starts_with("/api/") {
                true => house.program("hongha.motcua1").await,
                false => house.signed_in("hongha.motcua1").await,
            };
            let before = looks(&house, &code).await.len();
            let answer = browser.get(&path).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
            let after = looks(&house, &code).await;
            assert_eq!(after.len(), before + 1, "{path} is noted once");
            let Reader::Officer { unit, role, .. } = after[0].reader else {
                panic!("{path}: {:?}", after[0])
            };
            assert!(unit.is_some() && role.is_some(), "{path}: where and as what");
            walked += 1;
        }
        assert!(walked >= 5, "{walked} routes");
        // Lists that show the dossier, and a refused act that shows it again.
        let mut browser = house.signed_in("hongha.motcua1").await;
        let csrf = browser.get("/desk").await.field("csrf");
        let id = command_id();
        let acts = format!("/desk/dossiers/{code}/acts/approve");
        let act =
            [("csrf", csrf.as_str()), ("command_id", &id), ("expected_revision", "2"), ("outcome", "grant")];
        type Ask<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);
        let asked: [Ask<'_>; 2] =
            [("search", "/desk/search", &[("csrf", &csrf), ("q", NUMBER)]), ("act", &acts, &act)];
        for (purpose, path, fields) in asked {
            browser.post(path, fields).await;
            assert_eq!(looks(&house, &code).await[0].purpose, purpose, "{path}");
        }
        browser.get("/desk/register").await;
        assert_eq!(looks(&house, &code).await[0].purpose, "register");
    });
}

#[test]
fn the_tracking_page_tells_nothing_personal() {
    story(async |house| {
        let (code, secret) = received(&house).await;
        let paths = [
            format!("/track/{code}?s={secret}"),
            format!("/api/v1/dossiers/{code}/tracking?secret={secret}"),
        ];
        let officers = small_city().officers;
        for path in paths {
            for lang in ["vi", "en"] {
                let mut browser = house.browser();
                browser.lang = lang;
                let answer = browser.get(&path).await;
                assert_eq!(answer.status, StatusCode::OK, "{path}");
                for personal in [NAME, "Ngọc Bích", NUMBER, PHONE, ADDRESS, "ngõ Vắng", "1985", "9/4/1985"]
                {
                    assert!(!answer.body.contains(personal), "{path} in {lang} tells {personal}");
                }
                for officer in &officers {
                    assert!(!answer.body.contains(&officer.name), "{path} in {lang} names {}", officer.name);
                }
            }
        }
    });
}

/// A person's copy: the answer, and the half for machines.
async fn copied(me: &mut Browser) -> (Answer, Value) {
    let csrf = me.get("/me/data").await.field("csrf");
    let copy = me.post("/me/data/copy", &[("csrf", &csrf)]).await;
    let json = &copy.body[copy.body.find("{\n").expect("JSON in the archive")..];
    let end = json.find("\n}").expect("its end") + 2;
    let data = serde_json::from_str(&json[..end]).expect("JSON");
    (copy, data)
}

#[test]
fn a_copy_holds_everything_in_a_page_and_a_file() {
    story(async |house| {
        let (code, _) = received(&house).await;
        let mut me = become_person(&house, NAME).await;
        let child = crate::filing::CHILD.iter().find(|(field, _)| *field == "f-child.full_name");
        let child = child.expect("a name").1;
        let filing = crate::filing::filled_in(&mut me).await;
        let (_, begun) = copied(&mut me).await;
        assert!(begun["filings"][0]["content"].to_string().contains(child), "{}", begun["filings"]);
        let last = [("return_by", "counter"), ("despite", "yes")];
        let sent = crate::filing::send(&mut me, &format!("{filing}/check"), &last).await;
        assert_eq!(sent.location(), format!("{filing}/submitted"), "{}", sent.body);
        let (copy, data) = copied(&mut me).await;
        assert_eq!(copy.header("content-type"), "application/zip");
        assert!(
            copy.header("content-disposition").starts_with("attachment"),
            "{}",
            copy.header("content-disposition")
        );
        assert_eq!(data["person"]["personal_id"], NUMBER);
        let dossiers = data["dossiers"].as_array().expect("dossiers");
        assert!(dossiers.iter().any(|one| one["code"] == code.as_str()));
        let filed = dossiers.iter().find(|one| one["form"].is_object());
        let filed = filed.expect("the form of what was filed online");
        assert!(filed["form"].to_string().contains(child), "{filed}");
        assert!(copy.body.matches(child).count() >= 2, "on the page too");
        let length = |list: &str| data[list].as_array().map(Vec::len);
        assert_eq!((length("filings"), length("files")), (Some(0), Some(1)), "filed, and its paper kept");
        assert!(length("notices") >= Some(2), "received at the counter, filed online");
        assert_eq!((length("mandates"), length("identities")), (Some(0), Some(0)));
        assert!(copy.body.contains("<!doctype html>") && copy.body.contains(ADDRESS));
        let forged = me.post("/me/data/copy", &[("csrf", "x")]).await;
        assert_eq!(forged.status, StatusCode::FORBIDDEN);
    });
}

/// Sends a file as the result, from the page.
async fn attach(clerk: &mut Browser, code: &str, note: &str, content: &str) -> Answer {
    let path = format!("/desk/dossiers/{code}/result");
    let page = clerk.get(&path).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let fields = ["csrf", "command_id", "expected_revision"].map(|name| (name, hidden(&page.body, name)));
    let mut fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    fields.push(("note", note));
    let body = multipart(&fields, &[("file", "ket-qua.pdf", content)]);
    clerk.ask("POST", &path, Some("multipart/form-data; boundary=xyz"), body).await
}

/// Files anew with a result as a paper, by one tick.
async fn use_again(house: &House, me: &mut Browser, content: &str) {
    let filing = crate::filing::filled_in(me).await;
    let papers = format!("{filing}/papers");
    let page = me.get(&papers).await;
    assert!(page.body.contains("có trong hồ sơ trước, ngày"), "{}", page.body);
    let offered = page.body.split("name=\"again-paper-p2\" value=\"").skip(1);
    let offered = offered.filter_map(|rest| Some((rest.split('"').next()?, rest.split("</p>").next()?)));
    let ids: Vec<&str> = offered.filter(|(_, row)| row.contains("ket-qua.pdf")).map(|(id, _)| id).collect();
    let [id] = ids[..] else { panic!("one result is offered: {ids:?}") };
    let fields = ["csrf", "revision"].map(|name| (name, page.form_field("hn-filing__form", name)));
    let mut fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    fields.extend([("again-paper-p2", id), ("go", "on")]);
    let next =
        me.ask("POST", &papers, Some("multipart/form-data; boundary=xyz"), multipart(&fields, &[])).await;
    assert_eq!(next.location(), format!("{filing}/check"), "{}", next.body);
    assert!(me.get(&papers).await.body.contains("từ hồ sơ trước"));
    crate::filing::send(me, &format!("{filing}/check"), &[("return_by", "counter")]).await;
    let done = me.get(&format!("{filing}/submitted")).await;
    let dossier = done.body.split("/me/dossiers/").nth(1).and_then(|rest| rest.split('"').next());
    let dossier = motcua_domain::ids::DossierId(dossier.and_then(|id| id.parse().ok()).expect("filed"));
    let stored = house.app.read(move |tx, _| Ok(motcua_store::dossiers::load(tx, &dossier)?)).await;
    let stored = stored.expect("read").expect("a dossier");
    assert_eq!(stored.dossier.papers[1].files.len(), 2, "the scan and the result");
    assert_eq!(me.get(&format!("/me/files/{id}")).await.body, content);
    let mut other = become_person(house, "Lê Quốc Bảo").await;
    assert_eq!(other.get(&format!("/me/files/{id}")).await.status, StatusCode::NOT_FOUND);
}

on_each_database! {
    fn a_result_is_taken_as_a_file_by_its_owner_and_by_nobody_else(db: &TestDb) {
        let house = House::over(db);
        run(async move {
            let (code, secret) = received(&house).await;
            let path = format!("/desk/dossiers/{code}");
            let (mut me, mut other) = (become_person(&house, NAME).await, become_person(&house, "Lê Quốc Bảo").await);
            let mut counter = house.signed_in("hongha.motcua1").await;
            counter.act(&path, "hand_over", &[]).await;
            let mut specialist = house.signed_in("hongha.chuyenvien1").await;
            specialist.act(&path, "accept_hand_over", &[]).await;
            specialist.act(&path, "propose", &[("outcome", "grant")]).await;
            house.signed_in("hongha.chutich").await.act(&path, "approve", &[("outcome", "grant")]).await;
            let mut clerk = house.signed_in("hongha.vanthu").await;
            assert_eq!(clerk.get(&format!("{path}/result")).await.status, StatusCode::CONFLICT, "nothing is issued yet");
            clerk.act(&path, "issue", &[("number", "15/KS"), ("electronic", "yes")]).await;
            assert_eq!(counter.get(&format!("{path}/result")).await.status, StatusCode::FORBIDDEN);
            assert!(clerk.get(&path).await.body.contains(&format!("href=\"{path}/result\"")));
            let before = looks(&house, &code).await.len();
            assert_eq!(clerk.get(&format!("{path}/result")).await.status, StatusCode::OK);
            assert_eq!(looks(&house, &code).await.len(), before + 1, "noted as every look is");
            let mine = format!("/me/dossiers/{code}");
            assert_eq!(me.get(&format!("{mine}/result/1")).await.status, StatusCode::NOT_FOUND);
            let broken = attach(&mut clerk, &code, "", "not a document").await;
            assert_eq!(broken.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", broken.body);
            assert_eq!(attach(&mut clerk, &code, "", "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(!me.get(&mine).await.body.contains("/result/"), "nothing of it is kept for the dossier");
            let first = crate::filing::pdf();
            assert_eq!(attach(&mut clerk, &code, "", &first).await.location(), format!("{path}?done=attach_result"));
            assert!(me.get(&mine).await.body.contains(&format!("{mine}/result/1")));
            let taken = me.get(&format!("{mine}/result/1")).await;
            assert_eq!((taken.status, taken.body), (StatusCode::OK, first.clone()));
            assert!(looks(&house, &code).await.iter().any(|one| one.purpose == "own result"));
            assert!(me.get("/me/data").await.body.contains("Tải tệp kết quả"));
            assert!(counter.get(&path).await.body.contains("Bản số 1"), "the desk has it too");
            // A corrected file takes its place with a reason; the one before is not lost.
            let second = first.replace("Giay chung sinh", "Giay khai sinh!");
            let bare = attach(&mut clerk, &code, "", &second).await;
            assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", bare.body);
            attach(&mut clerk, &code, "Sai ngày sinh", &second).await;
            let page = me.get(&mine).await;
            assert!(page.body.contains(&format!("{mine}/result/2")) && !page.body.contains(&format!("{mine}/result/1\"")), "{}", page.body);
            assert_eq!(me.get(&format!("{mine}/result/2")).await.body, second);
            assert_eq!(me.get(&format!("{mine}/result/1")).await.body, first);
            // Nobody else's, and the public page says no more than that it is there.
            for no in ["1", "2", "3", "x"] {
                let status = other.get(&format!("{mine}/result/{no}")).await.status;
                assert_eq!(status, StatusCode::NOT_FOUND, "{no}");
            }
            let track = house.browser().get(&format!("/track/{code}?s={secret}")).await;
            assert!(track.body.contains("Có tệp kết quả") && !track.body.contains("/result/"), "{}", track.body);
            // What another took the place of is not offered any more.
            let third = first.replace("Giay chung sinh", "Trich luc so 15");
            attach(&mut clerk, &code, "Sai tên cha", &third).await;
            use_again(&house, &mut me, &third).await;
        });
    }
}

#[test]
fn an_officer_cannot_state_that_somebody_filed_themself() {
    story(async |house| {
        let mut program = house.program("hongha.motcua1").await;
        for provenance in ["self_at_home", "self_at_kiosk", "assisted_own_sign_in"] {
            for receive in [true, false] {
                let mut body = filing();
                (body["provenance"], body["receive"]) = (provenance.into(), receive.into());
                let answer = program.send("/api/v1/dossiers", &body).await;
                assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{provenance}: {}", answer.body);
            }
        }
        let mut counter = house.signed_in("hongha.motcua1").await;
        let form = counter.get("/desk/intake?procedure=1.001193").await;
        assert_eq!(form.status, StatusCode::OK);
        for provenance in ["self_at_home", "self_at_kiosk", "assisted_own_sign_in"] {
            assert!(!form.body.contains(provenance), "{provenance} is not offered");
        }
    });
}
