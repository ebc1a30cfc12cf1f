//! `/desk/guard`, drafts of apologies and where time went, through the front door.

use crate::support::{Browser, House, SLOW, filing, run};
use axum::http::StatusCode;
use motcua_db::{on_each_database, testing::TestDb};
use std::sync::Arc;

/// A walk of the guard, on a thread of its own.
fn walk(house: &House) -> motcua_app::guard::Watch {
    let app = Arc::clone(&house.app);
    std::thread::spawn(move || app.keep_guard()).join().expect("walked").expect("walked")
}

/// A dossier of three working days, received on Wednesday 11: due on Monday 16 at closing. At the ward since.
async fn slow(house: &House) -> (String, String) {
    let mut program = house.program("hongha.motcua1").await;
    let mut body = filing();
    body["procedure"] = SLOW.into();
    let answer = program.send("/api/v1/dossiers", &body).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    let code = answer.json()["code"].as_str().expect("a code").to_owned();
    let path = format!("/desk/dossiers/{code}");
    house.signed_in("hongha.motcua1").await.act(&path, "hand_over", &[]).await;
    house.signed_in("hongha.chuyenvien1").await.act(&path, "accept_hand_over", &[]).await;
    (code, path)
}

/// What stands after a text.
fn around(page: &str, text: &str) -> String {
    let at = page.find(text).unwrap_or_else(|| panic!("{text} in {page}"));
    page[at..].chars().take(300).collect()
}

/// The minutes of each line of the table, the total last.
fn minutes(page: &str) -> Vec<u64> {
    let table =
        page.split("hn-spent__bar").nth(1).expect("the bar").split("</table>").next().expect("a table");
    let cells = table.split("data-label=\"Số phút\">").skip(1);
    cells
        .map(|cell| cell.split('<').next().expect("a cell").replace('.', "").parse().expect("a number"))
        .collect()
}

async fn list(browser: &mut Browser, of: &str) -> String {
    let page = browser.get(&format!("/desk/guard{of}")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    page.body
}

on_each_database! {
    fn a_head_is_told_with_reasons_and_takes_the_draft_up(db: &TestDb) {
        let house = House::over(db);
        run(async move {
            let (code, path) = slow(&house).await;
            let mut head = house.signed_in("hongha.chutich").await;
            let calm = head.get(&path).await.body;
            assert!(!calm.contains("Dự thảo xin lỗi") && calm.contains("Đúng tiến độ"), "{calm}");
            // Friday: the promise is on Monday.
            house.at("2026-03-13T08:30");
            assert!(walk(&house).drafts >= 1);
            // A session of two days ago has ended.
            let mut head = house.signed_in("hongha.chutich").await;
            let page = list(&mut head, "").await;
            assert!(around(&page, "hn-guard").contains(&code), "{page}");
            for text in ["Còn một ngày làm việc", "Dự thảo xin lỗi, gia hạn", "?act=extend#act-extend", "làm việc</strong>"] {
                assert!(page.contains(text), "{text} in {page}");
            }
            let mut english = house.signed_in("hongha.chutich").await;
            english.lang = "en";
            let page = list(&mut english, "").await;
            assert!(page.contains("One working day left") && page.contains("Draft apology"), "{page}");
            // The specialist sees the draft and cannot take it up; who works elsewhere sees nothing of it.
            let specialist = list(&mut house.signed_in("hongha.chuyenvien1").await, "").await;
            assert!(specialist.contains(&code) && !specialist.contains("?act=extend"), "{specialist}");
            for other in ["hoankiem.chutich", "hoankiem.chuyenvien1"] {
                let page = list(&mut house.signed_in(other).await, "").await;
                assert!(!page.contains(&code), "{other}: {page}");
                let page = list(&mut house.signed_in(other).await, "?of=missed").await;
                assert!(!page.contains(&code), "{other} asks for the city's list: {page}");
            }
            // The draft as it would be printed, and the form filled with it.
            let draft = head.get(&format!("{path}/slips/apology")).await;
            assert!(draft.body.contains("DỰ THẢO") && draft.body.contains("lãnh đạo đơn vị ghi"), "{}", draft.body);
            let form = head.get(&format!("{path}?act=extend")).await;
            assert!(form.body.contains("Dự thảo đề xuất: hẹn lại"), "{}", form.body);
            assert!(around(&form.body, "name=\"days\"").contains("value=\"1\""), "{}", form.body);
            head.act(&path, "extend", &[("days", "1"), ("note", "Chờ xác minh thêm.")]).await;
            let done = head.get(&path).await.body;
            assert!(!done.contains("Dự thảo xin lỗi"), "once extended there is no draft: {done}");
            let slip = head.get(&format!("{path}/slips/apology")).await.body;
            assert!(!slip.contains("DỰ THẢO") && slip.contains("Chờ xác minh thêm."), "{slip}");
        });
    }

    fn a_second_miss_is_shown_to_the_city_and_to_nobody_else(db: &TestDb) {
        let house = House::over(db);
        run(async move {
            let (code, path) = slow(&house).await;
            let (once, _) = slow(&house).await;
            house.at("2026-03-13T08:30");
            house
                .signed_in("hongha.chutich")
                .await
                .act(&path, "extend", &[("days", "1"), ("note", "Chờ xác minh thêm.")])
                .await;
            house.at("2026-03-23T09:00");
            assert!(walk(&house).climbed >= 6);
            assert_eq!(walk(&house).climbed, 0, "once a rung");
            for who in ["ubndtp.lanhdao", "trungtam.giamdoc"] {
                let mut above = house.signed_in(who).await;
                let again = list(&mut above, "").await;
                assert!(again.contains(&code) && !again.contains(&once), "{who}: {again}");
                assert!(again.contains("Quá hạn lần hai, sau khi đã xin lỗi"), "{again}");
                let missed = list(&mut above, "?of=missed").await;
                assert!(missed.contains(&once) && !missed.contains(&code), "{who}: {missed}");
            }
            // A first miss of days is a matter of the city as well, by a rung of its own.
            house.at("2026-03-25T09:00");
            assert!(walk(&house).climbed >= 1);
            let mut leader = house.signed_in("ubndtp.lanhdao").await;
            let long = list(&mut leader, "").await;
            assert!(long.contains(&once) && long.contains("Quá hạn lần đầu đã 5 ngày làm việc"), "{long}");
            assert!(!list(&mut leader, "?of=missed").await.contains(&once), "in one list only");
            house.at("2026-03-23T09:00");
            let director = list(&mut house.signed_in("trungtam.giamdoc").await, "").await;
            assert!(!director.contains(&format!("href=\"{path}\"")), "told, not let in: {director}");
            let head = list(&mut house.signed_in("hongha.chutich").await, "?of=again").await;
            assert!(head.contains(&code) && head.contains(&once), "a head sees the own unit's: {head}");
            let bad = list(&mut house.signed_in("hongha.chutich").await, "?after=nonsense&of=%00").await;
            assert!(bad.contains(&code));
        });
    }

    fn where_the_time_went_adds_up_to_the_minute(db: &TestDb) {
        let house = House::over(db);
        run(async move {
            let (_, path) = slow(&house).await;
            house.at("2026-03-12T10:17");
            let mut specialist = house.signed_in("hongha.chuyenvien1").await;
            specialist.act(&path, "request_supplement", &[("papers", "p1"), ("note", "Thiếu giấy chứng sinh.")]).await;
            house.at("2026-03-13T14:03");
            let page = house.signed_in("hongha.chutich").await.get(&path).await.body;
            let spent = minutes(&page);
            assert_eq!(spent.len(), 6, "{page}");
            assert_eq!(spent[..5].iter().sum::<u64>(), spent[5]);
            // From Wednesday 9:00 to Friday 14:03, of these from Thursday 10:17 on for the applicant.
            assert_eq!((spent[0], spent[5]), (24 * 60 + 226, 2 * 24 * 60 + 303));
            assert!(page.contains("Đồng hồ đang dừng") || !page.contains("Nguy cơ trễ hạn"), "{page}");
            assert!(page.contains("1 ngày 3 giờ 46 phút"), "in words, nothing rounded away: {page}");
        });
    }
}
