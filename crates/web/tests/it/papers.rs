//! What a dossier's page says of its papers, and what forms 02 and 03 say of who issued them and whom to ask.

use crate::support::{Answer, BIRTH, Browser, COUNTER, HOME_WARD, SLOW, personal_id, story};
use motcua_domain::ids::{ProcedureCode, UnitId};

/// The row of a paper on the page of a dossier.
fn row<'a>(page: &'a Answer, name: &str) -> &'a str {
    let cell = format!("scope=\"row\">{name}");
    let row = page.body.split(&cell).nth(1).unwrap_or_else(|| panic!("{name}: {}", page.body));
    row.split("</tr>").next().expect("its end")
}

/// The unit in the head of a printed form.
fn issuer(slip: &Answer) -> &str {
    let unit = slip.body.split("<p class=\"hn-underline\"><strong>").nth(1).expect("a head");
    unit.split("</strong>").next().expect("its end")
}

/// Whom to ask, as printed.
fn contact(slip: &Answer) -> &str {
    let line =
        slip.body.split("<strong>Liên hệ:</strong> ").nth(1).unwrap_or_else(|| panic!("{}", slip.body));
    line.split("</p>").next().expect("its end")
}

/// The name an officer signs with, as the page shows it.
async fn own_name(officer: &mut Browser) -> String {
    let page = officer.get("/desk").await;
    let name = page.body.split("class=\"hn-bar__user\">").nth(1).unwrap_or_else(|| panic!("{}", page.body));
    name.split('<').next().expect("its end").trim().to_owned()
}

#[test]
fn a_paper_that_was_asked_for_is_said_to_be_until_it_comes() {
    story(async |house| {
        let version =
            house.app.world().version_for(&ProcedureCode::from(BIRTH), house.app.now().date()).cloned();
        let name = version.expect("in force").papers[1].name.clone();
        let (code, _) = house.received().await;
        let path = format!("/desk/dossiers/{code}");
        let mut counter = house.signed_in("hongha.motcua1").await;
        assert!(row(&counter.get(&path).await, &name).contains("Đã nộp"), "it was given");
        counter.act(&path, "hand_over", &[]).await;
        let mut specialist = house.signed_in("hongha.chuyenvien1").await;
        specialist.act(&path, "accept_hand_over", &[]).await;
        specialist.act(&path, "request_supplement", &[("papers", "p2"), ("note", "Bản chụp mờ.")]).await;
        assert!(row(&specialist.get(&path).await, &name).contains("Cần bổ sung"));
        let mut reader = Browser { lang: "en", ..specialist.clone() };
        assert!(row(&reader.get(&path).await, &name).contains("Asked for"));
    });
}

#[test]
fn a_paper_the_state_holds_is_not_missing() {
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
        let page = counter.get(receipt.trim_end_matches("/receipt")).await;
        let version =
            house.app.world().version_for(&ProcedureCode::from(SLOW), house.app.now().date()).cloned();
        let version = version.expect("in force");
        let held = version
            .papers
            .iter()
            .find(|paper| paper.required && paper.held_by.is_some())
            .expect("one the State holds");
        assert!(row(&page, &held.name).contains("Đã có trong cơ sở dữ liệu"), "{}", page.body);
    });
}

#[test]
fn forms_02_and_03_name_whoever_issued_them_and_whom_to_ask() {
    story(async |house| {
        let name = |unit: UnitId| house.app.world().units.get(unit).expect("a unit").name.to_uppercase();
        let counter_unit = house.app.world().units.lasting().find(|unit| unit.key == COUNTER).expect("it").id;
        let (code, _) = house.received().await;
        let path = format!("/desk/dossiers/{code}");
        let mut counter = house.signed_in("hongha.motcua1").await;
        let at_counter = own_name(&mut counter).await;
        counter.act(&path, "hand_over", &[]).await;
        let mut specialist = house.signed_in("hongha.chuyenvien1").await;
        let at_ward = own_name(&mut specialist).await;
        specialist.act(&path, "accept_hand_over", &[]).await;
        specialist.act(&path, "request_supplement", &[("papers", "p2"), ("note", "Bản chụp mờ.")]).await;
        let rest = ", điện thoại 1022; theo dõi hồ sơ tại test.local/track.";
        let slip = specialist.get(&format!("{path}/slips/supplement")).await;
        assert_eq!(contact(&slip), format!("{at_ward}{rest}"), "the one who asked");
        assert_eq!(issuer(&slip), name(HOME_WARD), "where it was asked for");
        assert!(slip.body.contains("Mẫu số 02"));

        let form = [
            ("id_number", &*personal_id()),
            ("full_name", "Trần Thị Lan"),
            ("procedure", BIRTH),
            ("documents_of", BIRTH),
            ("doc.0.have", "1"),
        ];
        let written = counter.intake("supplement", &form).await;
        let path = written.led_to().to_owned();
        counter.act(&path, "decline", &[("ground", "not_eligible"), ("note", "Không đúng đối tượng.")]).await;
        let slip = counter.get(&format!("{path}/slips/refusal")).await;
        assert_eq!(contact(&slip), format!("{at_counter}{rest}"));
        assert_eq!(issuer(&slip), name(counter_unit));
        assert!(slip.body.contains("Mẫu số 03"));
    });
}
