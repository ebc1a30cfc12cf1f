//! Vietnamese.

use super::list;
use crate::dossier::{Outcome, Phase};
use crate::refusal::Refusal::{self, *};
use motcua_calendar::Lang;
use motcua_calendar::wording::{day, moment};

pub(in crate::refusal) fn vietnamese(refusal: &Refusal) -> String {
    let vi = Lang::Vi;
    match refusal {
        NotYourUnit { .. } => "Việc này do đơn vị khác thực hiện. Nếu cần, liên hệ đơn vị đang giữ hồ sơ.".into(),
        NotYourRole { role, .. } => {
            format!("Việc này dành cho {}. Chuyển cho người có vai trò đó trong đơn vị.", role.label(vi))
        }
        NotYourField { .. } => {
            "Hồ sơ thuộc lĩnh vực ngoài phạm vi được phân công. Chuyển cho người phụ trách lĩnh vực này.".into()
        }
        NotHolder { .. } => {
            "Hồ sơ đã phân công cho cán bộ khác. Muốn đổi người, đề nghị lãnh đạo phân công lại.".into()
        }
        WrongReceiver { .. } => {
            "Bàn giao này ghi đích danh người nhận khác. Người đó nhận, hoặc bên giao lấy lại để bàn giao lại.".into()
        }
        SameOfficer { .. } => {
            "Người đề nghị đính chính không được tự duyệt. Nhờ một lãnh đạo khác của đơn vị duyệt.".into()
        }
        NotApplicant => {
            "Việc này chỉ chủ hồ sơ hoặc người nộp tự thực hiện được. Đăng nhập đúng tài khoản, hoặc đến quầy để được giúp."
                .into()
        }
        OfficersOnly { act } => {
            format!("“{}” do cán bộ thực hiện. Ông/bà liên hệ nơi tiếp nhận hồ sơ để được giúp.", act.label(vi))
        }
        SystemActs { act } => format!("Hệ thống không tự thực hiện “{}”. Việc này cần một người chịu trách nhiệm.", act.label(vi)),
        WrongPhase { act, status } => format!(
            "Hồ sơ đang ở trạng thái “{}” nên chưa thực hiện được “{}”. Mở lại trang hồ sơ để xem các việc làm được lúc này.",
            Phase::status_name(*status, vi),
            act.label(vi)
        ),
        WrongStep { act, step } => format!(
            "Hồ sơ đang ở bước {}, chưa đến lúc “{}”. Hoàn thành bước hiện tại trước.",
            step.label(vi),
            act.label(vi)
        ),
        MigrationNotUnderWay { .. } => {
            "Chỉ hồ sơ đang giải quyết mới chuyển sang phiên bản mới. Hồ sơ này giữ phiên bản đang có.".into()
        }
        MigrationUnmapped { step } => format!(
            "Phiên bản mới không có bước tương ứng với bước {} đã làm hoặc đang làm. Hồ sơ giữ phiên bản cũ, hoặc bổ sung bước tương ứng trong quy tắc chuyển.",
            step + 1
        ),
        ActNotInStep { act } => format!(
            "Quy trình của thủ tục này không cho “{}” ở bước đang làm. Làm việc này ở bước được phép, hoặc báo người thiết kế quy trình.",
            act.label(vi)
        ),
        SupplementLimit { max } => format!(
            "Thủ tục này chỉ cho yêu cầu bổ sung {max} lần và đã hết. Giải quyết theo giấy tờ hiện có, hoặc dừng giải quyết và nêu lý do."
        ),
        StepDone { act } => format!(
            "Bước này đã xong nên không thực hiện “{}” được nữa. Bàn giao hồ sơ cho đơn vị của bước tiếp theo, hoặc mở lại bước này bằng “Trả lại bước trước”.",
            act.label(vi)
        ),
        StepNotDone { step } => {
            format!("Bước {} chưa xong. Hoàn thành bước này rồi hồ sơ mới được chuyển đi.", step.label(vi))
        }
        AlreadyHandedOver { .. } => {
            "Hồ sơ đã chuyển đi và đang chờ bên nhận. Chờ bên nhận trả lời, hoặc lấy lại hồ sơ trước.".into()
        }
        NoTransfer => "Không có bàn giao nào đang chờ nhận. Có thể bên giao đã lấy lại; tải lại trang để xem.".into(),
        WrongNextUnit { .. } => {
            "Đơn vị đã chọn không phải nơi thực hiện bước tiếp theo. Để trống, hệ thống sẽ chuyển đúng nơi.".into()
        }
        NothingToHandOver => "Hồ sơ không còn giấy tờ nào phải bàn giao. Nơi trả kết quả có thể trả ngay.".into(),
        AlreadyAssigned { .. } => "Hồ sơ đã có người xử lý. Muốn đổi người, dùng “Phân công lại” và ghi lý do.".into(),
        NotAssigned => "Hồ sơ chưa phân công cho ai. Dùng “Phân công”.".into(),
        SameAssignee { .. } => "Hồ sơ đang do chính người này xử lý. Chọn người khác.".into(),
        Stale { .. } => {
            "Hồ sơ vừa có người khác cập nhật. Tải lại trang, xem thay đổi rồi thực hiện lại nếu vẫn cần.".into()
        }
        NothingToReturnTo => {
            "Trước bước này không có bước nào để trả lại. Nếu hồ sơ chưa đủ, dùng “Yêu cầu bổ sung”.".into()
        }
        ProposalMissing => "Chưa có đề xuất giải quyết. Chuyên viên cần đề xuất trước.".into(),
        DecisionMissing => "Chưa có quyết định của lãnh đạo. Chờ lãnh đạo duyệt và ký trước khi phát hành.".into(),
        ConsultationsOpen { no, answer_by } => format!(
            "Đang chờ trả lời ý kiến số {no}, hạn {}. Chờ trả lời hoặc hết hạn rồi thực hiện tiếp.",
            moment(vi, *answer_by)
        ),
        ConsultationPending { no } => {
            format!("Cơ quan này đang được hỏi ý kiến (số {no}) và chưa trả lời. Chờ trả lời trước khi hỏi thêm.")
        }
        ConsultationNone => "Không có yêu cầu lấy ý kiến nào đang chờ trả lời.".into(),
        BranchNone => "Không có nhánh phối hợp nào đang làm ở đây. Tải lại trang để xem.".into(),
        BranchNotAtEnd { no } => format!(
            "Nhánh phối hợp số {no} còn bước phải làm trước khi trả lời. Làm xong bước hiện tại; câu trả lời ghi ở bước cuối."
        ),
        BranchAtEnd { no } => {
            format!("Nhánh phối hợp số {no} đang ở bước cuối. Ghi câu trả lời; nhánh xong khi đã trả lời.")
        }
        BranchAtStart { no } => {
            format!("Nhánh phối hợp số {no} đang ở bước đầu nên không có bước nào để trả lại. Làm tiếp, hoặc liên hệ đơn vị đã hỏi.")
        }
        ConsultationAnswered { no } => {
            format!("Ý kiến số {no} đã được trả lời. Nếu cần bổ sung, đề nghị nơi hỏi gửi yêu cầu mới.")
        }
        SystemAwaited { no } => {
            format!("Hồ sơ đang chờ hệ thống này rồi (lần {no}). Khi có trả lời, ghi hết chờ.")
        }
        SystemWaitNone => "Hồ sơ không chờ hệ thống bên ngoài nào.".into(),
        SystemWaitOver { no } => {
            format!("Lần chờ số {no} đã kết thúc. Nếu lại phải chờ, ghi một lần chờ mới.")
        }
        AlreadyExtended => {
            "Hồ sơ đã gia hạn một lần; quy định không cho gia hạn lần nữa. Giải quyết ngay và xin lỗi người dân.".into()
        }
        ExtensionTooLate { due_at } => format!(
            "Việc gia hạn phải thực hiện chậm nhất 1 ngày trước hạn ({}). Nay đã muộn: giải quyết ngay và xin lỗi người dân.",
            moment(vi, *due_at)
        ),
        ClockPaused => "Thời hạn đang tạm dừng nên chưa cần gia hạn. Xem lại khi thời hạn tính tiếp.".into(),
        NoDueDate => "Hồ sơ chưa có ngày hẹn trả vì chưa được tiếp nhận. Tiếp nhận hồ sơ trước.".into(),
        AnswerTimeNotOver { until } => format!(
            "Thời gian bổ sung của người nộp còn đến {}. Chờ hết thời gian đó rồi mới dùng căn cứ này.",
            moment(vi, *until)
        ),
        CorrectionPending => "Hồ sơ đang có một đề nghị đính chính chờ duyệt. Chờ duyệt xong rồi đề nghị tiếp.".into(),
        CorrectionNone => "Không có đề nghị đính chính nào chờ duyệt.".into(),
        NoResultYet => "Hồ sơ chưa có kết quả nên chưa có số để đính chính.".into(),
        ResultHandedOut => "Kết quả đã trả nên không đổi nơi trả, cách trả được nữa.".into(),
        NoElectronicCopy => {
            "Kết quả này không có bản điện tử để trả trực tuyến. Trả tại quầy, hoặc qua bưu chính nếu đã đăng ký.".into()
        }
        AlreadyExists => "Hồ sơ này đã có trong hệ thống. Mở hồ sơ để làm tiếp.".into(),
        OtherVersion { .. } => {
            "Hồ sơ theo phiên bản thủ tục khác. Tải lại trang để làm đúng phiên bản của hồ sơ.".into()
        }
        ChainBroken => {
            "Quy trình của thủ tục này chưa đủ bước để ra kết quả. Báo quản trị nghiệp vụ sửa quy trình.".into()
        }
        VersionNotInForce { to: Some(to), .. } => {
            format!("Phiên bản thủ tục này chỉ có hiệu lực đến {}. Chọn phiên bản đang áp dụng.", day(vi, *to))
        }
        VersionNotInForce { from, to: None } => {
            format!("Phiên bản thủ tục này có hiệu lực từ {}. Chọn phiên bản đang áp dụng.", day(vi, *from))
        }
        ProcedureBeforeItExisted { from } => {
            format!("Ngày này thủ tục chưa có hiệu lực (có hiệu lực từ {}). Xem lại ngày hoặc chọn thủ tục khác.", day(vi, *from))
        }
        CalendarUncovered { date: Some(date) } => format!(
            "Lịch làm việc chưa có dữ liệu cho ngày {} nên chưa tính được ngày hẹn. Báo quản trị bổ sung lịch.",
            day(vi, *date)
        ),
        CalendarUncovered { date: None } => {
            "Lịch làm việc chưa đủ dài nên chưa tính được ngày hẹn. Báo quản trị bổ sung lịch.".into()
        }
        CodeMissing => "Chưa cấp được mã hồ sơ. Thử lại; nếu vẫn không được, báo quản trị.".into(),
        OtherProcedure { expected } => {
            format!("Hồ sơ này thuộc thủ tục {expected}. Chọn lại thủ tục, hoặc nộp hồ sơ mới.")
        }
        ChannelNotOffered { channel } => format!(
            "Thủ tục này không nhận hồ sơ theo hình thức {}. Chọn hình thức khác.",
            channel.label(vi)
        ),
        HelperPlaceRequired => "Chọn nơi đã giúp người dân nộp hồ sơ.".into(),
        HelperPlaceUnexpected => {
            "Hồ sơ tự nộp tại nhà thì không có nơi giúp. Bỏ trống nơi giúp, hoặc chọn lại cách nộp.".into()
        }
        NotACounter { .. } => {
            "Đơn vị đã chọn không phải nơi tiếp nhận và trả kết quả. Chọn một chi nhánh hoặc điểm phục vụ.".into()
        }
        OtherCounter { .. } => "Hồ sơ đang chờ ở quầy khác. Quầy đó tiếp nhận hồ sơ này.".into(),
        UnitNotCompetent { .. } => {
            "Đơn vị đã chọn không có thẩm quyền giải quyết thủ tục này. Xem lại địa chỉ hoặc thủ tục.".into()
        }
        NotACommune { .. } => "Đơn vị đã chọn không phải xã, phường. Chọn lại xã, phường liên quan.".into(),
        CaseRequired => "Thủ tục này có nhiều trường hợp. Chọn trường hợp của hồ sơ.".into(),
        CaseUnknown { case } => {
            format!("Thủ tục này không có trường hợp “{case}”. Chọn một trường hợp trong danh sách.")
        }
        PaperUnknown { paper } => {
            format!("Giấy tờ “{paper}” không thuộc thành phần hồ sơ của thủ tục này. Chọn trong danh sách của thủ tục.")
        }
        PaperTwice { paper } => format!("Giấy tờ “{paper}” bị ghi hai lần. Gộp lại một dòng và ghi tổng số bản."),
        PaperCountZero { paper } => format!("Giấy tờ “{paper}” đang ghi 0 bản. Ghi số bản, hoặc bỏ dòng này."),
        PapersMissing { papers } => format!(
            "Còn thiếu {} giấy tờ bắt buộc: {}. Bổ sung cho đủ, hoặc gửi yêu cầu bổ sung một lần.",
            papers.len(),
            list(papers)
        ),
        ReasonRequired { act } => format!("Ghi lý do hoặc nội dung cho “{}”.", act.label(vi)),
        DifferingNeedsReason { proposed } => {
            let proposed = match proposed {
                Outcome::Grant => "đồng ý giải quyết",
                Outcome::Refuse => "từ chối giải quyết",
            };
            format!("Quyết định khác với đề xuất ({proposed}). Ghi lý do của quyết định.")
        }
        NoteTooLong { characters, max } => {
            format!("Viết ngắn lại còn tối đa {max} ký tự. Đang dài hơn {}.", characters.saturating_sub(*max))
        }
        SupplementNothingAsked => "Ghi giấy tờ hoặc nội dung cần bổ sung, đầy đủ trong một lần.".into(),
        SupplementEmpty => "Chưa có giấy tờ hay nội dung nào được bổ sung. Thêm giấy tờ, hoặc ghi rõ đã sửa gì.".into(),
        GroundDoesNotFit { act } => {
            format!("Căn cứ đã chọn cho “{}” không đúng với tình trạng hồ sơ. Chọn căn cứ khác.", act.label(vi))
        }
        TermEmpty => "Ghi thời hạn lớn hơn 0.".into(),
        ConsultationSelf { .. } => "Đơn vị đang giữ hồ sơ không cần tự hỏi ý kiến. Chọn cơ quan khác.".into(),
        NotStaff { role, .. } => {
            format!("Người được chọn không phải {} phụ trách lĩnh vực này ở đơn vị. Chọn người khác.", role.label(vi))
        }
        ResultNumberRequired => "Ghi số của văn bản kết quả.".into(),
        ResultNumberTooLong { max, .. } => format!("Số văn bản dài quá {max} ký tự. Xem lại số đã ghi."),
        AmountZero => "Ghi số tiền lớn hơn 0 đồng. Không thu tiền thì không cần yêu cầu nộp.".into(),
        CorrectionUnchanged => "Nội dung đính chính giống nội dung hiện tại. Ghi nội dung đúng cần đổi thành.".into(),
        CorrectionInFuture { now } => {
            format!("Thời điểm tiếp nhận không thể sau hiện tại ({}). Xem lại ngày, giờ.", moment(vi, *now))
        }
        CorrectionAfterLaterActs { first } => format!(
            "Thời điểm tiếp nhận không thể sau việc đã làm lúc {}. Ghi thời điểm sớm hơn.",
            moment(vi, *first)
        ),
        ReturnMethodMismatch => {
            "Hồ sơ không đăng ký nhận kết quả qua bưu chính. Đính chính cách nhận kết quả trước, hoặc trả tại quầy.".into()
        }
        UnitEnded { .. } => "Đơn vị này đã được sắp xếp lại, không còn hoạt động. Chọn đơn vị kế thừa trong danh sách.".into(),
        UnknownUnit { .. } => "Không có đơn vị này. Chọn lại đơn vị trong danh sách.".into(),
        UnknownOfficer { .. } => "Không có cán bộ này ở đơn vị. Chọn lại trong danh sách.".into(),
        SystemUnknown { system } => {
            format!("Không có hệ thống “{system}” trong danh mục đang dùng. Chọn một hệ thống trong danh sách.")
        }
        SystemWaitUnknown { no } => format!("Hồ sơ không có lần chờ hệ thống số {no}. Tải lại trang để xem."),
        ConsultationUnknown { no } => format!("Hồ sơ không có yêu cầu lấy ý kiến số {no}. Tải lại trang để xem."),
        PaymentUnknown { no } => {
            format!("Không có khoản phải nộp số {no} đang chờ. Có thể đã ghi nhận rồi; tải lại trang để xem.")
        }
        DossierUnknown => "Không thấy hồ sơ này. Xem lại mã hồ sơ.".into(),
    }
}
