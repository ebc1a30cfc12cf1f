//! The officers' desk, by its forms.

use crate::support::{BIRTH, Browser, House, command_id, personal_id, run, story};
use axum::http::StatusCode;
use motcua_db::{on_each_database, testing::TestDb};

/// Does an act on the dossier of this code.
async fn act(browser: &mut Browser, code: &str, act: &str, fields: &[(&str, &str)]) {
    browser.act(&format!("/desk/dossiers/{code}"), act, fields).await;
}

/// Receives a dossier at the counter by the intake form and returns its code.
async fn intake(counter: &mut Browser, number: &str) -> String {
    let answer = counter
        .intake(
            "receive",
            &[
                ("id_number", number),
                ("full_name", "Trần Thị Sen"),
                ("birth_date", "24/7/1985"),
                ("gender", "female"),
                ("phone", "0912 345 678"),
                ("procedure", BIRTH),
                ("documents_of", BIRTH),
                ("doc.0.have", "1"),
                ("doc.1.have", "1"),
                ("doc.1.originals", "1"),
                ("channel", "counter"),
                ("delivery", "counter"),
            ],
        )
        .await;
    let receipt = answer.location().to_owned();
    let receipt = counter.get(&receipt).await;
    assert_eq!(receipt.status, StatusCode::OK, "{}", receipt.body);
    assert!(receipt.body.contains("GIẤY TIẾP NHẬN HỒ SƠ"));
    assert!(receipt.body.contains("<svg class=\"hn-qr\""));
    let at = receipt.body.find("Mã hồ sơ: ").expect("a code") + "Mã hồ sơ: ".len();
    receipt.body[at..].split('<').next().expect("a code").trim().to_owned()
}

on_each_database! {
    fn a_dossier_goes_from_the_counter_to_its_result(db: &TestDb) {
        let house = House::over(db);
        run(async move {
            let mut counter = house.signed_in("hongha.motcua1").await;
            let code = intake(&mut counter, &personal_id()).await;
            let page = counter.get(&format!("/desk/dossiers/{code}")).await;
            assert!(page.body.contains("Trần Thị Sen"));
            assert!(page.acts().contains(&"hand_over".to_owned()), "{:?}", page.acts());
            let open = counter.get(&format!("/desk/dossiers/{code}/slips/control")).await;
            assert!(open.body.contains("Điểm phục vụ hành chính công"), "the line to be signed next: {}", open.body);
            act(&mut counter, &code, "hand_over", &[]).await;
            house.at("2026-03-11T09:30");
            let mut specialist = house.signed_in("hongha.chuyenvien1").await;
            act(&mut specialist, &code, "accept_hand_over", &[]).await;
            house.at("2026-03-11T10:00");
            act(&mut specialist, &code, "record_appraisal", &[("finding", "meets"), ("note", "Đủ giấy tờ.")]).await;
            act(&mut specialist, &code, "propose", &[("outcome", "grant")]).await;
            house.at("2026-03-11T10:30");
            let mut head = house.signed_in("hongha.chutich").await;
            act(&mut head, &code, "approve", &[("outcome", "grant")]).await;
            house.at("2026-03-11T11:00");
            let mut clerk = house.signed_in("hongha.vanthu").await;
            act(&mut clerk, &code, "issue", &[("number", "15/KS"), ("electronic", "yes")]).await;
            act(&mut counter, &code, "accept_hand_over", &[]).await;
            let receipt = counter.get(&format!("/desk/dossiers/{code}/receipt")).await;
            let secret = receipt.body.split("hn-secret\">").nth(1).and_then(|rest| rest.get(..4)).expect("a secret");
            let track = format!("/track/{code}?s={secret}");
            let followed = counter.get(&track).await;
            assert!(followed.body.contains("Kết quả đã về nơi trả"), "not passed to an agency: {}", followed.body);
            act(&mut counter, &code, "deliver", &[("method", "counter"), ("recipient", "owner")]).await;
            let page = counter.get(&format!("/desk/dossiers/{code}?done=deliver")).await;
            assert!(page.body.contains("Đã ghi nhận: Trả kết quả."), "{}", page.body);
            assert!(page.body.contains("15/KS"));
            assert!(counter.get(&track).await.body.contains("Ông/bà đã nhận kết quả"));
            let slip = counter.get(&format!("/desk/dossiers/{code}/slips/control")).await;
            assert!(slip.body.contains("Mẫu số 06"), "{}", slip.body);
            assert_eq!(counter.get(&format!("/desk/dossiers/{code}/slips/stop")).await.status, StatusCode::NOT_FOUND);
            let register = counter.get("/desk/register?from=11/3/2026&to=11/3/2026").await;
            assert!(register.body.contains(&code));
            let english = Browser { lang: "en", ..counter.clone() }.get(&format!("/desk/dossiers/{code}")).await;
            assert!(english.body.contains("Result delivered"));
        });
    }

    fn lists_search_and_bulk_hand_over(db: &TestDb) {
        let house = House::over(db);
        run(async move {
            let mut counter = house.signed_in("hongha.motcua1").await;
            let number = personal_id();
            let first = intake(&mut counter, &number).await;
            let second = intake(&mut counter, &personal_id()).await;
            let inbox = counter.get("/desk/dossiers?queue=received").await;
            assert!(inbox.body.contains(&first) && inbox.body.contains(&second), "{}", inbox.body);
            let csrf = inbox.field("csrf");
            for q in [first.as_str(), number.as_str(), "tran thi sen", "sen"] {
                let found = counter.post("/desk/search", &[("csrf", &csrf), ("q", q)]).await;
                assert!(found.body.contains(&first), "{q}: {}", found.body);
            }
            assert_eq!(counter.post("/desk/search", &[("csrf", &csrf), ("q", "s")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
            let page = counter.get("/desk/handover").await;
            let group = page.field("command_id");
            let form = [("csrf", csrf.as_str()), ("command_id", group.as_str()), ("to", "next"), ("dossier", &first), ("dossier", &second),
                ("dossier", "H26.P00097-260311-9999")];
            let done = counter.post("/desk/handover", &form).await;
            assert!(done.body.contains("DANH SÁCH BÀN GIAO HỒ SƠ"), "{}", done.body);
            assert!(done.body.contains("H26.P00097-260311-9999:"), "the one that does not exist is named");
            let again = counter.post("/desk/handover", &form).await;
            assert!(again.body.contains(&first), "sending the list twice hands over once: {}", again.body);
            let mut specialist = house.signed_in("hongha.chuyenvien1").await;
            let incoming = specialist.get("/desk/dossiers?queue=incoming").await;
            assert!(incoming.body.contains(&first) && incoming.body.contains(&second));
            let home = specialist.get("/desk").await;
            assert_eq!(home.status, StatusCode::OK);
            let counts = specialist.get("/desk/counts").await.json();
            assert_eq!(counts["incoming"], "2");
        });
    }
}

#[test]
fn the_intake_page_helps_without_scripts() {
    story(async |house| {
        let mut counter = house.signed_in("hongha.motcua1").await;
        let page = counter.get("/desk/intake").await;
        let (csrf, command) = (page.field("csrf"), page.field("command_id"));
        let scan =
            "999085012345||Trần Văn Phúc|24071985|Nam|Số 12, phố Hồng Hà, phường Hồng Hà, Hà Nội|01052021";
        let helped = counter
            .post(
                "/desk/intake",
                &[
                    ("csrf", &csrf),
                    ("command_id", &command),
                    ("scan", scan),
                    ("procedure", "khai sinh"),
                    ("do", "look-up"),
                ],
            )
            .await;
        assert_eq!(helped.status, StatusCode::OK);
        assert!(
            helped.body.contains("Trần Văn Phúc") && helped.body.contains("value=\"999085012345\""),
            "{}",
            helped.body
        );
        assert_eq!(helped.field("command_id"), command, "the command keeps its id");
        let spoilt = counter
            .post(
                "/desk/intake",
                &[
                    ("csrf", &csrf),
                    ("command_id", &command),
                    ("scan", "99908501234x|0|Tra62n|24071985|Nam|HN|0"),
                    ("do", "look-up"),
                ],
            )
            .await;
        assert!(spoilt.body.contains("bộ gõ"), "{}", spoilt.body);
        let hits = counter.get("/desk/intake/procedures?q=khai+sinh").await.json();
        assert!(hits.as_array().expect("a list").iter().any(|hit| hit["code"] == BIRTH), "{hits}");
        assert!(counter.get(&format!("/desk/intake/due?procedure={BIRTH}")).await.json()["due"].is_string());
        let part = counter.get(&format!("/desk/intake/procedure?code={BIRTH}")).await;
        assert!(part.body.contains("doc.0.have"));
        // Known from an earlier dossier: the number alone fills in the rest.
        let number = personal_id();
        intake(&mut counter, &number).await;
        let known = counter
            .post(
                "/desk/intake",
                &[("csrf", &csrf), ("command_id", &command_id()), ("id_number", &number), ("do", "look-up")],
            )
            .await;
        assert!(known.body.contains("Trần Thị Sen"), "{}", known.body);
        let person = counter.post("/desk/intake/person", &[("csrf", &csrf), ("id", &number)]).await.json();
        assert_eq!(person["name"], "Trần Thị Sen");
    });
}

#[test]
fn a_number_that_disagrees_is_a_warning_and_never_a_refusal() {
    story(async |house| {
        let mut counter = house.signed_in("hongha.motcua1").await;
        let base = [
            ("id_number", "999085012345"),
            ("full_name", "Trần Thị Sen"),
            ("birth_date", "1/2/1990"),
            ("gender", "female"),
            ("procedure", BIRTH),
            ("documents_of", BIRTH),
            ("doc.0.have", "1"),
            ("doc.1.have", "1"),
        ];
        let looked = counter.intake("look-up", &base).await;
        assert!(looked.body.contains("không khớp"), "{}", looked.body);
        let received = counter.intake("receive", &base).await;
        assert!(received.location().ends_with("check=1"));
    });
}

#[test]
fn signing_in_is_guarded() {
    story(async |house| {
        let mut browser = house.browser();
        let away = browser.get("/desk/dossiers?queue=received").await;
        assert_eq!(away.location(), "/desk/sign-in?next=%2Fdesk%2Fdossiers%3Fqueue%3Dreceived");
        let csrf = browser.get("/desk/sign-in").await.field("csrf");
        let before = browser.cookie("mc_session").map(str::to_owned);
        assert_eq!(before, None);
        let forged = browser
            .post("/desk/sign-in", &[("csrf", "nope"), ("login", "hongha.motcua1"), ("password", "x")])
            .await;
        assert_eq!(forged.status, StatusCode::FORBIDDEN);
        let empty = browser.post("/desk/sign-in", &[("csrf", &csrf)]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        for n in 1..=5 {
            let wrong = browser
                .post(
                    "/desk/sign-in",
                    &[("csrf", &csrf), ("login", "hongha.motcua1"), ("password", "wrong wrong")],
                )
                .await;
            let wanted = if n < 5 { StatusCode::UNAUTHORIZED } else { StatusCode::TOO_MANY_REQUESTS };
            assert_eq!(wrong.status, wanted, "try {n}");
        }
        let locked = browser
            .post(
                "/desk/sign-in",
                &[
                    ("csrf", &csrf),
                    ("login", "hongha.motcua1"),
                    ("password", motcua_app::seed::DEMO_PASSWORD),
                ],
            )
            .await;
        assert_eq!(
            locked.status,
            StatusCode::TOO_MANY_REQUESTS,
            "the right password does not open a locked name"
        );
        house.at("2026-03-11T09:30");
        let mut officer = house.signed_in("hongha.motcua1").await;
        let token = officer.cookie("mc_session").expect("a session").to_owned();
        let csrf = officer.get("/desk").await.field("csrf");
        let out = officer.post("/desk/sign-out", &[("csrf", &csrf)]).await;
        assert_eq!(out.location(), "/desk/sign-in");
        officer.set_cookie("mc_session", &token);
        assert_eq!(officer.get("/desk").await.status, StatusCode::SEE_OTHER, "the old token is dead");
    });
}

#[test]
fn one_click_becomes_a_role() {
    story(async |house| {
        let mut browser = house.browser();
        let page = browser.get("/desk/demo").await;
        assert!(page.body.contains("hongha.motcua1"), "{}", page.body);
        let csrf = page.field("csrf");
        let became = browser.post("/desk/demo", &[("csrf", &csrf), ("login", "hongha.chuyenvien1")]).await;
        assert_eq!(became.location(), "/desk");
        let csrf = browser.get("/desk/demo").await.field("csrf");
        let other = browser.post("/desk/demo", &[("csrf", &csrf), ("login", "hongha.chutich")]).await;
        assert_eq!(other.location(), "/desk", "from one role to the next");
        assert_eq!(browser.get("/desk/shortcuts").await.status, StatusCode::OK);
    });
}

#[test]
fn papers_missing_at_the_counter_lead_to_the_slip() {
    story(async |house| {
        let mut counter = house.signed_in("hongha.motcua1").await;
        let person = [
            ("id_number", &*personal_id()),
            ("full_name", "Trần Thị Sen"),
            ("procedure", BIRTH),
            ("documents_of", BIRTH),
            ("doc.0.have", "1"),
        ];
        let written = counter.intake("supplement", &person).await;
        let path = written.led_to();
        assert!(
            written.location().ends_with("?act=request_supplement#act-request_supplement"),
            "{}",
            written.location()
        );
        let fields = [("papers", "p2"), ("note", "Thiếu giấy chứng sinh.")];
        counter.act(path, "request_supplement", &fields).await;
        let slip = counter.get(&format!("{path}/slips/supplement")).await;
        assert!(
            slip.body.contains("Mẫu số 02") && slip.body.contains("Thiếu giấy chứng sinh."),
            "{}",
            slip.body
        );
    });
}

#[test]
fn an_officer_may_change_the_language_anywhere() {
    story(async |house| {
        let mut officer = house.signed_in("hongha.motcua1").await;
        for path in ["/desk", "/", "/desk/no-such-page", "/desk/dossiers/H26.P00097-260311-9999"] {
            let csrf = officer.get(path).await.field("csrf");
            let changed =
                officer.post("/language", &[("csrf", &csrf), ("lang", "en"), ("return", path)]).await;
            assert_eq!(changed.location(), path);
        }
        assert!(officer.get("/desk").await.body.contains("<html lang=\"en\""));
    });
}
