//! What pages say where something is amiss: once, completely, to the right reader.

use crate::support::{BIRTH, personal_id, story};
use axum::http::StatusCode;

/// How often a text stands in a page.
fn times(page: &str, text: &str) -> usize {
    page.matches(text).count()
}

#[test]
fn a_locked_account_is_told_until_when() {
    story(async |house| {
        let mut browser = house.browser();
        let csrf = browser.get("/desk/sign-in").await.field("csrf");
        let form = [("csrf", csrf.as_str()), ("login", "hongha.motcua1"), ("password", "wrong wrong")];
        let mut last = browser.post("/desk/sign-in", &form).await;
        while last.status == StatusCode::UNAUTHORIZED {
            last = browser.post("/desk/sign-in", &form).await;
        }
        assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS);
        let until = "tạm khóa đến 9 giờ 11, thứ Tư 11/3/2026. Quên mật khẩu, gọi 1022.";
        assert_eq!(times(&last.body, until), 2, "in the summary and at the field: {}", last.body);
        assert!(!last.body.contains(".."), "{}", last.body);
        browser.lang = "en";
        let english = browser.post("/desk/sign-in", &form).await;
        assert!(english.body.contains("locked until 9:11, Wednesday 11 March 2026."), "{}", english.body);
    });
}

#[test]
fn a_refused_intake_says_everything_at_once_in_the_order_of_the_page() {
    story(async |house| {
        let mut counter = house.signed_in("hongha.motcua1").await;
        let form = [
            ("id_number", "12345"),
            ("full_name", ""),
            ("birth_date", "31/2/2020"),
            ("procedure", "1.777777"),
        ];
        let answer = counter.intake("receive", &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let summary = answer.error_summary();
        let places = ["#id_number", "#full_name", "#birth_date", "#procedure"]
            .map(|target| summary.find(target).unwrap_or_else(|| panic!("{target} in {summary}")));
        assert!(places.is_sorted(), "{summary}");
        assert!(summary.contains("“1.777777” chưa chỉ rõ một thủ tục"), "{summary}");
        let known = [("procedure", BIRTH), ("documents_of", BIRTH), ("doc.0.have", "1")];
        let answer = counter.intake("receive", &[&form[..3], &known[..]].concat()).await;
        let summary = answer.error_summary();
        assert!(summary.contains("#id_number") && summary.contains("#doc.1.have"), "{summary}");
        assert!(!summary.contains("#doc.0.have"), "{summary}");
    });
}

#[test]
fn error_pages_say_it_once_and_lead_an_officer_to_the_desk() {
    story(async |house| {
        let mut guest = house.browser();
        let missing = guest.get("/no-such-page").await;
        assert_eq!(times(&missing.body, "Không có trang này"), 2, "title and heading: {}", missing.body);
        assert!(missing.body.contains("href=\"/procedures\">") && !missing.body.contains("href=\"/desk\""));
        let mut officer = house.signed_in("hongha.chuyenvien1").await;
        let denied = officer.get("/desk/intake").await;
        assert_eq!(denied.status, StatusCode::FORBIDDEN);
        assert!(denied.body.contains("href=\"/desk\">Về bàn làm việc"), "{}", denied.body);
        assert!(!denied.body.contains("ông/bà"), "officers are addressed neutrally: {}", denied.body);
        let absent = officer.get("/desk/dossiers/H26.P00097-250101-0001").await;
        assert_eq!(absent.status, StatusCode::NOT_FOUND);
        assert!(absent.body.contains(">Không tìm thấy</h1>"), "{}", absent.body);
        let mut last = guest.get("/track/H26.P00097-250101-0001?s=AAAA").await;
        while last.status == StatusCode::NOT_FOUND {
            last = guest.get("/track/H26.P00097-250101-0001?s=AAAA").await;
        }
        assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(last.body.contains("Chờ 10 phút rồi thử lại."), "{}", last.body);
        assert_eq!(times(&last.body, "thử lại"), 1, "{}", last.body);
    });
}

#[test]
fn tracking_says_at_once_what_is_wrong_with_number_and_code() {
    story(async |house| {
        let mut guest = house.browser();
        let answer = guest.post("/track", &[("code", "abc"), ("secret", "12")]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains("href=\"#code\">Mã hồ sơ có dạng H26."), "{}", answer.body);
        assert!(answer.body.contains("href=\"#secret\">"), "{}", answer.body);
    });
}

#[test]
fn an_optional_paper_says_so_once() {
    story(async |house| {
        let mut counter = house.signed_in("hongha.motcua1").await;
        let pages = [format!("/procedures/{BIRTH}"), format!("/desk/intake/procedure?code={BIRTH}")];
        for path in pages {
            let page = counter.get(&path).await;
            assert!(page.body.contains("nếu có"), "{path}: {}", page.body);
            assert!(!page.body.contains("(nếu có) (nếu có)"), "{path}: {}", page.body);
        }
    });
}

#[test]
fn a_dossier_without_a_number_is_not_called_by_its_id() {
    story(async |house| {
        let mut counter = house.signed_in("hongha.motcua1").await;
        let person = [("id_number", &*personal_id()), ("full_name", "Trần Thị Sen"), ("procedure", BIRTH)];
        let written = counter.intake("supplement", &person).await;
        let path = written.led_to();
        let id = path.rsplit('/').next().expect("an id").to_owned();
        for (path, heading) in [(path, "h1"), ("/desk/dossiers?queue=awaiting-online", "th")] {
            let page = counter.get(path).await;
            assert!(page.body.contains("Chưa có mã hồ sơ"), "{heading}: {}", page.body);
            assert!(!page.body.contains(&format!(">{id}<")), "{heading}: {}", page.body);
        }
    });
}

#[test]
fn a_step_does_not_use_the_time_waited_for_the_applicant() {
    story(async |house| {
        let (code, _) = house.received().await;
        let path = format!("/desk/dossiers/{code}");
        let mut counter = house.signed_in("hongha.motcua1").await;
        counter.act(&path, "hand_over", &[]).await;
        let mut specialist = house.signed_in("hongha.chuyenvien1").await;
        specialist.act(&path, "accept_hand_over", &[]).await;
        house.at("2026-03-11T09:30");
        specialist.act(&path, "request_supplement", &[("papers", "p1"), ("note", "Thiếu chữ ký.")]).await;
        house.at("2026-03-13T15:00");
        let mut specialist = house.signed_in("hongha.chuyenvien1").await;
        let page = specialist.get(&path).await;
        let row = page.body.split("hn-table__current").nth(1).expect("a step under way");
        let row = row.split("</tr>").next().expect("a row");
        assert!(row.contains(">30 phút<"), "{row}");
        assert!(
            !page.body.contains("id=\"act-propose_correction\" open"),
            "a correction is never the next act"
        );
    });
}

#[test]
fn a_refused_act_without_a_field_is_not_counted_as_a_field() {
    story(async |house| {
        let (code, _) = house.received().await;
        let path = format!("/desk/dossiers/{code}");
        let mut counter = house.signed_in("hongha.motcua1").await;
        let form = counter.form(&path, "request_withdrawal").await;
        counter.act(&path, "hand_over", &[]).await;
        let stale = counter.send_form(&form, &[("note", "x")]).await;
        assert_eq!(stale.status, StatusCode::CONFLICT);
        assert!(stale.body.contains("Chưa làm được việc này"), "{}", stale.body);
        assert!(stale.body.contains("Hồ sơ vừa được người khác cập nhật."), "{}", stale.body);
        assert!(!stale.body.contains("mục cần sửa"), "{}", stale.body);
    });
}

#[test]
fn a_slip_of_a_dossier_never_received_has_no_made_up_number() {
    story(async |house| {
        let mut counter = house.signed_in("hongha.motcua1").await;
        let person = [("id_number", &*personal_id()), ("full_name", "Trần Thị Sen"), ("procedure", BIRTH)];
        let written = counter.intake("decline", &person).await;
        let path = written.led_to();
        counter.act(path, "decline", &[("ground", "not_eligible"), ("note", "Không đúng đối tượng.")]).await;
        let slip = counter.get(&format!("{path}/slips/refusal")).await;
        let sheet = slip.body.split("<article").nth(1).expect("a sheet");
        let id = path.rsplit('/').next().expect("an id");
        assert!(sheet.contains("PHIẾU TỪ CHỐI"), "{sheet}");
        assert!(!sheet.contains(id) && !sheet.contains(id.rsplit('-').next().expect("a part")), "{sheet}");
    });
}

#[test]
fn who_sees_no_dossiers_is_told_so() {
    story(async |house| {
        let page = house.signed_in("ubndtp.quantri").await.get("/desk").await;
        assert!(page.body.contains("Vai trò này không xem hồ sơ."), "{}", page.body);
        assert!(!page.body.contains("Đến hạn hôm nay"), "{}", page.body);
    });
}

#[test]
fn the_owner_of_a_late_dossier_is_told_plainly_who_has_it() {
    story(async |house| {
        let (code, _) = house.received().await;
        let receipt =
            house.signed_in("hongha.motcua1").await.get(&format!("/desk/dossiers/{code}/receipt")).await;
        let secret = receipt.body.split("hn-secret\">").nth(1).and_then(|rest| rest.split('<').next());
        let path = format!("/track/{code}?s={}", secret.expect("a secret"));
        let mut owner = house.browser();
        let sorry = "Hồ sơ đã quá ngày hẹn trả. Chúng tôi xin lỗi ông/bà";
        assert!(!owner.get(&path).await.body.contains(sorry), "not before the due date");
        house.at("2026-03-16T10:00");
        let late = owner.get(&path).await;
        assert_eq!(late.status, StatusCode::OK);
        assert!(late.body.contains(sorry) && late.body.contains("Quá "), "{}", late.body);
        assert!(late.body.contains("Điểm phục vụ hành chính công phường Hồng Hà"), "{}", late.body);
        owner.lang = "en";
        let english = owner.get(&path).await;
        assert!(english.body.contains("It is past its due date. We apologise for the delay."));
        assert!(english.body.contains("Hồng Hà ward service point"), "{}", english.body);
    });
}
