//! The codes of the checks: what each means and what to do, in both languages. A page of `docs/checks` is named after each
//! code. Codes never change their meaning.

use crate::finding::Severity::{self, Error, Note, Warning};

/// What a check looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Check {
    /// Stable code.
    pub code: &'static str,
    /// How grave it is as a rule; a finding may be milder where it can do less harm.
    pub severity: Severity,
    /// What is wrong, Vietnamese.
    pub vi: &'static str,
    /// What is wrong, English.
    pub en: &'static str,
    /// What to do, Vietnamese.
    pub remedy_vi: &'static str,
    /// What to do, English.
    pub remedy_en: &'static str,
}

macro_rules! checks {
    ($($name:ident = $code:literal $severity:ident $vi:literal $en:literal $remedy_vi:literal $remedy_en:literal;)*) => {
        $(
            #[doc = $en]
            pub const $name: Check = Check {
                code: $code, severity: $severity, vi: $vi, en: $en, remedy_vi: $remedy_vi, remedy_en: $remedy_en,
            };
        )*
        /// Every check.
        pub const ALL: &[Check] = &[$($name),*];
    };
}

checks! {
    TOO_LARGE = "too-large" Error
        "Phiên bản lớn hơn mức hệ thống kiểm tra được."
        "The version is larger than what can be checked."
        "Bớt số bước, giấy tờ, câu hỏi hoặc quy tắc; tách thành nhiều thủ tục nếu cần."
        "Reduce steps, papers, questions or rules; split the procedure if need be.";
    NAME_MISSING = "name-missing" Error
        "Thủ tục, bước, giấy tờ, trường hợp hoặc câu hỏi chưa có tên."
        "The procedure, a step, a paper, a case or a question has no name."
        "Ghi tên tiếng Việt như văn bản công bố."
        "Write the Vietnamese name as it was published.";
    ENGLISH_MISSING = "english-missing" Note
        "Chưa có tên tiếng Anh; trang tiếng Anh sẽ hiện tên tiếng Việt."
        "There is no English name; English pages will show the Vietnamese one."
        "Ghi tên tiếng Anh."
        "Write the English name.";
    CODE_MALFORMED = "code-malformed" Error
        "Mã thủ tục không đúng dạng của Cơ sở dữ liệu quốc gia về thủ tục hành chính."
        "The code of the procedure does not have the form of the national procedure database."
        "Ghi mã dạng d.dddddd, ví dụ 1.001193."
        "Write the code as d.dddddd, such as 1.001193.";
    CHANNEL_MISSING = "channel-missing" Error
        "Không có cách nộp nào, hoặc một cách nộp ghi hai lần."
        "There is no way to file, or one stands twice."
        "Chọn ít nhất một trong ba cách: trực tiếp, trực tuyến, bưu chính; mỗi cách một lần."
        "Choose at least one of counter, online and post, each once.";
    ONLINE_DIFFERS = "online-differs" Warning
        "Mức dịch vụ trực tuyến và cách nộp không khớp nhau."
        "The online level and the ways to file contradict each other."
        "Sửa mức dịch vụ, hoặc thêm hay bỏ cách nộp trực tuyến."
        "Mend the online level, or add or remove filing online.";
    RESULT_MISSING = "result-missing" Error
        "Chưa ghi kết quả giải quyết."
        "What is issued is not named."
        "Ghi tên giấy tờ hoặc văn bản trả cho người dân."
        "Name the paper or document the applicant receives.";
    PROVISIONAL = "provisional" Note
        "Có giá trị tạm thời, chưa có nguồn chính thức."
        "Something is provisional: no official source was found."
        "Đối chiếu văn bản công bố, sửa giá trị rồi bỏ dấu tạm thời."
        "Compare with the published decision, mend the value, then remove the mark.";
    UNIT_UNKNOWN = "unit-unknown" Error
        "Phiên bản nêu một đơn vị không có trong danh mục của thành phố."
        "The version names a unit that the city does not have."
        "Chọn một đơn vị trong danh mục."
        "Choose a unit of the list.";
    FIELD_OF_DUTY_UNKNOWN = "field-of-duty-unknown" Error
        "Lĩnh vực không có trong danh mục."
        "The field of procedures is not in the list."
        "Chọn một lĩnh vực trong danh mục."
        "Choose a field of the list.";

    STEP_UNREACHABLE = "step-unreachable" Warning
        "Không hồ sơ nào đi đến bước này."
        "No dossier ever comes to this step."
        "Sửa điều kiện hoặc hướng đi dẫn đến bước, hoặc bỏ bước."
        "Mend the condition or the route that leads to it, or remove the step.";
    FLOW_DEAD_END = "flow-dead-end" Error
        "Có hồ sơ dừng lại trước bước trả kết quả."
        "Some dossiers come to a stop before the return of the result."
        "Để mọi hướng đi kết thúc ở bước trả kết quả, là bước cuối của bảng."
        "Let every way end at the return, the last step of the table.";
    FLOW_LOOP = "flow-loop" Error
        "Hướng đi quay về chính bước đó hoặc bước trước."
        "A route leads to its own step or back to an earlier one."
        "Chỉ dẫn đến bước phía dưới. Muốn trả lại, cán bộ dùng nút trả lại bước và ghi lý do."
        "Lead only further down. To go back an officer returns the step, with a reason.";
    FLOW_NOT_SOUND = "flow-not-sound" Error
        "Trình tự không đưa hồ sơ đến kết quả: phải tiếp nhận trước, duyệt rồi mới phát hành, cuối cùng trả kết quả."
        "The order does not lead to a result: first intake, then decision before issue, at the end the return."
        "Thêm bước còn thiếu hoặc đặt lại thứ tự."
        "Add the missing step, or put the steps in order.";
    STEP_AFTER_ISSUE = "step-after-issue" Warning
        "Bước nằm sau lần phát hành cuối cùng nên không bao giờ được làm."
        "The step comes after the last issue of a result and is never done."
        "Đưa bước lên trước bước phát hành, hoặc bỏ bước."
        "Move the step before the issue, or remove it.";
    ROUTE_UNKNOWN = "route-unknown" Error
        "Hướng đi dẫn đến một bước không có."
        "A route leads to a step that does not exist."
        "Chọn mã của một bước phía dưới."
        "Choose the key of a step further down.";
    STEP_KEY_TWICE = "step-key-twice" Error
        "Hai bước có cùng mã."
        "Two steps have the same key."
        "Đặt mã khác nhau cho từng bước."
        "Give each step a key of its own.";
    STEP_KEY_MISSING = "step-key-missing" Warning
        "Quy trình có hướng đi riêng nhưng có bước chưa có mã."
        "The flow has routes, and a step has no key."
        "Đặt mã cho mọi bước, ví dụ tham-dinh."
        "Give every step a key, such as appraisal.";
    STEP_PLACE = "step-place" Error
        "Bước làm sai phía của quầy một cửa."
        "The step is done on the wrong side of the counter."
        "Tiếp nhận ở nơi tiếp nhận, trả kết quả ở nơi trả; các bước khác ở cơ quan giải quyết."
        "Intake is done where the dossier is received, return where it is returned, the rest at an agency.";
    PAYMENT_CLOCK = "payment-clock" Warning
        "Bước nghĩa vụ tài chính và quy định dừng đồng hồ không khớp nhau."
        "The payment step and the rule that stops the clock contradict each other."
        "Để bước nghĩa vụ tài chính không tính giờ, và bật việc dừng đồng hồ khi chờ nộp tiền."
        "Let the payment step not count, and let waiting for the payment stop the clock.";
    FLOOR_EXCEEDS_BUDGET = "floor-exceeds-budget" Warning
        "Thời gian tối thiểu dài hơn thời gian được giao."
        "The least plausible time is longer than the budget."
        "Giảm thời gian tối thiểu hoặc tăng thời gian của bước."
        "Lower the least time or raise the budget.";
    NO_ACTOR = "no-actor" Error
        "Có nơi không ai giữ vai trò và lĩnh vực để làm bước này."
        "Somewhere nobody has the role and field to do the step."
        "Phân công cán bộ tại các đơn vị đã nêu, hoặc đổi vai trò, lĩnh vực hay nơi làm của bước."
        "Give somebody the duty at the units named, or change the role, field or place of the step.";
    NO_SIGNATORY = "no-signatory" Error
        "Có nơi không có lãnh đạo đơn vị để duyệt, ký."
        "Somewhere there is no head of unit to decide and sign."
        "Phân công lãnh đạo đơn vị tại các đơn vị đã nêu."
        "Give the duty of head of unit to somebody at the units named.";
    OPINION_EXCEEDS_STEP = "opinion-exceeds-step" Warning
        "Thời gian lấy ý kiến dài hơn thời gian của bước."
        "The time for an opinion is longer than the budget of its step."
        "Rút ngắn thời gian lấy ý kiến hoặc tăng thời gian của bước."
        "Shorten the time for the opinion or raise the budget of the step.";
    OPINION_SELF = "opinion-self" Warning
        "Đơn vị làm bước được yêu cầu cho ý kiến với chính mình; yêu cầu này sẽ bị bỏ qua."
        "The unit that does the step is asked for its own opinion; the request is left out."
        "Chọn cơ quan khác hoặc bỏ yêu cầu lấy ý kiến."
        "Choose another agency, or remove the opinion.";
    BRANCH_EXCEEDS_TIME = "branch-exceeds-time" Warning
        "Các bước của một nhánh song song cộng lại dài hơn thời gian của nhánh."
        "The steps of a branch side by side take longer together than the branch."
        "Rút ngắn các bước của nhánh hoặc tăng thời gian của nhánh."
        "Shorten the steps of the branch or raise its time.";
    OPINION_NOT_AWAITED = "opinion-not-awaited" Error
        "Ý kiến hoặc nhánh song song gắn vào bước không chờ: bước tiếp nhận, nghĩa vụ tài chính hoặc trả kết quả."
        "An opinion or branch hangs on a step that does not await it: intake, payment or return."
        "Chuyển nhánh sang bước xử lý, nơi bước chỉ kết thúc khi nhánh xong."
        "Move the branch to a step of work, which ends only when its branches are done.";
    BUDGET_DIFFERS = "budget-differs" Error
        "Tổng thời gian các bước khác thời hạn giải quyết."
        "The budgets of the steps do not add up to the legal term."
        "Chia lại thời gian các bước cho khớp thời hạn, hoặc sửa thời hạn theo văn bản công bố."
        "Divide the budgets anew so that they fit the term, or mend the term after the published decision.";

    TERM_ZERO = "term-zero" Error
        "Thời hạn hoặc thời gian bằng không."
        "A term or a budget is nought."
        "Ghi một khoảng thời gian lớn hơn không, hoặc để trống nếu chưa chia."
        "Write a time above nought, or leave the budget empty if none is published.";
    TERM_TWICE = "term-twice" Warning
        "Hai thời hạn riêng cho cùng trường hợp và cách nộp."
        "Two terms are given for the same case and channel."
        "Giữ lại một thời hạn."
        "Keep one of them.";
    TERM_UNKNOWN_CHANNEL = "term-unknown-channel" Warning
        "Thời hạn riêng cho một cách nộp mà thủ tục không nhận."
        "A term is given for a channel that is not offered."
        "Thêm cách nộp hoặc bỏ thời hạn riêng."
        "Offer the channel, or remove the term.";

    CASE_TWICE = "case-twice" Error
        "Hai trường hợp có cùng mã."
        "Two cases have the same key."
        "Đặt mã khác nhau cho từng trường hợp."
        "Give each case a key of its own.";
    CASE_UNKNOWN = "case-unknown" Error
        "Thời hạn hoặc mức phí nêu một trường hợp không có."
        "A term or a fee names a case that does not exist."
        "Chọn một trường hợp của phiên bản."
        "Choose a case of the version.";
    CASE_UNREACHABLE = "case-unreachable" Warning
        "Không có cách trả lời nào dẫn đến trường hợp này."
        "No answers lead to this case."
        "Sửa điều kiện của trường hợp, đổi thứ tự, hoặc bỏ trường hợp."
        "Mend its condition, change the order, or remove the case.";
    CASE_AMBIGUOUS = "case-ambiguous" Warning
        "Có cách trả lời phù hợp với hai trường hợp; trường hợp đứng trước được chọn."
        "Some answers fit two cases; the one that stands first is taken."
        "Viết điều kiện để mỗi cách trả lời chỉ phù hợp một trường hợp."
        "Word the conditions so that any answers fit one case only.";
    CASE_NONE = "case-none" Error
        "Có cách trả lời không thuộc trường hợp nào, người dân không nộp được."
        "Some answers lead to no case; such an applicant could not file."
        "Thêm một trường hợp không điều kiện ở cuối, hoặc sửa điều kiện."
        "Add a case without a condition at the end, or mend the conditions.";
    QUESTION_TWICE = "question-twice" Error
        "Hai câu hỏi, hoặc hai lựa chọn của một câu hỏi, có cùng mã."
        "Two questions, or two choices of a question, have the same key."
        "Đặt mã khác nhau."
        "Give each a key of its own.";
    QUESTION_CHOICES = "question-choices" Error
        "Câu hỏi có ít hơn hai lựa chọn."
        "A question has fewer than two choices."
        "Thêm lựa chọn hoặc bỏ câu hỏi."
        "Add a choice, or remove the question.";
    QUESTION_TOO_MANY = "question-too-many" Error
        "Có người phải trả lời nhiều hơn bốn câu hỏi."
        "Somebody would be asked more than four questions."
        "Gộp hoặc bỏ bớt câu hỏi, hoặc chỉ hỏi khi câu trả lời trước cần đến."
        "Merge or remove questions, or ask them only where an earlier answer calls for it.";
    CONDITION_FACT = "condition-fact" Error
        "Điều kiện hỏi về điều chưa thể biết ở chỗ đó."
        "A condition asks for something that cannot be known at that place."
        "Quy trình biết trường hợp, cách nộp và, sau thẩm định, kết luận và kết quả; câu trả lời chỉ dùng để chọn trường hợp."
        "A flow knows case and channel and, after the appraisal, finding and outcome; answers only choose the case.";
    CONDITION_VALUE = "condition-value" Error
        "Điều kiện nêu một giá trị không thể có."
        "A condition names a value that cannot occur."
        "Chọn một giá trị đã khai báo."
        "Choose one of the values that are declared.";
    CONDITION_NEVER = "condition-never" Warning
        "Điều kiện không bao giờ đúng."
        "The condition never holds."
        "Sửa hoặc bỏ điều kiện."
        "Mend or remove the condition.";

    PAPER_TWICE = "paper-twice" Error
        "Một giấy tờ được yêu cầu hai lần."
        "A paper is asked for twice."
        "Giữ lại một dòng, hoặc phân biệt tên và điều kiện của hai dòng."
        "Keep one line, or tell the two apart by name and condition.";
    PAPERS_MISSING = "papers-missing" Warning
        "Chưa có thành phần hồ sơ và không đánh dấu tạm thời."
        "No papers are listed, and the list is not marked as provisional."
        "Ghi thành phần hồ sơ, hoặc đánh dấu tạm thời nếu chưa công bố."
        "List the papers, or mark the list as provisional if none is published.";
    DOCUMENT_HELD = "document-held" Warning
        "Yêu cầu một giấy tờ mà cơ sở dữ liệu nhà nước đã có."
        "A paper is required that a State database already holds."
        "Khai thác cơ sở dữ liệu đã nêu thay cho giấy tờ: ghi nơi đã có và bỏ yêu cầu bắt buộc."
        "Use the database instead of the paper: name it as the holder and make the paper not required.";

    PAGE_TWICE = "page-twice" Error
        "Hai trang của tờ khai có cùng mã."
        "Two pages of the form have the same key."
        "Đặt mã khác nhau cho từng trang."
        "Give each page a key of its own.";
    FIELD_UNKNOWN = "field-unknown" Error
        "Ô nhập liệu không có trong từ điển dùng chung."
        "A field of the form is not in the common dictionary."
        "Chọn một ô trong từ điển, hoặc đề nghị bổ sung từ điển."
        "Choose a field of the dictionary, or ask for it to be added.";
    FIELD_ASKED_TWICE = "field-asked-twice" Warning
        "Cùng một thông tin được hỏi hai lần."
        "The same thing is asked twice."
        "Bỏ một ô, hoặc đặt điều kiện để chỉ một trong hai được hỏi."
        "Remove one, or word conditions so that only one of them is asked.";
    FIELD_HELD = "field-held" Warning
        "Hỏi lại thông tin mà cơ sở dữ liệu nhà nước đã có."
        "The form asks for what a State database already holds."
        "Chọn nguồn điền sẵn cho ô này."
        "Choose where the field is filled in from.";

    FEE_WITHOUT_BASIS = "fee-without-basis" Warning
        "Mức phí không có căn cứ."
        "A fee has no legal basis."
        "Ghi văn bản quy định mức thu."
        "Name the document that sets the amount.";
    FEE_AMBIGUOUS = "fee-ambiguous" Warning
        "Hai mức phí cùng áp dụng cho một người; mức đứng trước được thu."
        "Two fees apply to the same payer; the one that stands first is taken."
        "Thêm tiêu chí để phân biệt, hoặc bỏ một mức."
        "Add a criterion that tells them apart, or remove one.";
    FEE_UNKNOWN_CHANNEL = "fee-unknown-channel" Warning
        "Mức phí cho một cách nộp mà thủ tục không nhận."
        "A fee is given for a channel that is not offered."
        "Thêm cách nộp hoặc bỏ mức phí."
        "Offer the channel, or remove the fee.";

    BASIS_MISSING = "basis-missing" Error
        "Chưa có căn cứ pháp lý."
        "There is no legal basis."
        "Ghi quyết định công bố thủ tục, điều khoản và liên kết nếu có."
        "Name the decision that publishes the procedure, with article and link where known.";
    BASIS_LINK = "basis-link" Warning
        "Liên kết của căn cứ không phải địa chỉ https dùng được."
        "The link of a legal basis is not a usable https address."
        "Dán địa chỉ bắt đầu bằng https:// của trang đăng văn bản."
        "Paste the address of the published text, beginning with https://.";
    VALID_RANGE = "valid-range" Error
        "Ngày kết thúc đứng trước ngày bắt đầu."
        "The last day comes before the first."
        "Sửa một trong hai ngày."
        "Mend one of the two days.";
    VALIDITY_OVERLAP = "validity-overlap" Warning
        "Hai phiên bản cùng ghi là có hiệu lực trong một khoảng thời gian."
        "Two versions both say that they are in force on some days."
        "Đặt ngày bắt đầu sau ngày kết thúc của phiên bản trước."
        "Let the later one begin after the earlier one ends.";
    VALIDITY_GAP = "validity-gap" Warning
        "Có những ngày không phiên bản nào có hiệu lực."
        "On some days no version is in force."
        "Đặt ngày bắt đầu ngay sau ngày kết thúc của phiên bản trước."
        "Let the later one begin on the day after the earlier one ends.";

    VARIATION_LIMITS = "variation-limits" Error
        "Giới hạn cho biến thể của xã, phường không dùng được."
        "The limits of what communes may vary cannot be used."
        "Sửa giới hạn của bước đã nêu, hoặc bỏ giới hạn đó."
        "Mend the limits of the step named, or take them away.";
    VARIATION_OUTSIDE = "variation-outside-limits" Error
        "Biến thể của xã, phường vượt giới hạn thành phố đặt ra."
        "A commune's variation leaves the limits the city sets."
        "Chọn giá trị trong giới hạn, hoặc để theo phiên bản của thành phố."
        "Choose a value inside the limits, or leave it as the city has it.";
    VARIATION_BASE_ENDED = "variation-base-ended" Error
        "Phiên bản của thành phố mà biến thể dựa vào không còn được áp dụng."
        "The version of the city that the variation was made from does not apply any more."
        "Mang biến thể sang phiên bản mới của thành phố rồi gửi phê duyệt lại."
        "Carry the variation over to the newer version of the city and submit it again.";
}

/// A check by its code.
pub fn by_code(code: &str) -> Option<&'static Check> {
    ALL.iter().find(|check| check.code == code)
}

/// The checks of the flow: a version is sound ([`motcua_domain::procedure::ProcedureVersion::is_sound`]) exactly when none
/// of these is found as an error.
pub const FLOW: [&str; 5] =
    [FLOW_DEAD_END.code, FLOW_LOOP.code, FLOW_NOT_SOUND.code, ROUTE_UNKNOWN.code, OPINION_NOT_AWAITED.code];
