//! Who looked at a person's data and why, in that person's words: roles and units, never names.

use super::{capital, pick, unit_in, words};
use motcua_app::World;
use motcua_domain::ids::PersonId;
use motcua_store::access::{Noted, Reader};
use motcua_views::Lang;

/// Who looked.
#[must_use]
pub fn who(lang: Lang, world: &World, reader: Reader, me: PersonId) -> String {
    match reader {
        Reader::Person(person) if person == me => pick(lang, "Chính ông/bà", "You").to_owned(),
        Reader::Person(_) => {
            pick(lang, "Chủ hồ sơ hoặc người nộp hộ", "The owner, or the one who filed").to_owned()
        }
        Reader::Officer { unit, role, .. } => {
            let role = role.map_or(pick(lang, "cán bộ", "an officer"), |role| role.label(words(lang)));
            let place = unit.map(|unit| unit_in(lang, world, unit));
            capital(&place.map_or_else(|| role.to_owned(), |place| format!("{role}, {place}")))
        }
    }
}

/// At what.
#[must_use]
pub fn what(lang: Lang, noted: &Noted) -> String {
    match (&noted.dossier, &noted.code) {
        (Some(_), Some(code)) => code.clone(),
        (Some(_), None) => pick(lang, "Hồ sơ chưa có mã", "A dossier without a number yet").to_owned(),
        (None, _) => pick(lang, "Thông tin cá nhân", "Personal data").to_owned(),
    }
}

/// Why, from the key that was kept.
#[must_use]
pub fn why(lang: Lang, purpose: &str) -> String {
    let (vi, en) = match purpose {
        "dossier" => ("Mở hồ sơ để giải quyết", "Opened the dossier to work on it"),
        "act" => ("Thực hiện một việc trên hồ sơ", "Did something on the dossier"),
        "receipt" => ("In giấy hẹn", "Printed the receipt"),
        "slip" => ("In phiếu, thông báo của hồ sơ", "Printed a form of the dossier"),
        "register" => ("Xem sổ theo dõi hồ sơ", "Read the register book"),
        "search" => ("Tìm hồ sơ", "Searched for dossiers"),
        "order" => ("Xem hồ sơ được nêu trong việc giao", "Saw the dossier named in an order"),
        "contest" => (
            "Xem hồ sơ được nêu khi đề nghị xem lại số liệu",
            "Saw the dossier named when a figure was contested",
        ),
        "list" => ("Xem danh sách hồ sơ của đơn vị", "Read the unit's list of dossiers"),
        "handover" => ("Bàn giao hồ sơ", "Handed dossiers over"),
        "person" => ("Tra thông tin khi tiếp nhận hồ sơ", "Looked the person up when receiving a dossier"),
        "entry" => ("Nhập hồ sơ thay ông/bà, theo giấy đồng ý", "Entered a dossier for you, by your consent"),
        "request" => ("Xem yêu cầu của ông/bà về dữ liệu", "Read your request about your data"),
        "api" => ("Phần mềm của cơ quan đọc hồ sơ", "A program of the agency read the dossier"),
        "api events" => (
            "Phần mềm của cơ quan đọc diễn biến hồ sơ",
            "A program of the agency read the course of the dossier",
        ),
        "api list" => ("Phần mềm của cơ quan đọc danh sách hồ sơ", "A program of the agency read a list"),
        "file" => ("Mở tệp giấy tờ", "Opened a file of a paper"),
        "own" => ("Xem hồ sơ của mình", "Looked at your own dossier"),
        "own result" => ("Tải tệp kết quả", "Took the file of the result"),
        "refused dossier" => ("Bị từ chối mở hồ sơ", "Was refused a dossier"),
        "refused filing" => ("Bị từ chối mở hồ sơ đang soạn", "Was refused a filing under way"),
        "refused file" => ("Bị từ chối mở tệp", "Was refused a file"),
        "refused mandate" => ("Bị từ chối mở ủy quyền", "Was refused a mandate"),
        "refused request" => ("Bị từ chối mở yêu cầu về dữ liệu", "Was refused a request about data"),
        "refused look" => ("Bị từ chối mở một lượt xem", "Was refused the record of a look"),
        "refused help" => ("Bị từ chối mở lượt hỗ trợ", "Was refused a record of help"),
        "own unlink" => ("Ngừng liên kết cách đăng nhập", "Ended a link with a way to sign in"),
        "refused link" => ("Bị từ chối một liên kết đăng nhập", "Was refused a link with a way to sign in"),
        "refused kiosk" => ("Bị từ chối mở một ki-ốt", "Was refused a kiosk"),
        "own copy" => ("Tải bản sao dữ liệu", "Took a copy of the data"),
        other => return other.to_owned(),
    };
    pick(lang, vi, en).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access_log::PURPOSES;

    #[test]
    fn every_purpose_has_words_in_both_languages() {
        for purpose in PURPOSES {
            let (vi, en) = (why(Lang::Vi, purpose), why(Lang::En, purpose));
            assert_ne!(vi, purpose);
            assert_ne!(en, purpose);
            assert_ne!(vi, en);
        }
    }
}
