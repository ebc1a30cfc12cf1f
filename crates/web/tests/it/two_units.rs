//! Somebody with duties at two units: offered as such, entered where chosen, able to change.

use crate::support::{HOME_WARD, OTHER_WARD, story};
use axum::http::StatusCode;

/// The account of the small city that has duties at both wards.
const BOTH: &str = "hongha.chuyenvien2";

#[test]
fn a_role_at_two_units_is_offered_as_such_and_entered_where_it_was_chosen() {
    story(async |house| {
        let mut guest = house.browser();
        let page = guest.get("/desk/demo").await;
        let offers: Vec<&str> =
            page.body.split("<form").filter(|form| form.contains(&format!("value=\"{BOTH}\""))).collect();
        assert_eq!(offers.len(), 2, "once at each unit");
        assert!(
            offers.iter().any(|form| form.contains("Cũng làm việc tại Ủy ban nhân dân phường Hoàn Kiếm"))
        );
        assert!(offers.iter().any(|form| form.contains("Cũng làm việc tại Ủy ban nhân dân phường Hồng Hà")));
        assert_eq!(page.body.matches("Cũng làm việc tại").count(), 2, "nobody else works at two");
        for unit in [OTHER_WARD, HOME_WARD] {
            let number = unit.0.to_string();
            let page = guest.get("/desk/demo").await;
            let form = [("csrf", page.field("csrf")), ("login", BOTH.to_owned()), ("unit", number.clone())];
            let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let entered = guest.post("/desk/demo", &form).await;
            assert_eq!(entered.location(), "/desk");
            let desk = guest.get("/desk").await.body;
            assert!(desk.contains(&format!("<option value=\"{number}\" selected>")), "{desk}");
        }
    });
}

#[test]
fn a_role_is_not_entered_at_a_unit_it_has_no_duty_at() {
    story(async |house| {
        let mut guest = house.browser();
        let csrf = guest.get("/desk/demo").await.field("csrf");
        for (unit, status) in [("1", StatusCode::FORBIDDEN), ("phường", StatusCode::BAD_REQUEST)] {
            let form = [("csrf", csrf.as_str()), ("login", BOTH), ("unit", unit)];
            assert_eq!(guest.post("/desk/demo", &form).await.status, status, "{unit}");
        }
    });
}
