//! Things of one person, asked for by everybody else: every route that names one is walked by another person, by officers of
//! another unit and by nobody. They are told that there is nothing, and nothing is changed.

use crate::attack::{MARKUP, unharmed};
use crate::filing::{CHILD, begin, filled_in, pdf, send};
use crate::people::become_somebody;
use crate::support::{Answer, BIRTH, Browser, House, command_id, story};
use axum::http::StatusCode;
use motcua_db::Stmt;
use motcua_web::access_log::AccessLog;
use motcua_web::router::PAGES;
use std::collections::BTreeMap;

/// What one person has, by what it is.
struct Things(BTreeMap<&'static str, String>);

impl Things {
    fn of(&self, what: &str) -> &str {
        self.0.get(what).unwrap_or_else(|| panic!("no {what}"))
    }

    /// The addresses a pattern stands for: with the thing it is about, or with each where that is not known here.
    fn addresses(&self, pattern: &str) -> Vec<String> {
        let about = [
            ("/me/filings/", "filing"),
            ("/me/dossiers/", "dossier"),
            ("/me/files/", "file"),
            ("/me/uploads/", "upload"),
            ("/me/mandates/", "mandate"),
            ("/desk/dossiers/", "dossier"),
            ("/desk/files/", "file"),
            ("/me/data/accesses/", "look"),
            ("/desk/requests/", "request"),
            ("/desk/requests/", "dispute"),
            ("/desk/kiosks/", "kiosk"),
        ];
        let known = about.iter().filter(|(front, _)| pattern.starts_with(front));
        let mut ids: Vec<&str> = known.map(|(_, what)| self.of(what)).collect();
        if ids.is_empty() {
            ids = self.0.values().map(String::as_str).collect();
        }
        let act = match pattern {
            _ if pattern.starts_with("/me") => "request-withdrawal",
            _ if pattern.starts_with("/desk/kiosks") => "retire",
            _ => "approve",
        };
        let rest = [
            ("{no}", "1"),
            ("{group}", "applicant"),
            ("{act}", act),
            ("{kind}", "supplement"),
            ("{what}", "x"),
        ];
        let fill = |id: &str| {
            let path = pattern.replace("{id}", id).replace("{reference}", id).replace("{code}", id);
            rest.iter().fold(path, |path, (name, value)| path.replace(name, value))
        };
        ids.into_iter().map(fill).collect()
    }
}

/// The text between two others.
fn between<'t>(page: &'t Answer, before: &str, after: char) -> &'t str {
    let rest = page.body.split(before).nth(1).unwrap_or_else(|| panic!("{before}: {}", page.body));
    rest.split(after).next().unwrap_or_default()
}

/// Somebody with one of everything.
async fn owner(house: &House) -> (Browser, Things) {
    let mut owner = house.browser();
    become_somebody(&mut owner, "/me").await;
    let filed = filled_in(&mut owner).await;
    send(&mut owner, &format!("{filed}/check"), &[("return_by", "counter")]).await;
    let done = owner.get(&format!("{filed}/submitted")).await;
    let dossier = between(&done, "/me/dossiers/", '"').to_owned();
    let draft = begin(&mut owner, BIRTH).await;
    let csrf = owner.get("/me").await.field("csrf");
    let begun = owner.post("/me/uploads", &[("csrf", &csrf), ("name", "a.pdf"), ("size", "100")]).await;
    let upload = begun.header("location").trim_start_matches("/me/uploads/").to_owned();
    let mandate = [
        ("csrf", csrf.as_str()),
        ("kind", "organisation"),
        ("number", "0100109106"),
        ("name", "Công ty Thử"),
        ("procedures", BIRTH),
        ("proof", "Giấy ủy quyền"),
        ("from", "11/3/2026"),
        ("to", "10/9/2026"),
    ];
    owner.post("/me/mandates", &mandate).await;
    let mandate = between(&owner.get("/me/mandates").await, "action=\"/me/mandates/", '/').to_owned();
    let asked =
        [("csrf", csrf.as_str()), ("about", &dossier), ("text", "Sửa tên mẹ"), ("command_id", &command_id())];
    let asked = owner.post("/me/data/requests", &asked).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.body);
    let id = dossier.parse().map(motcua_domain::ids::DossierId).expect("an id");
    let stored = house.app.db().read(|tx| motcua_store::dossiers::load(tx, &id)).expect("read");
    let hash =
        stored.expect("a dossier").dossier.papers.iter().find_map(|paper| paper.files.first().copied());
    let hash = hash.expect("a file");
    let files = house.app.db().read(|tx| motcua_store::files::of_hash(tx, &hash, 1)).expect("read");
    let request = newest_request(house).await;
    let look = looked_at(house, &mut owner, &dossier).await;
    let why = [("csrf", csrf.as_str()), ("text", "Vì sao xem hồ sơ của tôi"), ("command_id", &command_id())];
    let asked = owner.post(&format!("/me/data/accesses/{look}"), &why).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.body);
    let dispute = newest_request(house).await;
    assert_ne!(dispute, request);
    let things = [
        ("filing", draft.trim_start_matches("/me/filings/").to_owned()),
        ("filed", filed.trim_start_matches("/me/filings/").to_owned()),
        ("dossier", dossier),
        ("file", files[0].id.to_string()),
        ("upload", upload),
        ("mandate", mandate),
        ("request", request),
        ("kiosk", crate::kiosks::enrolled(house).await),
        ("look", look),
        ("dispute", dispute),
    ];
    (owner, Things(things.into()))
}

/// The request asked last.
async fn newest_request(house: &House) -> String {
    static NEWEST: Stmt = Stmt::new("test.request", "select id from person_request order by id desc limit 1");
    let read = house.app.read(|tx, _| Ok(tx.query_one(&NEWEST, &[], |row| row.bytes::<16>(0))?));
    uuid::Uuid::from_bytes(read.await.expect("a request")).to_string()
}

/// The number under which an officer's look at the dossier is kept.
async fn looked_at(house: &House, owner: &mut Browser, dossier: &str) -> String {
    house.signed_in("hongha.motcua1").await.get(&format!("/desk/dossiers/{dossier}")).await;
    AccessLog::write(&house.site.web).await;
    between(&owner.get("/me/data").await, "/me/data/accesses/", '"').to_owned()
}

/// How often somebody was refused a thing, as the log of looks keeps it.
async fn refusals(house: &House) -> i64 {
    static REFUSALS: Stmt = Stmt::new(
        "test.refusals",
        "select count(*) from access_log where purpose like 'refused %' and dossier is null and person is null \
         and (reader is not null or officer > 0)",
    );
    AccessLog::write(&house.site.web).await;
    let read = house.app.read(|tx, _| Ok(tx.query_one(&REFUSALS, &[], |row| row.int(0))?));
    read.await.expect("the log")
}

/// Whether an answer says that there is no such thing for whoever asks; an old form is another matter.
fn withholds(answer: &Answer) -> bool {
    let refused = matches!(answer.status, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN);
    refused && !answer.body.contains("Mã bảo vệ của biểu mẫu")
}

/// Sends what the form of an address would, in the shape it takes.
async fn try_at(browser: &mut Browser, method: &str, path: &str, csrf: &str) -> Answer {
    let id = command_id();
    let fields = [
        ("csrf", csrf),
        ("command_id", &id),
        ("expected_revision", "1"),
        ("revision", "1"),
        ("go", "on"),
        ("face", "1"),
        ("text", "Của tôi"),
        ("answer", "granted"),
    ];
    match method {
        "GET" => browser.get(path).await,
        "PUT" => browser.ask("PUT", path, None, "piece".into()).await,
        _ if ["/papers", "/supplement", "/result"].iter().any(|end| path.ends_with(end)) => {
            let part = |(name, value): &(&str, &str)| {
                format!("--xyz\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
            };
            let parts: String = fields.iter().map(part).collect();
            let file = format!(
                "--xyz\r\nContent-Disposition: form-data; name=\"paper-p2\"; filename=\"a.pdf\"\r\n\r\n{}\r\n--xyz--\r\n",
                pdf()
            );
            browser.ask("POST", path, Some("multipart/form-data; boundary=xyz"), parts + &file).await
        }
        _ => browser.post(path, &fields).await,
    }
}

/// What its owner sees of everything.
async fn seen(owner: &mut Browser, things: &Things) -> Vec<String> {
    let mut pages = Vec::new();
    for path in [
        "/me".to_owned(),
        "/me/mandates".to_owned(),
        format!("/me/filings/{}", things.of("filing")),
        format!("/me/filings/{}/questions/applicant", things.of("filing")),
        format!("/me/uploads/{}", things.of("upload")),
        format!("/me/dossiers/{}", things.of("dossier")),
    ] {
        let page = owner.get(&path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.body);
        // The command of a form is drawn each time it is shown.
        let still = page.body.split("name=\"command_id\" value=\"").enumerate();
        pages.push(still.map(|(at, part)| if at == 0 { part } else { &part[36..] }).collect());
    }
    pages
}

/// Every route that names a thing of somebody, with its methods.
fn routes(front: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    // The doors to sign in at name nothing of anybody.
    let named = PAGES.iter().filter(|route| !route.path.starts_with("/me/sign-in"));
    let named = named.filter(move |route| route.path.starts_with(front) && route.path.contains('{'));
    named.flat_map(|route| route.methods.iter().map(|method| (route.path, *method)))
}

#[test]
fn what_is_one_person_s_is_nothing_to_another() {
    story(async |house| {
        let (mut mine, things) = owner(&house).await;
        let before = seen(&mut mine, &things).await;
        let mut other = house.browser();
        let page = other.get("/me/demo").await;
        let (csrf, person) = (page.field("csrf"), page.field("person"));
        other.post("/me/demo", &[("csrf", &csrf), ("person", &person), ("next", "/me")]).await;
        let csrf = other.get("/me").await.field("csrf");
        let mut nobody = house.browser();
        let (mut wrong, mut asked) = (Vec::new(), 0);
        let (noted, mut withheld) = (refusals(&house).await, 0);
        for (pattern, method) in routes("/me/") {
            for path in things.addresses(pattern) {
                asked += 1;
                let answer = try_at(&mut other, method, &path, &csrf).await;
                let refused = matches!(answer.status, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN);
                withheld += i64::from(withholds(&answer));
                let told = answer.body.contains("giấy chứng sinh") || answer.body.contains("Bảo Hân");
                if !refused || told {
                    wrong.push(format!("{method} {path}: {}", answer.status));
                }
                let answer = try_at(&mut nobody, method, &path, "").await;
                let led =
                    answer.status == StatusCode::SEE_OTHER && answer.location().starts_with("/me/sign-in");
                if !led && !matches!(answer.status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
                    wrong.push(format!("{method} {path} as nobody: {}", answer.status));
                }
            }
        }
        assert!(wrong.is_empty() && asked > 20, "{asked} asked: {wrong:#?}");
        assert!(withheld > 20, "{withheld} of {asked}");
        assert_eq!(refusals(&house).await - noted, withheld, "each refusal is noted once, nobody's is not");
        let metrics = nobody.get("/metrics").await.body;
        for kind in ["dossier", "filing", "file", "mandate", "look"] {
            let line = format!("motcua_refused_total{{kind=\"{kind}\"}} ");
            let count = metrics.split(&line).nth(1).and_then(|rest| rest.lines().next());
            assert!(count.is_some_and(|count| count != "0"), "{kind}: {count:?}");
        }
        assert_eq!(seen(&mut mine, &things).await, before, "nothing was changed");
    });
}

#[test]
fn officers_of_another_unit_are_told_that_there_is_nothing() {
    story(async |house| {
        let (mut mine, things) = owner(&house).await;
        let before = seen(&mut mine, &things).await;
        let mut wrong = Vec::new();
        let (noted, mut withheld) = (refusals(&house).await, 0);
        // Counters serve any dossier of the city by law, and each look of theirs is noted: they are not among these.
        for name in ["hoankiem.chuyenvien1", "hoankiem.chutich", "ubndtp.quantri"] {
            let mut officer = house.signed_in(name).await;
            let csrf = officer.get("/desk").await.field("csrf");
            let fronts = ["/desk/dossiers/", "/desk/files/", "/desk/requests/", "/desk/kiosks/"];
            for (pattern, method) in fronts.into_iter().flat_map(routes) {
                for path in things.addresses(pattern) {
                    let answer = try_at(&mut officer, method, &path, &csrf).await;
                    withheld += i64::from(withholds(&answer));
                    if !matches!(answer.status, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN) {
                        wrong.push(format!("{name}: {method} {path}: {}", answer.status));
                    }
                }
            }
            let mut program = house.program(name).await;
            for part in ["", "/events"] {
                let path = format!("/api/v1/dossiers/{}{part}", things.of("dossier"));
                let answer = program.get(&path).await;
                withheld += i64::from(withholds(&answer));
                if !matches!(answer.status, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN) {
                    wrong.push(format!("{name}: {path}: {}", answer.status));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert!(withheld > 20, "{withheld}");
        assert_eq!(refusals(&house).await - noted, withheld, "each refusal is noted once");
        assert_eq!(seen(&mut mine, &things).await, before, "nothing was changed");
    });
}

#[test]
fn ids_that_climb_lead_nowhere() {
    story(async |house| {
        let mut person = house.browser();
        become_somebody(&mut person, "/me").await;
        let mut officer = house.signed_in("hongha.motcua1").await;
        let climbing = [
            "..%2F..%2Fetc%2Fpasswd",
            "%2e%2e",
            "..%5C..%5Cwindows",
            "a%2Fb",
            "%F0%9F%98%80",
            &"9".repeat(400),
        ];
        for route in PAGES.iter().filter(|route| route.path.contains('{') && route.methods.contains(&"GET")) {
            for id in climbing {
                let mut path = route.path.to_owned();
                while let (Some(start), Some(end)) = (path.find('{'), path.find('}')) {
                    path.replace_range(start..=end, id);
                }
                for browser in [&mut person, &mut officer] {
                    let answer = browser.get(&path).await;
                    assert!(!answer.status.is_server_error(), "{path}: {}", answer.body);
                    assert!(!answer.body.contains("root:"), "{path}");
                }
            }
        }
    });
}

#[test]
fn markup_typed_into_a_filing_stays_text_wherever_it_is_shown() {
    story(async |house| {
        let mut mine = house.browser();
        become_somebody(&mut mine, "/me").await;
        let filing = begin(&mut mine, BIRTH).await;
        let answers = [("a.child", "ordinary"), ("a.certificate", "yes"), ("place", "Hồng Hà")];
        send(&mut mine, &format!("{filing}/eligibility"), &answers).await;
        let mut typed: Vec<(&str, &str)> = CHILD.to_vec();
        for (name, value) in &mut typed {
            if matches!(*name, "f-child.birth_place" | "f-child.home_town" | "f-applicant.relation") {
                *value = MARKUP;
            }
        }
        send(&mut mine, &format!("{filing}/questions/applicant"), &typed).await;
        let parents = [("f-mother.full_name", "Đỗ Thị Mai"), ("f-request.truthful", "yes")];
        send(&mut mine, &format!("{filing}/questions/parents"), &parents).await;
        // The name of a file, as a script sends it: whatever stands in it.
        let csrf = mine.get("/me").await.field("csrf");
        let (content, name) = (pdf(), format!("{MARKUP}\r\nSet-Cookie: evil=1.pdf"));
        let size = content.len().to_string();
        let begun = mine.post("/me/uploads", &[("csrf", &csrf), ("name", &name), ("size", &size)]).await;
        let place = begun.header("location").to_owned();
        let request = axum::http::Request::put(&place)
            .header("cookie", format!("mc_me={}", mine.cookie("mc_me").expect("signed in")))
            .header("x-csrf-token", &csrf)
            .header("upload-offset", 0)
            .body(axum::body::Body::from(content))
            .expect("a request");
        let sent = tower::ServiceExt::oneshot(mine.site.routes.clone(), request).await.expect("an answer");
        assert_eq!(sent.status(), StatusCode::OK);
        let kept = mine.post(&place, &[("csrf", &csrf)]).await.json();
        let id = kept["id"].as_str().expect("an id").to_owned();
        let papers = format!("{filing}/papers");
        let page = mine.get(&papers).await;
        unharmed(&papers, &page.body);
        let part = |name: &str, value: &str| {
            format!("--xyz\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let revision = page.form_field("hn-filing__form", "revision");
        let body =
            [part("csrf", &csrf), part("revision", &revision), part("go", "on"), part("sent-paper-p2", &id)];
        let body = body.concat() + "--xyz--\r\n";
        let taken = mine.ask("POST", &papers, Some("multipart/form-data; boundary=xyz"), body).await;
        assert_eq!(taken.location(), format!("{filing}/check"), "{}", taken.body);
        let check = mine.get(&format!("{filing}/check")).await;
        assert!(check.body.contains("&#60;script&#62;") || check.body.contains("&lt;script&gt;"));
        unharmed("check", &check.body);
        unharmed(&papers, &mine.get(&papers).await.body);
        send(&mut mine, &format!("{filing}/check"), &[("return_by", "counter")]).await;
        let done = mine.get(&format!("{filing}/submitted")).await;
        let dossier = between(&done, "/me/dossiers/", '"').to_owned();
        for path in [format!("/me/dossiers/{dossier}"), "/me/data".into(), "/me".into(), "/me/notices".into()]
        {
            unharmed(&path, &mine.get(&path).await.body);
        }
        unharmed("the copy", &mine.post("/me/data/copy", &[("csrf", &csrf), ("form", "page")]).await.body);
        let mut officer = house.signed_in("hongha.motcua1").await;
        for part in ["", "/receipt", "/slips/control", "/slips/supplement"] {
            let path = format!("/desk/dossiers/{dossier}{part}");
            unharmed(&path, &officer.get(&path).await.body);
        }
        let opened = officer.get(&format!("/desk/files/{id}")).await;
        assert_eq!(opened.status, StatusCode::OK, "{}", opened.body);
        assert_eq!(opened.header("set-cookie"), "", "a name adds no header");
        assert!(opened.header("content-disposition").starts_with("attachment; "));
    });
}
