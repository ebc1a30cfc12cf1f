//! The Vietnamese a text carries for its reader: remarks at the head of each section, and what a condition lacks.

/// At the head of every text.
pub(super) const HEAD: &str = "\
# Một phiên bản của một thủ tục hành chính. Dòng bắt đầu bằng dấu # là ghi chú, chương trình bỏ qua.
# Mỗi dòng là: tên = giá trị. Văn bản đặt trong dấu nháy kép; true là có, false là không; ngày viết năm-tháng-ngày.
# Không ghi một mục nghĩa là chưa biết hoặc theo lệ thường, không phải là số 0. Kiểm tra: motcua procedure check TỆP
#
# tier: commune (cấp xã), city (cấp thành phố), both (cả hai).
# competence: commune (xã nơi có thẩm quyền) hoặc mã của cơ quan giải quyết, như \"so-noi-vu\".
# service_level: full (toàn trình), partial (một phần), online_unspecified (trực tuyến, chưa rõ mức), none (không), unknown (chưa rõ).
# channels: counter (tại quầy), online (trực tuyến), post (bưu chính công ích).
# provisional: phần còn là tạm tính: term (thời hạn), steps (các bước), papers (giấy tờ), fee (phí, lệ phí), form (biểu mẫu).
";
pub(super) const TERM: &str = "\
# Thời hạn. length: \"3 working days\" (ngày làm việc), \"4 working hours\" (giờ làm việc), \"10 days\" (ngày), \"2 months\" (tháng).
# start: next_working_day (không tính ngày nhận) hoặc same_day (ngày nhận là ngày thứ nhất).
# cutoff: sau giờ này thì start_next_day (coi như nhận hôm sau) hoặc due_next_day (trả vào hôm sau).
";
pub(super) const VARIANTS: &str = "# Thời hạn khác cho một trường hợp (case) hoặc một kênh (channel).\n";
pub(super) const QUESTIONS: &str = "\
# Câu hỏi để biết hồ sơ thuộc trường hợp nào. Điều kiện gọi câu trả lời là answer.<key>.
";
pub(super) const CASES: &str = "\
# Các trường hợp. Trường hợp đầu tiên có điều kiện (when) đúng sẽ áp dụng; không ghi when là mọi hồ sơ còn lại.
";
pub(super) const PAPERS: &str = "\
# Thành phần hồ sơ. form: original (bản chính), certified_copy (bản sao chứng thực), photocopy (bản chụp),
# electronic (điện tử); không ghi là nguồn không nói rõ. held_by: cơ sở dữ liệu đã có giấy này, thì không yêu cầu nộp.
# by_form = true: nộp trực tuyến thì biểu mẫu điện tử thay cho giấy này.
# when: chỉ cần khi điều kiện đúng, ví dụ \"case = a and channel = post\".
";
pub(super) const PAGES: &str = "\
# Mẫu đơn điện tử, từng trang. field: mã trường trong từ điển chung.
# prefill: lấy sẵn từ account (tài khoản), register (cơ sở dữ liệu), earlier (hồ sơ trước).
";
pub(super) const FEES: &str = "\
# Phí, lệ phí, tính bằng đồng. kind: fee là phí; không ghi là lệ phí. Không ghi một tiêu chí nghĩa là áp dụng cho tất cả.
# payer: citizen (công dân), foreigner (người nước ngoài), organisation (tổ chức), exempt (được miễn). identity: one, two (mức định danh).
";
pub(super) const STEPS: &str = "\
# Các bước, làm lần lượt từ trên xuống.
# kind: intake (tiếp nhận), assign (phân công), appraise (thẩm định), review (xem xét), approve (duyệt, ký),
#       issue (phát hành), payment (nghĩa vụ tài chính), return (trả kết quả).
# role: one_stop (cán bộ một cửa), specialist (chuyên viên), section_head (lãnh đạo phòng), unit_head (lãnh đạo đơn vị),
#       clerk (văn thư), cashier (kế toán, thu ngân).
# place: received_at (nơi tiếp nhận), competent (cơ quan có thẩm quyền), commune (xã có liên quan), return_at (nơi trả),
#        hoặc mã của một cơ quan.
# budget: thời gian của bước. floor_minutes: số phút làm việc ít nhất. clock_runs = false: thời gian không tính cho cơ quan.
# when: chỉ làm khi điều kiện đúng. next: rẽ tới bước có key ấy. opinions: ý kiến lấy song song. acts: việc phụ được phép.
";
pub(super) const BASIS: &str = "# Căn cứ pháp lý.\n";

pub(super) const VARIATION: &str = "\
# Những gì xã, phường được thay đổi. Không ghi một bước hay một mục nghĩa là theo đúng phiên bản của thành phố.
# cutoff, budget, floor_minutes: từ min đến max. roles, fields: được giao thêm cho. may_leave_out = true: xã được bỏ bước này.
";
pub(super) const VARIANT_OF: &str =
    "# Biến thể của một xã, phường: lập từ phiên bản nào của thành phố, của đơn vị nào.\n";

/// What a condition lacks, as a Vietnamese reader is told; the English stays where no word is known.
pub(super) fn expected_vi(expected: &'static str) -> &'static str {
    match expected {
        "a shorter condition" => "một điều kiện ngắn hơn (nhiều nhất 2.000 ký tự)",
        "fewer parentheses" => "ít ngoặc lồng nhau hơn",
        "'and', 'or' or the end" => "`and`, `or` hoặc kết thúc",
        "')'" => "dấu ngoặc đóng `)`",
        "'('" => "dấu ngoặc mở `(`",
        "',' or ')'" => "dấu phẩy hoặc dấu `)`",
        "'=' or 'in'" => "dấu `=` hoặc từ `in`",
        "a value" => "một giá trị (chữ không dấu, chữ số, _ - .)",
        "a fact such as case, channel, answer.…" | "case, channel, finding, outcome, answer.… or field.…" => {
            "case, channel, finding, outcome, answer.<câu hỏi> hoặc field.<trường>"
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test panics")]
    use super::expected_vi;
    use motcua_domain::procedure::Condition;

    #[test]
    fn whatever_a_condition_lacks_is_told_in_vietnamese() {
        let deep = "not ".repeat(100) + "case = a";
        let long = "x".repeat(3_000);
        for text in [
            &deep,
            &long,
            "",
            "case",
            "case =",
            "kase = a",
            "case = a x",
            "(case = a",
            "case in a",
            "case in (a b)",
        ] {
            let error = text.parse::<Condition>().unwrap_err();
            assert_ne!(expected_vi(error.expected), error.expected, "{text}");
        }
    }
}
