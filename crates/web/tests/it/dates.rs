//! Dates on pages: one form in each language, and no promise of a date where none will ever come.

use crate::support::{BIRTH, Browser, SLOW, personal_id, story};

/// Files a dossier that is not received; gives its page.
async fn filed(counter: &mut Browser, name: &str) -> String {
    let number = personal_id();
    let form = [("id_number", number.as_str()), ("full_name", name), ("procedure", BIRTH)];
    counter.intake("decline", &form).await.led_to().to_owned()
}

/// What the page of a dossier says of its due date.
async fn promised(browser: &mut Browser, path: &str) -> String {
    let page = browser.get(path).await;
    let block = page.body.split("hn-due__label").nth(1).expect("a due date").to_owned();
    let text = block.split("<p class=").nth(1).and_then(|rest| rest.split_once('>')).expect("its text").1;
    text.split('<').next().unwrap_or_default().to_owned()
}

/// The line of a search that leads to a dossier.
async fn found(browser: &mut Browser, name: &str, path: &str) -> String {
    let csrf = browser.get("/desk/search").await.field("csrf");
    let page = browser.post("/desk/search", &[("csrf", &csrf), ("q", name)]).await;
    let rows = page.body.split("<tr role=\"row\">").find(|row| row.contains(path));
    rows.unwrap_or_else(|| panic!("{path} in {}", page.body)).to_owned()
}

fn english(browser: &Browser) -> Browser {
    Browser { lang: "en", ..browser.clone() }
}

#[test]
fn a_dossier_never_received_is_not_said_to_get_a_date_later() {
    story(async |house| {
        let mut counter = house.signed_in("hongha.motcua1").await;
        let mut reader = english(&counter);
        let path = filed(&mut counter, "Trần Thị Sen").await;
        assert_eq!(promised(&mut counter, &path).await, "Chưa có ngày hẹn");
        assert_eq!(promised(&mut reader, &path).await, "No due date yet");
        assert!(found(&mut counter, "tran thi sen", &path).await.contains(">Chưa có<"));
        counter.act(&path, "decline", &[("ground", "not_eligible"), ("note", "Không đúng đối tượng.")]).await;
        let never = "Không có ngày hẹn: hồ sơ không được tiếp nhận";
        assert_eq!(promised(&mut counter, &path).await, never);
        assert_eq!(promised(&mut reader, &path).await, "No due date: the dossier was not accepted");
        assert!(found(&mut counter, "tran thi sen", &path).await.contains(">Không có<"));
        assert!(found(&mut reader, "tran thi sen", &path).await.contains(">No date<"));
        let slip = counter.get(&format!("{path}/slips/refusal")).await;
        assert!(slip.body.contains(&format!("<dt>Hẹn trả</dt><dd>{never}</dd>")), "{}", slip.body);
    });
}

#[test]
fn a_dossier_withdrawn_before_receipt_has_no_date_and_says_why() {
    story(async |house| {
        let mut counter = house.signed_in("hongha.motcua1").await;
        let path = filed(&mut counter, "Trần Thị Lan").await;
        counter.act(&path, "request_withdrawal", &[("note", "Nộp nhầm.")]).await;
        counter.act(&path, "stop", &[("ground", "withdrawn"), ("note", "Theo yêu cầu.")]).await;
        let never = "Không có ngày hẹn: hồ sơ đã được rút trước khi tiếp nhận";
        assert_eq!(promised(&mut counter, &path).await, never);
        let told = "No due date: the dossier was withdrawn before it was received";
        assert_eq!(promised(&mut english(&counter), &path).await, told);
        let slip = counter.get(&format!("{path}/slips/stop")).await;
        assert!(slip.body.contains(&format!("<dt>Hẹn trả</dt><dd>{never}</dd>")), "{}", slip.body);
    });
}

#[test]
fn a_slip_of_a_stopped_clock_promises_no_moment() {
    story(async |house| {
        let (code, _) = house.received().await;
        let path = format!("/desk/dossiers/{code}");
        let mut counter = house.signed_in("hongha.motcua1").await;
        counter.act(&path, "hand_over", &[]).await;
        let mut specialist = house.signed_in("hongha.chuyenvien1").await;
        specialist.act(&path, "accept_hand_over", &[]).await;
        specialist.act(&path, "request_supplement", &[("papers", "p1"), ("note", "Thiếu chữ ký.")]).await;
        let slip = specialist.get(&format!("{path}/slips/supplement")).await;
        assert!(slip.body.contains("<dt>Hẹn trả</dt><dd>Tạm dừng tính hạn</dd>"), "{}", slip.body);
    });
}

#[test]
fn the_apology_names_the_first_promise_and_the_new_one() {
    story(async |house| {
        let mut counter = house.signed_in("hongha.motcua1").await;
        let number = personal_id();
        let form = [
            ("id_number", number.as_str()),
            ("full_name", "Trần Thị Sen"),
            ("procedure", SLOW),
            ("paper", "no"),
        ];
        let receipt = counter.intake("receive", &form).await.led_to().to_owned();
        let path = receipt.trim_end_matches("/receipt").to_owned();
        counter.act(&path, "hand_over", &[]).await;
        house.signed_in("hongha.chuyenvien1").await.act(&path, "accept_hand_over", &[]).await;
        let reason = [("days", "1"), ("note", "Phải xác minh nơi cư trú cũ.")];
        house.signed_in("hongha.chutich").await.act(&path, "extend", &reason).await;
        let slip = counter.get(&format!("{path}/slips/apology")).await.body;
        assert!(slip.contains("<dt>Hẹn trả ban đầu</dt><dd>17 giờ, thứ Hai 16/3/2026</dd>"), "{slip}");
        assert!(slip.contains("17 giờ, thứ Ba 17/3/2026"), "{slip}");
        assert!(slip.contains("Phải xác minh nơi cư trú cũ."), "{slip}");
    });
}

#[test]
fn a_page_and_its_explanation_write_dates_in_one_form() {
    story(async |house| {
        house.at("2026-02-03T09:05");
        let (code, _) = house.received().await;
        let path = format!("/desk/dossiers/{code}");
        let mut counter = house.signed_in("hongha.motcua1").await;
        let mut reader = english(&counter);
        let page = counter.get(&path).await.body;
        assert!(page.contains("Tiếp nhận hồ sơ lúc 9 giờ 05, thứ Ba 3/2/2026."), "{page}");
        assert!(!page.contains("03/02") && !page.contains("09:05 ngày"), "{page}");
        let page = reader.get(&path).await.body;
        assert!(page.contains("Received at 9:05, Tuesday 3 February 2026."), "{page}");
        // What an officer reads in English names the month, in lists too.
        assert!(!page.contains("3/2/2026"), "{page}");
        assert!(reader.get("/desk/dossiers?queue=received").await.body.contains(">3 Feb 09:05<"));
        assert!(reader.get(&format!("/procedures/{BIRTH}")).await.body.contains("Valid from 1 July 2025."));
        // A form of the law writes the day with its noughts.
        let receipt = counter.get(&format!("{path}/receipt")).await.body;
        assert!(receipt.contains("Ngày 03 tháng 02 năm 2026"), "{receipt}");
    });
}
