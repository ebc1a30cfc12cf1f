//! Sentences officers and applicants write in a replay. Made up; each list is drawn from at random.

use motcua_domain::dossier::DeclineGround;
use rand::Rng;

/// One of a list.
pub fn pick(list: &[&str], rng: &mut impl Rng) -> String {
    if list.is_empty() { String::new() } else { list[rng.random_range(0..list.len())].to_owned() }
}

pub const SUPPLEMENT: &[&str] = &[
    "Bản chụp mờ, không đọc được số. Đề nghị ông/bà nộp lại bản rõ.",
    "Thiếu chữ ký ở trang cuối của tờ khai. Đề nghị bổ sung.",
    "Giấy tờ kèm theo đã hết hạn. Đề nghị nộp bản còn hiệu lực.",
    "Thông tin trên tờ khai chưa khớp với giấy tờ kèm theo. Đề nghị kiểm tra và bổ sung.",
];
pub const SUPPLEMENTED: &[&str] =
    &["Tôi xin bổ sung giấy tờ theo yêu cầu.", "Đã bổ sung đủ theo phiếu yêu cầu."];
pub const NOT_SUPPLEMENTED: &[&str] = &["Đã quá thời hạn bổ sung và đã nhắc; người nộp chưa bổ sung."];
pub const FEE: &[&str] = &["Lệ phí theo quy định, nộp khi tiếp nhận."];
pub const TAX: &[&str] = &[
    "Thông báo nghĩa vụ tài chính của cơ quan thuế.",
    "Đề nghị nộp lệ phí trước bạ và thuế theo thông báo.",
];
pub const HAND_OVER_DECLINED: &[&str] =
    &["Túi hồ sơ giấy chưa đủ so với danh mục; đề nghị kiểm tra lại trước khi bàn giao."];
pub const TAKEN_BACK: &[&str] = &["Bàn giao nhầm đợt, lấy lại để ghép đủ giấy tờ."];
pub const REASSIGNED: &[&str] = &["Chuyên viên đang giải quyết đi công tác; chuyển người khác xử lý."];
pub const EXTENDED: &[&str] = &[
    "Hồ sơ cần xác minh thêm tại thực địa. Xin lỗi ông/bà vì chậm trễ và xin hẹn lại.",
    "Phải đối chiếu với hồ sơ lưu ở đơn vị cũ. Xin lỗi ông/bà và xin gia hạn.",
];
pub const CONSULT: &[&str] = &[
    "Đề nghị cho ý kiến về nội dung thuộc lĩnh vực quản lý của đơn vị.",
    "Đề nghị đối chiếu thông tin lưu tại đơn vị.",
];
pub const AGREE: &[&str] = &["Nhất trí với nội dung đề nghị.", "Thông tin khớp với hồ sơ lưu, nhất trí."];
pub const CONDITIONAL: &[&str] = &["Nhất trí với điều kiện bổ sung bản vẽ hiện trạng khi lưu hồ sơ."];
pub const DISAGREE: &[&str] = &["Thông tin đề nghị chưa khớp với hồ sơ lưu; đề nghị xem xét thêm."];
pub const MEETS: &[&str] =
    &["Hồ sơ đủ điều kiện theo quy định.", "Đã đối chiếu cơ sở dữ liệu, thông tin khớp."];
pub const DOES_NOT_MEET: &[&str] =
    &["Chưa đủ điều kiện theo quy định; dự thảo văn bản từ chối nêu rõ lý do."];
pub const REFUSED: &[&str] = &["Không đủ điều kiện giải quyết; lý do và căn cứ nêu trong văn bản trả lời."];
pub const RETURNED: &[&str] =
    &["Dự thảo còn sai ngày sinh; đề nghị sửa và trình lại.", "Bổ sung căn cứ pháp lý trong dự thảo."];
pub const WITHDRAWN: &[&str] = &["Người nộp xin rút hồ sơ; đã giải thích và trả lại giấy tờ."];
pub const WITHDRAWAL_TOO_LATE: &[&str] = &["Kết quả đã trình ký, không thể rút hồ sơ ở bước này."];
pub const CORRECTION: &[&str] = &["Ghi nhầm khi nhập; đã đối chiếu với bản giấy."];

/// Why a dossier is not accepted.
pub fn declined(ground: DeclineGround) -> &'static [&'static str] {
    match ground {
        DeclineGround::NotEligible => {
            &["Người nộp chưa thuộc đối tượng của thủ tục này; đã hướng dẫn thủ tục phù hợp."]
        }
        DeclineGround::NotCompetent => {
            &["Việc này thuộc thẩm quyền của cơ quan ngoài thành phố; đã hướng dẫn nơi nộp."]
        }
        DeclineGround::Duplicate => &["Hồ sơ trùng với hồ sơ đang giải quyết."],
        DeclineGround::NotSupplemented => NOT_SUPPLEMENTED,
        DeclineGround::FalsePapers => &["Giấy tờ kèm theo không đúng với bản lưu."],
    }
}
