//! The common dictionary of form fields: what nearly every procedure asks, under one name each, with the national
//! database that holds it already, so that it is fetched and shown, not asked again (NQ 66.7/2025/NQ-CP).
//!
//! The names of databases are those of the decrees that founded them: the national population database (Law on Identity
//! 2023), civil status (Law on Civil Status 2014), business registration, social insurance, land.

use motcua_domain::procedure::{FieldDef, FieldKind};

const POPULATION: &str = "CSDL quốc gia về dân cư";
const CIVIL_STATUS: &str = "CSDL hộ tịch điện tử";
const BUSINESS: &str = "CSDL quốc gia về đăng ký doanh nghiệp";
const INSURANCE: &str = "CSDL quốc gia về bảo hiểm";
const LAND: &str = "CSDL quốc gia về đất đai";

type Line = (&'static str, &'static str, &'static str, FieldKind, Option<&'static str>);

const FIELDS: [Line; 37] = [
    ("applicant.full_name", "Họ, chữ đệm, tên", "Full name", FieldKind::Text, Some(POPULATION)),
    (
        "applicant.personal_id",
        "Số định danh cá nhân",
        "Personal identification number",
        FieldKind::PersonalId,
        Some(POPULATION),
    ),
    ("applicant.birth_date", "Ngày sinh", "Date of birth", FieldKind::Date, Some(POPULATION)),
    ("applicant.sex", "Giới tính", "Sex", FieldKind::Text, Some(POPULATION)),
    ("applicant.ethnicity", "Dân tộc", "Ethnicity", FieldKind::Text, Some(POPULATION)),
    ("applicant.nationality", "Quốc tịch", "Nationality", FieldKind::Text, Some(POPULATION)),
    ("applicant.residence", "Nơi thường trú", "Permanent residence", FieldKind::Address, Some(POPULATION)),
    ("applicant.present_address", "Nơi ở hiện tại", "Present address", FieldKind::Address, Some(POPULATION)),
    ("applicant.phone", "Số điện thoại", "Telephone", FieldKind::Phone, None),
    ("applicant.email", "Thư điện tử", "E-mail", FieldKind::Email, None),
    (
        "applicant.relation",
        "Quan hệ với người được làm thủ tục",
        "Relation to the person concerned",
        FieldKind::Text,
        None,
    ),
    (
        "person.full_name",
        "Họ, chữ đệm, tên người được làm thủ tục",
        "Full name of the person concerned",
        FieldKind::Text,
        Some(POPULATION),
    ),
    (
        "person.personal_id",
        "Số định danh của người được làm thủ tục",
        "Personal number of the person concerned",
        FieldKind::PersonalId,
        Some(POPULATION),
    ),
    (
        "person.birth_date",
        "Ngày sinh của người được làm thủ tục",
        "Date of birth of the person concerned",
        FieldKind::Date,
        Some(POPULATION),
    ),
    ("child.full_name", "Họ, chữ đệm, tên trẻ", "Full name of the child", FieldKind::Text, None),
    ("child.birth_date", "Ngày, giờ sinh của trẻ", "Date of birth of the child", FieldKind::Date, None),
    ("child.sex", "Giới tính của trẻ", "Sex of the child", FieldKind::Text, None),
    ("child.birth_place", "Nơi sinh của trẻ", "Place of birth of the child", FieldKind::Address, None),
    ("child.home_town", "Quê quán của trẻ", "Home town of the child", FieldKind::Address, None),
    ("mother.full_name", "Họ, chữ đệm, tên mẹ", "Full name of the mother", FieldKind::Text, Some(POPULATION)),
    (
        "mother.personal_id",
        "Số định danh của mẹ",
        "Personal number of the mother",
        FieldKind::PersonalId,
        Some(POPULATION),
    ),
    (
        "father.full_name",
        "Họ, chữ đệm, tên cha",
        "Full name of the father",
        FieldKind::Text,
        Some(POPULATION),
    ),
    (
        "father.personal_id",
        "Số định danh của cha",
        "Personal number of the father",
        FieldKind::PersonalId,
        Some(POPULATION),
    ),
    ("marriage.status", "Tình trạng hôn nhân", "Marital status", FieldKind::Text, Some(CIVIL_STATUS)),
    (
        "marriage.certificate",
        "Số giấy chứng nhận kết hôn",
        "Number of the marriage certificate",
        FieldKind::Text,
        Some(CIVIL_STATUS),
    ),
    (
        "spouse.full_name",
        "Họ, chữ đệm, tên vợ hoặc chồng",
        "Full name of the spouse",
        FieldKind::Text,
        Some(POPULATION),
    ),
    (
        "spouse.personal_id",
        "Số định danh của vợ hoặc chồng",
        "Personal number of the spouse",
        FieldKind::PersonalId,
        Some(POPULATION),
    ),
    (
        "business.name",
        "Tên doanh nghiệp, hộ kinh doanh",
        "Name of the business",
        FieldKind::Text,
        Some(BUSINESS),
    ),
    ("business.tax_code", "Mã số thuế", "Tax code", FieldKind::TaxCode, Some(BUSINESS)),
    ("business.address", "Trụ sở", "Seat", FieldKind::Address, Some(BUSINESS)),
    ("business.capital", "Vốn", "Capital", FieldKind::Money, Some(BUSINESS)),
    (
        "insurance.number",
        "Mã số bảo hiểm xã hội",
        "Social insurance number",
        FieldKind::Text,
        Some(INSURANCE),
    ),
    ("land.parcel", "Thửa đất, tờ bản đồ", "Parcel and map sheet", FieldKind::Text, Some(LAND)),
    (
        "land.certificate",
        "Số giấy chứng nhận quyền sử dụng đất",
        "Number of the land certificate",
        FieldKind::Text,
        Some(LAND),
    ),
    ("request.content", "Nội dung đề nghị", "What is asked for", FieldKind::LongText, None),
    ("request.copies", "Số bản cần cấp", "Copies wanted", FieldKind::Number, None),
    ("request.note", "Ghi chú", "Note", FieldKind::LongText, None),
];

/// The fields of the dictionary, by their keys.
pub fn common() -> Vec<FieldDef> {
    FIELDS
        .iter()
        .map(|(key, label, label_en, kind, held_by)| FieldDef {
            key: (*key).to_owned(),
            label: (*label).to_owned(),
            label_en: (*label_en).to_owned(),
            kind: *kind,
            choices: Vec::new(),
            held_by: held_by.map(str::to_owned),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use motcua_domain::procedure::condition::is_word;
    use std::collections::BTreeSet;

    #[test]
    fn every_field_has_one_name_in_each_language_that_conditions_can_say() {
        let fields = common();
        let unique = |of: fn(&FieldDef) -> &str| fields.iter().map(of).collect::<BTreeSet<_>>().len();
        assert_eq!(unique(|f| &f.key), fields.len());
        assert_eq!(unique(|f| &f.label), fields.len());
        assert_eq!(unique(|f| &f.label_en), fields.len());
        assert!(fields.iter().all(|field| is_word(&field.key)));
    }
}
