//! Every text of the pages, in Vietnamese and English side by side.
//!
//! A [`Key`] cannot exist in one language only: the macro below asks for both. `{}` marks a place where a value is
//! put in by [`fill`], in order. Vietnamese addresses citizens as "ông/bà", never blames, and says what to do.

use crate::lang::Lang;
use std::fmt::{Display, Write as _};

/// Puts values into the `{}` of a text, in order. A place without a value stays empty.
#[must_use]
pub fn fill(text: &str, values: &[&dyn Display]) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    let mut values = values.iter();
    let mut parts = text.split("{}");
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        if let Some(value) = values.next() {
            write!(out, "{value}").expect("writing into a String cannot fail");
        }
        out.push_str(part);
    }
    out
}

/// The text of a key in a language.
#[must_use]
pub fn t(lang: Lang, key: Key) -> &'static str {
    let (vi, en) = key.both();
    match lang {
        Lang::Vi => vi,
        Lang::En => en,
    }
}

macro_rules! messages {
    ($($key:ident: $vi:literal, $en:literal;)+) => {
        /// A text of the pages.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "a key's documentation is its text")]
        pub enum Key { $($key),+ }

        impl Key {
            /// All keys.
            pub const ALL: &'static [Key] = &[$(Key::$key),+];

            fn both(self) -> (&'static str, &'static str) {
                match self { $(Key::$key => ($vi, $en)),+ }
            }
        }
    };
}

messages! {
    // Frame
    OtherLanguage: "English", "Tiếng Việt";
    TextSmaller: "Giảm cỡ chữ", "Smaller text";
    TextNormal: "Cỡ chữ thường", "Normal text";
    TextLarger: "Tăng cỡ chữ", "Larger text";
    Announcements: "Thông báo của cơ quan vận hành", "Announcements";
    SkipToContent: "Đến nội dung chính", "Skip to main content";
    MainMenu: "Menu chính", "Main menu";
    Menu: "Menu", "Menu";
    Breadcrumbs: "Vị trí trang", "Breadcrumb";
    Pages: "Chuyển trang", "Pages";
    FirstPage: "Về trang đầu", "First page";
    NextPage: "Trang sau", "Next page";
    DemoBand: "Bản thử nghiệm: người và hồ sơ ở đây đều là giả định.", "Demonstration: the people and dossiers here are invented.";
    DemoBandShort: "Bản thử nghiệm", "Demonstration";
    DemoLink: "Chọn vai để dùng thử", "Choose a role to try";
    DemoSwitch: "Đổi vai", "Switch role";
    NavHome: "Trang chủ", "Home";
    NavProcedures: "Thủ tục hành chính", "Procedures";
    NavTrack: "Tra cứu hồ sơ", "Track a dossier";
    SignIn: "Đăng nhập cán bộ", "Officer sign-in";
    SignOut: "Đăng xuất", "Sign out";
    MyPages: "Trang của tôi", "My pages";
    MyDossiers: "Hồ sơ của tôi", "My dossiers";
    MyNotices: "Thông báo", "Notices";
    MyUnread: "chưa đọc", "unread";
    NoticesNone: "Chưa có thông báo nào. Khi hồ sơ của ông/bà được tiếp nhận, cần bổ sung hoặc có kết quả, thông báo sẽ hiện ở đây.", "No notices yet. When your dossier is received, needs papers or has its result, it will be told here.";
    NoticesReadAll: "Đánh dấu tất cả là đã đọc", "Mark all as read";
    NoticeNew: "Chưa đọc", "Unread";
    NoticeAt: "Lúc", "When";
    NoticeProcedure: "Thủ tục", "Procedure";
    NoticeOpen: "Mở hồ sơ", "Open the dossier";
    ResultLead: "Chủ hồ sơ tải được tệp này trong Hồ sơ của tôi. Tệp sai thì đính kèm bản thay thế; bản trước vẫn lưu trong nhật ký.", "The owner takes this file from My dossiers. If a file is wrong, attach another in its place; the one before stays in the journal.";
    ResultVersions: "Tệp đã đính kèm", "Files attached";
    ResultHolds: "đang dùng", "holds";
    ResultFile: "Tệp kết quả", "File of the result";
    ResultFileHint: "PDF, tối đa 20 MB; ảnh được chuyển thành PDF", "PDF, at most 20 MB; a picture is made into one";
    ResultNote: "Lý do thay tệp", "Why the file is replaced";
    ResultNoteHint: "Bắt buộc khi thay tệp đã đính kèm", "Required when a file is attached already";
    ResultAttach: "Đính kèm", "Attach";
    HelpMenu: "Giúp người dân", "Helping people";
    HelpTitle: "Giúp nộp trực tuyến", "Help to file online";
    HelpLead: "Người được giúp đăng nhập và tự nộp. Họ bấm “Có người giúp tôi nộp” trong hồ sơ đang soạn rồi đọc mã; ông/bà nhập mã vào đây. Từ lúc đó hồ sơ được ghi là có cán bộ hỗ trợ. Ông/bà không vào tài khoản của họ.", "The person signs in and files. They choose “Somebody helps me to file” in the filing under way and read a code out; enter it here. From then on the dossier says that it was filed with help. You do not get into their account.";
    HelpCode: "Mã người được giúp đọc", "The code the person reads out";
    HelpCodeHint: "6 chữ số, dùng một lần, trong 10 phút", "6 digits, works once, for 10 minutes";
    HelpPlace: "Giúp ở đâu?", "Where do you help?";
    HelpBegin: "Bắt đầu giúp", "Begin to help";
    HelpUnderWay: "Đang giúp", "You are helping";
    HelpNone: "Hiện ông/bà không giúp ai.", "You help nobody now.";
    HelpEnd: "Kết thúc giúp", "End the help";
    EntryTitle: "Nhập hồ sơ thay", "Enter for somebody";
    EntryLead: "Dùng khi người dân không tự đăng nhập được và đã ký giấy đồng ý cho cán bộ nhập thay. Hồ sơ đứng tên họ; ông/bà được ghi là người nhập.", "For somebody who cannot sign in and has signed that an officer may enter it for them. The dossier is theirs; you are named as the one who entered it.";
    EntryWho: "Nộp cho ai", "For whom";
    EntryWhat: "Thủ tục", "The procedure";
    EntryConsent: "Giấy đồng ý", "The consent";
    EntryNumber: "Số định danh", "Personal number";
    EntryName: "Họ, chữ đệm và tên", "Full name";
    EntryBorn: "Ngày sinh", "Date of birth";
    EntryPhone: "Điện thoại", "Phone";
    EntryProcedure: "Tên hoặc mã thủ tục", "Name or code of the procedure";
    EntryProcedureHint: "Ví dụ: khai sinh, hoặc 1.001193", "For example: khai sinh, or 1.001193";
    EntryPlace: "Nhập ở đâu?", "Where do you enter it?";
    EntryPaper: "Số và ngày của giấy đồng ý đã ký", "Number and day of the signed consent";
    EntryPaperHint: "Ví dụ: Giấy đồng ý số 12, ngày 10/3/2026", "For example: consent no. 12 of 10/3/2026";
    EntryScan: "Ảnh hoặc bản quét giấy đồng ý", "Picture or scan of the consent";
    EntryScanHint: "JPEG, PNG, HEIC hoặc PDF, tối đa 20 MB. Đồng ý bằng lời chưa đủ.", "JPEG, PNG, HEIC or PDF, at most 20 MB. Spoken consent is not enough.";
    EntryBegin: "Ghi nhận và bắt đầu nhập", "Record it and begin";
    FilingHelpTitle: "Có người giúp tôi nộp", "Somebody helps me to file";
    FilingHelpLead: "Cán bộ có thể ngồi cạnh và giúp ông/bà. Việc giúp được ghi lại trên hồ sơ; hồ sơ vẫn đứng tên ông/bà và chỉ ông/bà nộp.", "An officer may sit beside you and help. That you were helped is recorded on the dossier; it stays yours, and only you file it.";
    FilingHelpCode: "Mã đọc cho cán bộ", "The code for the officer";
    FilingHelpLook: "Đã đọc mã xong: xem đã có người giúp chưa", "The code was read out: see whether somebody helps";
    FilingHelpAsk: "Lấy mã để đọc cho cán bộ", "Get a code for the officer";
    FilingHelpBack: "Quay lại hồ sơ đang soạn", "Back to the filing";
    NoticeOutside: "Gửi ra ngoài", "Sent outside";
    NoticeQueued: "{}: đang chờ gửi", "{}: waiting to be sent";
    NoticeSent: "{}: đã gửi, chưa có báo là đã đến", "{}: sent, not reported as arrived";
    NoticeArrived: "{}: đã đến", "{}: arrived";
    NoticeUnsent: "{}: không gửi được", "{}: could not be sent";
    NoticeChoiceTitle: "Cách nhận thông báo", "How you are told";
    NoticeChoiceLead: "Mọi thông báo luôn có ở trang này khi ông/bà đăng nhập. Thông báo gửi ra ngoài chỉ nêu mã hồ sơ và thời điểm, không nêu tên người hay nội dung hồ sơ.", "Every notice is always on these pages when you sign in. What is sent outside names the code of the dossier and a time only, no person and nothing of its matter.";
    NoticeChoiceNone: "Hiện chưa có kênh nào gửi thông báo ra ngoài. Ông/bà xem thông báo ở mục Thông báo.", "Nothing is sent outside at present. Read your notices on these pages.";
    NoticeChoiceSubmit: "Lưu cách nhận thông báo", "Save how you are told";
    NoticeChoiceSaved: "Đã lưu cách nhận thông báo.", "How you are told has been saved.";
    NoticeLang: "Ngôn ngữ của thông báo", "Language of notices";
    NoticeChannels: "Gửi thông báo qua", "Send notices by";
    NoticeChannelsHint: "Có thể chọn nhiều, hoặc bỏ hết để chỉ xem khi đăng nhập", "Choose any, or none to read them only when you sign in";
    NoticeEmail: "Địa chỉ thư điện tử", "E-mail address";
    NoticeEmailHint: "Ví dụ ten@example.vn. Địa chỉ mới cần xác nhận bằng mã trước khi có thư nào khác được gửi đến", "For instance name@example.vn. A new address is confirmed by a code before anything else is sent to it";
    NoticePhone: "Tin nhắn được gửi đến số điện thoại ông/bà đã khai, có ba số cuối là {}.", "Messages go to the telephone you gave, ending in {}.";
    NoticePhoneUnknown: "Chưa có số điện thoại của ông/bà nên chưa gửi tin nhắn được. Khi nộp hồ sơ, ông/bà khai số điện thoại để nhận tin.", "Your telephone number is not known, so no message can be sent. Give it when you file a dossier.";
    NoticeCodeTitle: "Xác nhận địa chỉ thư điện tử", "Confirm your e-mail address";
    NoticeCodeSentTo: "Mã gồm 6 chữ số đang được gửi đến {}. Thư có thể đến sau vài phút.", "A code of 6 digits is on its way to {}. It may take some minutes.";
    NoticeCodeOver: "Mã gửi đến {} không dùng được nữa. Bấm gửi mã khác để nhận mã mới.", "The code sent to {} can no longer be used. Have another one sent.";
    NoticeCodeRefused: "Máy chủ thư không nhận địa chỉ {}. Xem lại địa chỉ rồi lưu lại bên dưới.", "The mail server does not take the address {}. Check it and save it again below.";
    NoticeCode: "Mã xác nhận", "Code";
    NoticeCodeHint: "6 chữ số trong thư mới nhất", "The 6 digits of the latest letter";
    NoticeCodeSubmit: "Xác nhận địa chỉ", "Confirm the address";
    NoticeCodeAgain: "Gửi mã khác", "Send another code";
    NoticeCodeDone: "Đã xác nhận địa chỉ thư điện tử.", "Your e-mail address is confirmed.";
    NoticeCodeAsked: "Đã lưu. Nhập mã được gửi đến địa chỉ mới để bắt đầu nhận thư.", "Saved. Type the code sent to the new address to start receiving letters.";
    NoticesBack: "Về danh sách thông báo", "Back to the notices";
    StuckTitle: "Hồ sơ đứng yên", "Dossiers standing still";
    StuckMenu: "Lãnh đạo", "Heads";
    StuckLead: "Hồ sơ đã hết thời gian của bước đang làm, hoặc chờ tiếp nhận, chờ nhận bàn giao, và hơn một ngày làm việc sau vẫn chưa chuyển. Người nộp đã được báo.", "Dossiers whose step is over its time, or which wait to be received or accepted, and have not moved for more than a working day. Their applicants have been told.";
    StuckNone: "Không có hồ sơ nào đứng yên.", "No dossier is standing still.";
    StuckUnit: "Đơn vị giữ", "Held by";
    StuckSince: "Bắt đầu bước này", "This step began";
    StuckFrom: "Đứng yên từ", "Standing still since";
    MyMandates: "Ủy quyền", "Mandates";
    MyData: "Dữ liệu của tôi", "My data";
    MeSignIn: "Đăng nhập", "Sign in";
    MeSignInLead: "Đăng nhập để nộp hồ sơ trực tuyến, xem hồ sơ của mình và nhận thông báo.", "Sign in to file online, to see your dossiers and to receive notices.";
    MeSignInElsewhere: "Ông/bà đăng nhập trên trang của hệ thống định danh rồi trở lại đây. Nơi này không biết và không giữ mật khẩu của ông/bà.", "You sign in on the identity provider’s own page and come back here. Your password is neither known nor kept here.";
    MeSignInAgain: "Đăng nhập lại", "Sign in again";
    MeSignedOut: "Đã đăng xuất", "Signed out";
    MeSignedOutLead: "Ông/bà đã đăng xuất khỏi trang này.", "You are signed out of this site.";
    MeSignedOutProvider: "Ở hệ thống định danh, ông/bà có thể vẫn còn đăng nhập. Nếu đang dùng máy chung, hãy đăng xuất cả ở đó.", "You may still be signed in at the identity provider. On a shared computer, sign out there as well.";
    MeSignedOutThere: "Đăng xuất khỏi hệ thống định danh", "Sign out at the identity provider";
    MeMisfitName: "Tài khoản định danh ghi họ tên là {}, khác với họ tên đang lưu ở đây. Họ tên ở đây giữ nguyên; nếu cần sửa, ông/bà gửi yêu cầu ở mục Dữ liệu của tôi.", "Your electronic identity gives your name as {}, which is not the name kept here. The name here stays as it is; if it has to be corrected, ask for it under My data.";
    MeMisfitNumber: "Số định danh của ông/bà còn được ghi cho một họ tên khác ở nơi này. Hồ sơ ghi với họ tên đó không hiện ở đây. Mời ông/bà mang giấy tờ tùy thân đến quầy để được đối chiếu.", "Your personal number is also recorded here with another name. Dossiers filed under that name are not shown. Please bring your identity card to a counter to have it compared.";
    MeSignInNone: "Nơi này chưa nối với hệ thống định danh điện tử. Ông/bà nộp hồ sơ tại quầy, hoặc tra cứu hồ sơ bằng mã hồ sơ.", "This installation is not connected to an identity provider yet. You can file at a counter, or track a dossier by its number.";
    MeSignInDemo: "Chọn một người để dùng thử", "Choose a person to try";
    MeSignInOfficer: "Cán bộ đăng nhập ở trang khác:", "Officers sign in elsewhere:";
    MeDemoTitle: "Dùng thử cổng công dân", "Try the citizen’s door";
    MeDemoIntro: "Bản thử nghiệm. Những người này đều là giả định; bấm vào một người để vào trang của họ. Hệ thống thật không có trang này.", "Demonstration. These people are invented; click one to enter their pages. A real installation has no such page.";
    MeDemoAsked: "Được yêu cầu bổ sung giấy tờ", "Asked to supplement papers";
    MeDemoUnderWay: "Có hồ sơ đang xử lý", "Has a dossier under way";
    MeDemoDone: "Đã có kết quả", "Has a result";
    MeDemoFresh: "Chưa nộp hồ sơ nào", "Has filed nothing yet";
    MandateLead: "Cho người khác hoặc tổ chức nộp hồ sơ thay mình. Hồ sơ nộp theo ủy quyền đứng tên ông/bà; người nộp được ghi là người nộp thay.", "Let a person or an organisation file for you. What is filed under a mandate is yours; whoever files is recorded as such.";
    MandateGive: "Ủy quyền cho", "Give a mandate";
    MandateGiveSubmit: "Ghi nhận ủy quyền", "Give the mandate";
    MandateKind: "Ông/bà ủy quyền cho", "You give it to";
    MandateKindPerson: "Một người", "A person";
    MandateKindOrganisation: "Một tổ chức", "An organisation";
    MandateNumber: "Số định danh (người) hoặc mã số thuế (tổ chức)", "Personal number (person) or tax code (organisation)";
    MandateName: "Họ tên hoặc tên tổ chức", "Full name, or name of the organisation";
    MandateProcedures: "Mã thủ tục được ủy quyền", "Codes of the procedures";
    MandateProceduresHint: "Ví dụ 1.001193, cách nhau bằng dấu phẩy. Để trống là mọi thủ tục.", "Such as 1.001193, with commas between. Leave empty for every procedure.";
    MandateProof: "Giấy ủy quyền", "Proof of the mandate";
    MandateProofHint: "Số, ngày và nơi lập hoặc công chứng, chứng thực. Cán bộ có thể yêu cầu xuất trình.", "Number, day and place of the paper, and who certified it. An officer may ask to see it.";
    MandateFrom: "Từ ngày", "First day";
    MandateTo: "Đến hết ngày", "Last day";
    MandatesGiven: "Ủy quyền đã cho", "Mandates given";
    MandatesReceived: "Ủy quyền được nhận", "Mandates received";
    MandatesNone: "Chưa có ủy quyền nào.", "No mandate yet.";
    MandateScope: "Thủ tục", "Procedures";
    MandateDays: "Thời hạn", "Period";
    MandateAll: "Mọi thủ tục", "Every procedure";
    MandateAhead: "Chưa đến ngày", "Not begun yet";
    MandateInForce: "Đang có hiệu lực", "In force";
    MandateOver: "Hết hạn", "Ended";
    MandateRevoked: "Đã hủy", "Revoked";
    MandateRevoke: "Hủy ủy quyền", "Revoke";
    MandateGiven: "Đã ghi nhận ủy quyền.", "The mandate was given.";
    MandateRevokedNow: "Đã hủy ủy quyền. Từ lúc này không ai nộp hồ sơ theo ủy quyền đó được nữa.", "The mandate was revoked. From now on nobody can file under it.";
    MeOverviewEmpty: "Ông/bà đã đăng nhập. Chọn thủ tục để bắt đầu nộp hồ sơ.", "You are signed in. Choose a procedure to begin filing.";
    WorkAt: "Đơn vị làm việc", "Unit worked at";
    WorkAtSubmit: "Đổi đơn vị", "Change unit";
    FooterOperator: "Cơ quan vận hành", "Operated by";
    FooterHotline: "Tổng đài hỗ trợ", "Help line";
    FooterAccessibility: "Tuyên bố về khả năng tiếp cận", "Accessibility statement";
    FooterPrivacy: "Bảo vệ dữ liệu cá nhân", "Personal data protection";
    FooterSource: "Mã nguồn mở", "Source code";
    ErrorPrefix: "Lỗi: ", "Error: ";
    ErrorSummary: "Còn {} mục cần sửa", "Items to correct: {}";
    ErrorSummaryNoField: "Chưa làm được việc này", "This was not done";
    OptionalMark: "(không bắt buộc)", "(optional)";
    ChooseOne: "Chọn một mục", "Choose one";
    Print: "In", "Print";
    AsOf: "Số liệu đến {}.", "As of {}.";
    LegalBasis: "Căn cứ", "Legal basis";
    PublicSite: "Trang dành cho người dân", "Public site";
    BackToDesk: "Về bàn làm việc", "Back to the desk";
    LiveCounts: "Số lượng hồ sơ trong menu vừa thay đổi", "The counts in the menu have changed";

    // Home and procedures
    HomeTitle: "Ông/bà cần làm thủ tục gì?", "What do you need to do?";
    HomeSearchHint: "Gõ theo cách nói thường ngày, có dấu hoặc không dấu. Ví dụ:", "Type everyday Vietnamese words, with or without accents. For example:";
    HomePopular: "Thủ tục hay làm", "Frequent procedures";
    HomeFile: "Nộp hồ sơ trực tuyến", "File online";
    HomeCitizens: "Công dân", "Citizens";
    HomeBusinesses: "Doanh nghiệp", "Businesses";
    HomeByField: "Xem thủ tục theo lĩnh vực", "Procedures by field";
    LifeLead: "Các thủ tục thường cần trong việc này, việc hay cần nhất đứng trước.", "Procedures this usually calls for, the most needed first.";
    LifeProvisional: "Cách xếp thủ tục theo sự kiện là tạm thời, do dự án soạn, chưa phải danh mục được công bố.", "The grouping by life event is provisional: drawn up by this project, not a published list.";
    LifeAll: "Xem tất cả thủ tục", "All procedures";
    ProceduresOnline: "Đang xem các thủ tục nhận hồ sơ trực tuyến.", "Showing procedures that can be filed online.";
    HomeFields: "Lĩnh vực", "Fields";
    Search: "Tìm", "Search";
    ProcedureSearchLabel: "Tên hoặc mã thủ tục, có dấu hoặc không dấu", "Name or code of the procedure, with or without accents";
    SearchNone: "Chưa tìm thấy thủ tục khớp với “{}”. Thử từ khác, hoặc gọi {} để được chỉ đúng chỗ.", "No procedure matches “{}”. Try other words, or call {} to be shown the right place.";
    SearchNear: "Gần đúng", "Close matches";
    SearchFound: "Số thủ tục tìm thấy: {}", "Procedures found: {}";
    ProcedureCode: "Mã thủ tục", "Procedure code";
    ProcedureField: "Lĩnh vực", "Field";
    ProcedureTerm: "Thời hạn", "Time limit";
    ProcedureFee: "Phí, lệ phí", "Fee";
    ProcedureLevel: "Mức độ trực tuyến", "Online level";
    ProcedureWho: "Ai làm được", "Who can file";
    ProcedureWhere: "Nộp ở đâu", "Where to file";
    ProcedureCompetent: "Cơ quan giải quyết", "Deciding agency";
    ProcedureResult: "Kết quả nhận được", "What you receive";
    ProcedurePapers: "Giấy tờ cần có", "Required documents";
    ProcedureNoPapers: "Thủ tục này chưa có danh sách giấy tờ.", "No document list is available for this procedure.";
    ProcedureSteps: "Các bước giải quyết", "How it is processed";
    ProcedureBasis: "Căn cứ pháp lý", "Legal basis";
    ProcedureNoBasis: "Chưa có căn cứ pháp lý trong dữ liệu.", "No legal basis is recorded yet.";
    ProcedureExpired: "Bản này hết hiệu lực từ {}. Hồ sơ mới không nộp theo bản này.", "This version ended on {}. New dossiers cannot be filed under it.";
    ProcedureValidFrom: "Áp dụng từ {}.", "Valid from {}.";
    ProcedureSource: "Nguồn", "Source";
    ProcedureBegins: "Thủ tục này chưa áp dụng; áp dụng từ {}.", "This procedure is not in force yet; it begins on {}.";
    ProcedureUpcoming: "Từ {}, thủ tục này thay đổi:", "From {} this procedure changes:";
    ProcedureOnlineWhen: "Nộp trực tuyến được khi: {}", "Online filing is open when: {}";
    ProcedureDueNow: "Nếu nộp đủ giấy tờ lúc {}: hẹn trả {}", "If filed complete now ({}): due {}";
    ProcedureCase: "Trường hợp của ông/bà", "Your case";
    ProcedureCases: "Thủ tục có các trường hợp", "Cases of this procedure";
    ProcedureYours: "Xem đúng trường hợp của ông/bà", "See what applies to you";
    ProcedureHow: "Cách nộp", "How you file";
    ProcedureHowAny: "Mọi cách nộp", "Any way";
    ProcedurePlace: "Xã, phường nơi nộp (tên mới hoặc tên cũ)", "Commune or ward, by its present or former name";
    ProcedurePlaceHint: "Chỉ gõ tên xã, phường, quận hoặc huyện, có dấu hoặc không dấu; không gõ số nhà hay họ tên.", "Only the name of the commune, ward or district, with or without accents; no house number and no personal name.";
    ProcedurePlaceNone: "Chưa tìm thấy nơi nào tên “{}”. Xem lại tên, hoặc gọi {}.", "No place called “{}” was found. Check the name, or call {}.";
    ProcedurePlaceChoose: "Chọn nơi của ông/bà:", "Choose your place:";
    ProcedureNarrow: "Xem trường hợp này", "Show this case";
    ProcedureFindPlace: "Tìm nơi nộp", "Find the place";
    ProcedureExample: "Ví dụ: nộp đủ giấy tờ tại {} lúc {} thì hẹn trả {}.", "Example: filed complete at {}, {}, it is due {}.";
    ProcedureBasisCount: "Xem căn cứ pháp lý ({})", "Show the legal basis ({})";
    ProcedureFiles: "Dữ liệu cho máy đọc", "For programs";
    ProvisionalMark: "Tạm:", "Provisional:";
    StepOnlyWhen: "Chỉ khi {}", "Only when {}";
    StepBranch: "Cùng lúc, {} làm trong {}", "At the same time {} does, within {}";
    StepOpinion: "Cùng lúc lấy ý kiến {}, trong {}", "Side by side with the opinion of {}, within {}";
    OnlyWhen: "Chỉ cần khi {}", "Only when {}";
    PaperHeldNotAsked: "Nhà nước đã có trong {}, ông/bà không phải nộp", "Already held by the State in {}: not to be handed in";
    FeeOf: "Áp dụng cho", "For";
    FeeKindOf: "Loại", "Kind";
    FeeAmount: "Mức", "Amount";
    FeePeriod: "Thời gian áp dụng", "Period";
    NotTold: "chưa có trong dữ liệu", "not recorded";
    OpenDataTitle: "Dữ liệu mở", "Open data";
    OpenDataLead: "Danh mục thủ tục, đơn vị và số hồ sơ từng tháng của thành phố, cho mọi người dùng lại.", "The city's procedures and units, and its dossiers by month, for everybody to use again.";
    OpenDataAsOf: "Danh mục ngày {}, {} thủ tục đang áp dụng.", "Catalogue of {}, {} procedures in force.";
    OpenDataCache: "Tệp đổi khi có thủ tục được công bố; tiêu đề ETag cho biết tệp có đổi hay không.", "Files change when a procedure is published; the ETag header tells whether one has.";
    OpenDataCatalogue: "Danh mục và đơn vị", "Catalogue and units";
    OpenDataProcedures: "Từng thủ tục", "Procedure by procedure";
    OpenDataEach: "Mỗi thủ tục có bản văn TOML đầy đủ và sơ đồ quy trình BPMN 2.0 mở được bằng các trình vẽ quy trình thông dụng.", "Each procedure has its full text as TOML and its flow as BPMN 2.0, which common process editors open.";
    OpenDataTerms: "Cần biết", "Good to know";
    OpenDataTermsText: "Chỗ nào chưa chắc chắn đều được đánh dấu trong dữ liệu. Dữ liệu không có thông tin cá nhân.", "What is not certain is marked in the data. The data contain nothing personal.";
    OpenTurtle: "CPSV-AP 3 (từ vựng dịch vụ công), dạng Turtle", "CPSV-AP 3, the public service vocabulary, as Turtle";
    OpenJson: "Cùng nội dung, dạng JSON", "The same as JSON";
    OpenCsv: "Bảng tóm tắt, mở bằng trình bảng tính", "A summary table for spreadsheets";
    OpenUnits: "Đơn vị của thành phố cùng tên cũ của xã, phường, quận, huyện", "Units of the city with the former names of communes and districts";
    LevelFull: "Trực tuyến toàn trình", "Online end-to-end";
    LevelPartial: "Trực tuyến một phần", "Partly online";
    LevelCounter: "Nộp trực tiếp hoặc qua bưu chính", "At a counter or by post";
    PaperName: "Giấy tờ", "Document";
    PaperOriginals: "Bản chính", "Originals";
    PaperCopies: "Bản sao", "Copies";
    PaperOptional: "(nếu có)", "(if any)";
    PaperHave: "Đã nộp", "Received";
    PaperState: "Tình trạng", "State";
    PaperPresent: "Đã nộp", "Received";
    PaperMissing: "Còn thiếu", "Missing";
    PaperAsked: "Cần bổ sung", "Asked for";
    PaperHeld: "Đã có trong cơ sở dữ liệu", "Held by the State";
    PaperNotNeeded: "Không cần", "Not needed";

    // Tracking
    TrackLead: "Gõ mã hồ sơ và mã bảo mật in trên giấy hẹn, hoặc quét mã QR. Không cần đăng nhập.", "Type the dossier number and the security code printed on the receipt, or scan the QR code. No sign-in needed.";
    TrackCode: "Mã hồ sơ", "Dossier number";
    TrackCodeHint: "In đậm ở đầu giấy hẹn, ví dụ {}", "In bold at the top of the receipt, for example {}";
    TrackSecret: "Mã bảo mật", "Security code";
    TrackSecretHint: "4 ký tự in cạnh mã QR trên giấy hẹn", "4 characters printed beside the QR code on the receipt";
    TrackSubmit: "Xem tiến độ", "See progress";
    TrackHelp: "Cần giúp đỡ, gọi {}.", "For help, call {}.";
    TrackAnother: "Tra cứu hồ sơ khác", "Track another dossier";
    TrackTodo: "Việc ông/bà cần làm", "What you need to do";
    TrackApology: "Hồ sơ trả chậm so với hẹn. Chúng tôi xin lỗi ông/bà. Lý do: {}. Hẹn lại: {}.", "This dossier is late. We apologise. Reason: {}. New date: {}.";
    TrackHolder: "Nơi đang giữ hồ sơ", "Where it is now";
    TrackNext: "Bước tiếp theo", "What happens next";
    TrackTimeline: "Tiến độ", "Progress";
    TrackAhead: "Sắp tới", "Still to come";
    RatingTitle: "Đánh giá mức độ hài lòng", "How satisfied are you";
    RatingNote: "Chạm một lần vào một mặt. Đánh giá không kèm họ tên hay mã hồ sơ; cán bộ không biết ai đã đánh giá.", "Tap one face. Neither your name nor the dossier number is kept with it; no officer can tell who rated.";
    RatingThanks: "Cảm ơn ông/bà. Đánh giá đã ghi nhận: {}.", "Thank you. Your rating was kept: {}.";
    RatingWhy: "Điều gì khiến ông/bà đánh giá như vậy? (không bắt buộc)", "What made you say so? (optional)";
    RatingSend: "Gửi lý do", "Send the reasons";
    MyTodo: "Việc cần làm", "What you need to do";
    MyNothingTodo: "Hiện ông/bà không phải làm gì.", "There is nothing for you to do at present.";
    MyDrafts: "Hồ sơ đang soạn", "Drafts";
    MyNoDrafts: "Không có hồ sơ nào đang soạn dở.", "Nothing is under way.";
    MyDraftGoOn: "Làm tiếp", "Go on";
    MyFiledForOther: "Nộp hộ cho {}", "Filed for {}";
    MyStart: "Nộp hồ sơ mới", "File a new dossier";
    MyMore: "Hồ sơ cũ hơn", "Older dossiers";
    MineDossiers: "Hồ sơ", "Dossiers";
    MineData: "Dữ liệu", "Data";
    MyFiled: "Hồ sơ đã nộp", "Dossiers filed";
    MyPapers: "Giấy tờ đã nộp", "Papers handed in";
    MyActs: "Việc ông/bà có thể làm", "What you can do";
    MySupplement: "Bổ sung giấy tờ", "Hand in the papers";
    MySupplementLead: "Gửi đủ các giấy tờ dưới đây một lần: ảnh chụp rõ (JPG, PNG, HEIC), PDF hoặc DOCX. Gửi xong, thời hạn giải quyết chạy tiếp ngay. Hoặc nộp tại bất kỳ quầy một cửa nào.", "Send all of the papers below at once: clear photographs (JPG, PNG, HEIC), PDF or DOCX. The clock runs on as soon as they are sent. Or hand them in at any one-stop counter.";
    MySupplementSend: "Gửi giấy tờ bổ sung", "Send the papers";
    MySaid: "Cán bộ ghi", "The officer wrote";
    MyResult: "Kết quả", "Result";
    MyWhoLooked: "Ai đã xem hồ sơ này", "Who has looked at this dossier";
    MyAskCorrection: "Yêu cầu sửa thông tin", "Ask for a correction";
    DataLead: "Ở đây ông/bà xem được dữ liệu nào đang được lưu, ai đã xem và vì sao; có thể tải bản sao, yêu cầu sửa hoặc yêu cầu giải thích một lượt xem.", "Here you see what is kept about you, who has looked at it and why. You can take a copy, ask for a correction, or ask for an access to be explained.";
    DataPerson: "Thông tin cá nhân đang lưu", "What is kept about you";
    DataLinks: "Cách đăng nhập đã liên kết", "Linked ways to sign in";
    DataLinksText: "Ngừng liên kết thì mọi phiên đăng nhập bằng hệ thống đó kết thúc. Lần sau đăng nhập lại, ông/bà được nhận ra theo số định danh như lần đầu; hồ sơ và dữ liệu vẫn giữ nguyên.", "Ending a link ends every session begun by it. When you sign in that way again, you are recognised by your number as at the first time; dossiers and data stay as they are.";
    DataUnlink: "Ngừng liên kết", "End the link";
    DataCopy: "Tải bản sao dữ liệu", "Take a copy of your data";
    DataCopyText: "Một tệp nén gồm bản để in và bản để máy đọc (JSON).", "One archive with a version to print and one for machines (JSON).";
    DataCopyDo: "Tải bản sao", "Download the copy";
    DataRequests: "Yêu cầu của tôi", "My requests";
    DataAccesses: "Ai đã xem dữ liệu của tôi", "Who has looked at my data";
    DataAccessesOf: "Ai đã xem hồ sơ {}", "Who has looked at dossier {}";
    DataNoAccess: "Chưa có lượt xem nào.", "Nobody has looked yet.";
    DataWhen: "Lúc", "When";
    DataWho: "Ai xem", "Who";
    DataWhat: "Xem gì", "What";
    DataWhy: "Để làm gì", "Why";
    DataAsk: "Thắc mắc", "Question";
    DataDispute: "Yêu cầu giải thích", "Ask why";
    DataDisputed: "Đã yêu cầu giải thích", "Asked";
    DataDisputeLead: "Ông/bà cho rằng lượt xem này không đúng? Lãnh đạo đơn vị hoặc thanh tra sẽ trả lời trong {}.", "Do you think this access was not right? The head of the unit or an inspector answers within {}.";
    DataOlder: "Lượt xem cũ hơn", "Earlier accesses";
    DataAnswerBy: "Trả lời trước {}", "To be answered by {}";
    DataAnswered: "Trả lời ngày {}", "Answered on {}";
    DataAll: "Xem tất cả lượt xem", "See all accesses";
    RequestsTitle: "Yêu cầu về dữ liệu cá nhân", "Requests about personal data";
    MenuPeople: "Người dân", "People";
    RequestAnswer: "Trả lời", "Answer";
    RequestsNone: "Không có yêu cầu nào đang chờ.", "No request is waiting.";
    RequestsOpen: "Đang chờ trả lời", "Waiting";
    RequestsDone: "Đã trả lời", "Answered";

    // Clock and chips
    DueLabel: "Hẹn trả", "Due";
    DueNone: "Chưa có ngày hẹn", "No due date yet";
    DueDeclined: "Không có ngày hẹn: hồ sơ không được tiếp nhận", "No due date: the dossier was not accepted";
    DueWithdrawn: "Không có ngày hẹn: hồ sơ đã được rút trước khi tiếp nhận", "No due date: the dossier was withdrawn before it was received";
    DueStopped: "Không có ngày hẹn: hồ sơ dừng giải quyết trước khi tiếp nhận", "No due date: the dossier was stopped before it was received";
    DueNotYet: "Chưa có", "Not yet";
    DueNever: "Không có", "No date";
    DueFirst: "Hẹn lần đầu", "First promised";
    DueWhy: "Vì sao là ngày này", "Why this date";
    ClockLeft: "Còn {}", "{} left";
    ClockOver: "Quá {}", "{} overdue";
    ClockPaused: "Tạm dừng tính hạn", "Clock paused";
    ClockEarly: "Trước hạn", "Early";
    ClockOnTime: "Đúng hạn", "On time";
    ClockLate: "Trễ hạn", "Late";
    UnitMinute: "phút", "minute";
    UnitMinutes: "phút", "minutes";
    UnitHour: "giờ", "hour";
    UnitHours: "giờ", "hours";
    UnitDay: "ngày", "day";
    UnitDays: "ngày", "days";
    ChipAwaiting: "Chờ tiếp nhận", "Awaiting acceptance";
    ChipInProgress: "Đang xử lý", "In progress";
    ChipDueSoon: "Sắp đến hạn", "Due soon";
    ChipOverdue: "Quá hạn", "Overdue";
    ChipWaiting: "Chờ bổ sung", "Waiting for applicant";
    ChipPaymentDue: "Chờ nộp phí", "Payment due";
    ChipReady: "Chờ trả kết quả", "Result ready";
    ChipCompleted: "Đã trả kết quả", "Completed";
    ChipStopped: "Dừng xử lý", "Stopped";
    ChipNotAccepted: "Không được tiếp nhận", "Not accepted";
    ChipWithdrawn: "Đã rút", "Withdrawn";
    Behind: "Chậm tiến độ", "Behind schedule";
    TooFast: "Nhanh bất thường", "Unusually fast";

    // Sign-in and demonstration
    SignInSubmit: "Đăng nhập", "Sign in";
    SignInLogin: "Tên đăng nhập", "User name";
    SignInPassword: "Mật khẩu", "Password";
    SignInLocked: "Đã thử sai nhiều lần nên tài khoản tạm khóa đến {}. Quên mật khẩu, gọi {}.", "Too many wrong tries: the account is locked until {}. If you forgot the password, call {}.";
    DemoTitle: "Chọn vai để dùng thử", "Choose a role to try";
    DemoIntro: "Bấm một người để vào bàn làm việc của người đó. Không cần mật khẩu.", "Press a person to enter their desk. No password needed.";
    DemoCurrent: "đang dùng", "in use";
    DemoAlsoAt: "Cũng làm việc tại {}", "Also works at {}";

    // Filing online
    FilingWhatHappensNext: "Việc tiếp theo", "What happens next";
    FilingFollowThisDossier: "Theo dõi hồ sơ này", "Follow this dossier";
    FilingChange: "Sửa", "Change";
    FilingNothingInThisPart: "Không có gì ở phần này.", "Nothing in this part.";
    FilingNotGiven: "không có", "none";
    FilingWhoDecidesWhenHow: "Nơi giải quyết, thời hạn, lệ phí", "Who decides, when, how much";
    FilingChooseAnotherPlace: "Đổi nơi nộp", "Choose another place";
    FilingExpected: "Dự kiến trả kết quả", "Expected";
    FilingFileTheDossier: "Nộp hồ sơ", "File the dossier";
    FilingNotRight: "Chưa đúng?", "Not right?";
    FilingSaveAndContinue: "Lưu và tiếp tục", "Save and continue";
    FilingSaveAsDraft: "Lưu nháp", "Save as draft";
    FilingPartsOfTheFiling: "Các phần của hồ sơ", "Parts of the filing";
    FilingDone: "đã xong", "done";
    FilingANewVersionOf: "Thủ tục đã có phiên bản mới, áp dụng từ", "A new version of the procedure applies from";
    FilingThisDraftWasMade: "Bản nháp này làm theo phiên bản trước. Những gì còn dùng được sẽ được giữ lại; ông/bà xem lại từng phần trước khi nộp.", "This draft was made under the version before. What still applies is kept; please go through each part again before filing.";
    FilingGoOnUnderThe: "Chuyển sang phiên bản mới", "Go on under the new version";
    FilingFileOnline: "Nộp hồ sơ trực tuyến", "File online";
    FilingAlreadyBegun: "Hồ sơ đang soạn dở", "Already begun";
    FilingBegin: "Bắt đầu", "Begin";
    FilingBeginANewOne: "Bắt đầu hồ sơ mới", "Begin a new one";
    FilingReadAboutTheProcedure: "Xem lại thông tin thủ tục", "Read about the procedure";
    FilingNothingIsToBe: "Trường hợp này không phải tải lên giấy tờ nào.", "Nothing is to be uploaded in this case.";
    FilingAPictureTakenBy: "Chụp bằng điện thoại cũng được: thấy rõ bốn góc và con dấu. Nhận ảnh JPG, PNG, HEIC, tệp PDF và DOCX, mỗi tệp tối đa 20 MB.", "A picture taken by phone will do, if all four corners and the seal are seen. JPG, PNG, HEIC, PDF and DOCX are taken, 20 MB each at most.";
    FilingRemove: "Bỏ tệp", "Remove";
    FileChoose: "Chọn tệp", "Choose a file";
    FileChooseMore: "Chọn thêm tệp", "Choose another file";
    FileNone: "Chưa chọn tệp nào", "No file chosen";
    FileSending: "đang gửi", "being sent";
    FileSent: "đã gửi", "sent";
    FileWithForm: "gửi khi lưu trang này", "goes when this page is saved";
    FileEnded: "Phiên đăng nhập đã hết. Ông/bà đăng nhập lại rồi quay về trang này: tệp được gửi tiếp, không phải chọn lại.", "Your sign-in has ended. Sign in again and come back to this page: the file goes on from where it was.";
    FileSignIn: "Đăng nhập lại (mở ở thẻ mới)", "Sign in again (opens in a new tab)";
    SignatureDetails: "Chi tiết chữ ký", "About this signature";
    FilingOrUseAPaper: "Hoặc dùng lại giấy tờ ông/bà đã nộp", "Or use a paper you have handed in before";
    FilingNotAskedFor: "Không phải nộp", "Not asked for";
    FilingDeleteThisDraft: "Xóa bản nháp này", "Delete this draft";
    FilingEverythingEnteredIsLost: "Mọi nội dung đã nhập sẽ mất và không lấy lại được.", "Everything entered is lost and cannot be brought back.";
    FilingDeleteTheDraft: "Xóa bản nháp", "Delete the draft";
    FilingElectronicForm: "Tờ khai điện tử", "Electronic form";

    // Desk menu and queues
    DeskHome: "Bàn làm việc", "Desk";
    DeskNoDossiers: "Vai trò này không xem hồ sơ.", "This role sees no dossiers.";
    DeskDueToday: "Đến hạn hôm nay và quá hạn", "Due today and overdue";
    MenuIntake: "Tiếp nhận", "Intake";
    MenuProcessing: "Xử lý", "Processing";
    MenuReturn: "Trả kết quả", "Returning results";
    MenuFollow: "Theo dõi", "Follow-up";
    QueueAwaitingOnline: "Chờ tiếp nhận trực tuyến", "Awaiting online acceptance";
    QueueReceived: "Mới tiếp nhận", "Newly received";
    QueueDeclined: "Từ chối tiếp nhận", "Not accepted";
    QueueIncoming: "Chờ nhận bàn giao", "Incoming hand-overs";
    QueueMine: "Việc của tôi", "My work";
    QueueInProgress: "Đang xử lý", "In progress";
    QueueToApprove: "Chờ duyệt, ký", "To approve and sign";
    QueueToIssue: "Chờ phát hành", "To issue";
    QueueWithdrawals: "Xin rút hồ sơ", "Withdrawal requests";
    QueueCorrections: "Chờ duyệt đính chính", "Corrections to decide";
    QueueFollowed: "Đang theo dõi", "Followed";
    QueueConsultations: "Được hỏi ý kiến", "Opinions asked of us";
    QueueWaiting: "Chờ bổ sung", "Waiting for applicant";
    QueuePayment: "Chờ nộp phí", "Payment due";
    QueueStopped: "Dừng xử lý", "Stopped";
    QueueSent: "Đã chuyển xử lý", "Sent on";
    QueueReturnCounter: "Chờ trả trực tiếp", "To return at the counter";
    QueueReturnOnline: "Chờ trả trực tuyến", "To return online";
    QueueReturnPost: "Chờ trả qua bưu chính", "To return by post";
    QueueReturned: "Đã trả", "Returned";
    QueueDueSoon: "Sắp đến hạn", "Due soon";
    QueueOverdue: "Quá hạn", "Overdue";
    EmptyQueue: "Không có hồ sơ nào ở đây. Hồ sơ mới sẽ hiện ở đây.", "Nothing here. New dossiers will appear here.";
    EmptyDueSoon: "Không có hồ sơ nào sắp đến hạn. Hồ sơ mới sẽ hiện ở đây.", "Nothing is due soon. New dossiers will appear here.";
    EmptyOverdue: "Không có hồ sơ nào quá hạn.", "Nothing is overdue.";
    EmptyIncoming: "Không có hồ sơ nào chờ nhận bàn giao.", "No hand-over is waiting for you.";

    // Lists
    DossierCount: "{} hồ sơ", "Dossiers: {}";
    ColPick: "Chọn", "Pick";
    ColCode: "Mã hồ sơ", "Dossier number";
    ColApplicant: "Người nộp", "Applicant";
    ColProcedure: "Thủ tục", "Procedure";
    ColReceived: "Tiếp nhận", "Received";
    ColDue: "Hạn trả", "Due";
    ColStatus: "Trạng thái", "Status";
    ColLeft: "Thời hạn", "Time left";
    PickRow: "Chọn hồ sơ {}", "Pick dossier {}";
    FilterChannel: "Kênh nộp", "Channel";
    FilterMine: "Việc của tôi", "My work";
    FilterSubmit: "Lọc", "Filter";
    SearchTitle: "Tra cứu mọi hồ sơ", "Find a dossier";
    SearchLabel: "Mã hồ sơ, họ tên (không cần dấu) hoặc số định danh", "Dossier number, name (accents not needed) or ID number";
    SearchNoDossier: "Không thấy hồ sơ nào với “{}”. Thử mã hồ sơ, hoặc họ tên đầy đủ.", "No dossier found for “{}”. Try the dossier number, or the full name.";
    SearchMore: "{} hồ sơ đầu tiên; gõ thêm để thu hẹp", "First {} dossiers; type more to narrow down";
    RegisterTitle: "Sổ theo dõi hồ sơ", "Register book";
    RegisterFrom: "Từ ngày", "From";
    RegisterTo: "Đến ngày", "To";
    RegisterShow: "Xem sổ", "Show";
    RegisterEmpty: "Không có hồ sơ nào trong khoảng ngày này.", "No dossier in this period.";
    HandoverTitle: "Bàn giao hồ sơ", "Hand over";
    HandoverTo: "Bàn giao cho", "Hand over to";
    HandoverSubmit: "Bàn giao", "Hand over";
    HandoverIntro: "Đánh dấu hồ sơ, chọn nơi nhận, rồi bàn giao một lần. Trách nhiệm vẫn ở bên giao cho đến khi bên nhận xác nhận.", "Tick dossiers, choose the receiver, and hand them over at once. The giver stays responsible until the receiver accepts.";
    HandoverEmpty: "Không có hồ sơ nào để bàn giao.", "There is nothing to hand over.";
    HandoverSkipped: "Hồ sơ chưa bàn giao được: {}", "Not handed over: {}";

    // Intake
    IntakeTitle: "Tiếp nhận tại quầy", "Counter intake";
    IntakePerson: "Người nộp", "Applicant";
    IntakeScan: "Quét căn cước hoặc gõ số định danh", "Scan the ID card or type the ID number";
    IntakeScanHint: "Quét mã QR trên thẻ căn cước để tự điền.", "Scan the QR code on the ID card to fill in.";
    IntakeProcedure: "Thủ tục", "Procedure";
    IntakeProcedureLabel: "Mã hoặc tên thủ tục", "Code or name of the procedure";
    IntakeProcedureHint: "Gõ mã, hoặc vài từ không cần dấu: khai sinh, ket hon.", "Type the code, or a few Vietnamese words without accents: khai sinh, ket hon.";
    IntakeLookUp: "Điền tự động", "Fill in";
    IntakeSuggestions: "Thủ tục gần đúng: {}. Dùng mũi tên để chọn.", "Procedures found: {}. Use the arrow keys to choose.";
    IntakeNoSuggestion: "Không có thủ tục nào khớp.", "No procedure matches.";
    IntakeNoProcedure: "Chọn thủ tục để thấy giấy tờ cần nhận và ngày hẹn trả.", "Choose a procedure to see its documents and the due date.";
    IntakeQuestions: "Không rõ trường hợp nào thì hỏi người nộp các câu trên; câu trả lời chọn giúp trường hợp.", "If the case is not clear, ask these questions: the answers choose the case.";
    IntakeCase: "Trường hợp", "Case";
    IntakePapers: "Giấy tờ nhận", "Documents received";
    IntakeReceive: "Tiếp nhận và in giấy hẹn", "Receive and print";
    IntakeSupplement: "Yêu cầu bổ sung", "Ask for supplement";
    IntakeDecline: "Từ chối tiếp nhận", "Decline";
    IntakeCommune: "Xã, phường giải quyết", "Commune or ward that decides";
    IntakeLast: "Vừa tiếp nhận", "Just received";
    ScanUnclear: "Chưa đọc được thẻ. Quét lại, hoặc gõ 12 số rồi Enter", "The card could not be read. Scan again, or type the 12 digits and press Enter";
    ScanDone: "Đã đọc thẻ căn cước: {}", "ID card read: {}";
    IdNumber: "Số định danh cá nhân", "Personal ID number";
    FullName: "Họ, chữ đệm và tên", "Full name";
    BirthDate: "Ngày sinh", "Date of birth";
    Gender: "Giới tính", "Gender";
    Address: "Nơi thường trú", "Place of residence";
    Phone: "Điện thoại", "Phone";
    Delivery: "Nhận kết quả", "Result returned";

    // Dossier
    DossierUnnumbered: "Chưa có mã hồ sơ", "Not numbered yet";
    DossierHolder: "Nơi chịu trách nhiệm", "Who answers for it";
    DossierPending: "Đã bàn giao cho {}, chờ bên nhận xác nhận", "Handed over to {}, waiting for acceptance";
    DossierCustody: "Bản giấy đang ở", "Paper is at";
    DossierPlaces: "Bốn nơi của hồ sơ", "Four places of the dossier";
    DossierPapers: "Giấy tờ", "Documents";
    DossierSteps: "Các bước và thời gian", "Steps and time";
    DossierTimeline: "Nhật ký", "History";
    DossierActs: "Việc làm được lúc này", "What can be done now";
    DossierPrints: "Bản in", "Printable papers";
    StepName: "Bước", "Step";
    StepUnit: "Đơn vị, người làm", "Unit, officer";
    StepBudget: "Được phép", "Allowed";
    StepUsed: "Đã dùng", "Used";
    StepState: "Tình trạng", "State";
    StepDone: "Xong", "Done";
    StepCurrent: "Đang làm", "Under way";
    StepAhead: "Chưa đến", "Ahead";
    RecordedAt: "ghi nhận lúc {}", "recorded at {}";
    BackToDossier: "Về hồ sơ", "Back to the dossier";
    ReceiptBack: "Tiếp nhận hồ sơ kế tiếp", "Receive the next dossier";
    HintDate: "Ví dụ 24/7/2025", "For example 24/7/2025 (day/month/year)";
    HintDateTime: "Ví dụ 24/7/2025 16:30", "For example 24/7/2025 16:30 (day/month/year)";
    HintMoney: "Số đồng, ví dụ 1.250.000", "In đồng, for example 1,250,000";

    // Shortcuts
    ShortcutsTitle: "Phím tắt", "Keyboard shortcuts";
    ShortcutsIntro: "Các phím dùng ở bàn làm việc của cán bộ. Không dùng phím chữ đơn lẻ, để không vướng kiểu gõ Telex và VNI.", "Keys used at the officers' desk. No single letters are used, so that Telex and VNI typing is not disturbed.";
    ShortcutKey: "Phím", "Key";
    ShortcutDoes: "Tác dụng", "What it does";
    ShortcutList: "Mở bảng phím tắt này", "Open this list";
    ShortcutScan: "Đến ô quét căn cước", "Go to the ID scan field";
    ShortcutProcedure: "Đến ô thủ tục", "Go to the procedure field";
    ShortcutReceive: "Tiếp nhận và in giấy hẹn", "Receive and print the receipt";
    ShortcutSupplement: "Yêu cầu bổ sung", "Ask for supplement";
    ShortcutHandover: "Bàn giao hồ sơ đã chọn", "Hand over the picked dossiers";
    ShortcutRows: "chọn dòng", "move between rows";
    ShortcutPick: "đánh dấu", "pick the row";
    ShortcutOpen: "mở hồ sơ", "open the dossier";
    ShortcutPrint: "In", "Print";
    KeySpace: "Phím cách", "Space";

    // Error pages
    Error400Title: "Chưa hiểu được yêu cầu", "The request could not be understood";
    Error400Text: "Trang nhận được thông tin chưa đầy đủ hoặc đã cũ. Quay lại, tải lại trang rồi làm lại.", "The information received was incomplete or out of date. Go back, reload the page and try again.";
    Error403Title: "Không xem được nội dung này", "You cannot see this";
    Error403Text: "Tài khoản đang dùng chưa có quyền này. Muốn xem, gửi yêu cầu cho lãnh đạo đơn vị.", "Your account does not have this right. Ask the head of your unit.";
    Error404Title: "Không có trang này", "There is no such page";
    Error404Text: "Có thể địa chỉ đã đổi. Tìm thủ tục hoặc về trang chủ.", "The address may have changed. Search for a procedure or go to the home page.";
    Error404DeskText: "Có thể địa chỉ đã đổi. Về bàn làm việc rồi mở lại từ menu.", "The address may have changed. Go back to the desk and open it from the menu.";
    Error409Title: "Hồ sơ vừa thay đổi", "The dossier has just changed";
    Error409Text: "Người khác vừa xử lý hồ sơ này, hoặc việc này không làm được ở bước hiện tại. Chưa có gì bị thay đổi. Mở lại hồ sơ để xem tình trạng mới nhất.", "Somebody else has just worked on this dossier, or this cannot be done at its present step. Nothing was changed. Open the dossier again to see where it stands.";
    Error413Title: "Nội dung gửi quá lớn", "Too much was sent";
    Error413Text: "Nội dung gửi lên vượt mức cho phép. Rút ngắn rồi gửi lại.", "What was sent is over the limit. Shorten it and send it again.";
    Error429Title: "Thử quá nhiều lần", "Too many tries";
    Error429Text: "Có quá nhiều lần thử trong thời gian ngắn. Chờ ít phút rồi thử lại.", "There were too many tries in a short time. Wait a few minutes and try again.";
    Error500Title: "Hệ thống gặp trục trặc", "Something went wrong on our side";
    Error500Text: "Lỗi thuộc về hệ thống, không phải do người dùng. Những gì đã lưu vẫn còn.", "This is not your fault. What was saved is still there.";
    Error503Title: "Hệ thống đang quá tải", "The system is too busy";
    Error503Text: "Hệ thống đang có quá nhiều yêu cầu. Những gì đã lưu vẫn còn. Thử lại sau ít giây.", "There are too many requests at the moment. What was saved is still there. Try again in a few seconds.";
    ErrorSignInTitle: "Chưa đăng nhập được", "You are not signed in";
    ErrorIncident: "Mã sự cố", "Incident number";
    ErrorRetryAfter: "Thử lại sau {} giây.", "Try again after {} seconds.";
    ErrorHotline: "Cần giúp đỡ, gọi {}.", "For help, call {}.";

    // Statements
    A11yIntro: "Trang này được làm theo WCAG 2.2 mức AA, để mọi người, kể cả người khuyết tật và người cao tuổi, tự dùng được.", "This site is built to WCAG 2.2 level AA, so that everyone, including people with disabilities and older people, can use it on their own.";
    A11yWhatTitle: "Đã làm được", "What works";
    A11yKeyboard: "Dùng được hoàn toàn bằng bàn phím; vị trí con trỏ luôn nhìn thấy rõ.", "Everything can be done with a keyboard, and the focus is always visible.";
    A11yZoom: "Phóng to đến 400% mà không phải cuộn ngang; chữ và nút đủ lớn.", "Zooming to 400% needs no sideways scrolling; text and buttons are large enough.";
    A11yColour: "Trạng thái luôn có chữ và hình, không chỉ dựa vào màu.", "States are always shown by word and shape, not by colour alone.";
    A11yNoScript: "Trang cho người dân dùng được khi trình duyệt tắt JavaScript.", "The public pages work with JavaScript turned off.";
    A11yLimitsTitle: "Chưa làm được", "Known limits";
    A11yLimitReaders: "Chưa thử đủ với các phần mềm đọc màn hình tiếng Việt.", "Vietnamese screen readers have not been tested fully.";
    A11yLimitTables: "Sổ theo dõi hồ sơ của cán bộ có 13 cột: trên màn hình cỡ vừa phải cuộn ngang trong khung của bảng.", "The officers’ register book has 13 columns: on medium screens it scrolls sideways inside its frame.";
    A11yLimitAudio: "Chưa có chức năng nghe đọc trang.", "Pages cannot be read aloud yet.";
    A11yContactTitle: "Gặp khó khăn", "If you have difficulty";
    A11yContact: "Gọi {} để được giúp, hoặc để báo chỗ khó dùng.", "Call {} for help, or to report a difficulty.";
    PrivacyIntro: "{} xử lý dữ liệu cá nhân chỉ để giải quyết hồ sơ của ông/bà.", "{} handles personal data only to settle your dossier.";
    PrivacyWhatTitle: "Dữ liệu được dùng thế nào", "How data is used";
    PrivacyPerson: "Họ tên, số định danh, địa chỉ, điện thoại chỉ cán bộ có trách nhiệm với hồ sơ xem được.", "Name, ID number, address and phone are seen only by officers responsible for the dossier.";
    PrivacyJournal: "Mỗi việc làm trên hồ sơ được ghi vào nhật ký không sửa được; nhật ký không chứa dữ liệu cá nhân của ông/bà.", "Each act on a dossier is written in a journal nobody can alter; the journal holds no personal data of yours.";
    PrivacyTracking: "Trang tra cứu cần mã bảo mật trên giấy hẹn và không hiện họ tên, số định danh, địa chỉ.", "The tracking page needs the security code on the receipt and shows no name, ID number or address.";
    PrivacyCookies: "Trang chỉ dùng cookie cần thiết: phiên làm việc và ngôn ngữ.", "Only necessary cookies are used: the session and the language.";
    PrivacyThird: "Không có dữ liệu nào được gửi cho bên quảng cáo hay thống kê.", "Nothing is sent to advertisers or analytics.";
    PrivacyRightsTitle: "Quyền của ông/bà", "Your rights";
    PrivacyRights: "Ông/bà có quyền biết, xem và đề nghị sửa dữ liệu của mình. Gọi {} hoặc đến điểm phục vụ gần nhất.", "You may know, see and ask to correct your data. Call {} or visit the nearest service point.";

    // Form errors and results, for the web crate
    IdLength: "Số định danh gồm 12 chữ số. Ông/bà đã nhập {} số", "The ID number has 12 digits. You entered {}";
    ErrNoProcedure: "Không có thủ tục mã “{}”. Gần đúng: {}", "There is no procedure “{}”. Close: {}";
    ErrDocuments: "Còn thiếu {}. Nhận đủ, hoặc yêu cầu bổ sung", "{} is missing. Take it in, or ask for a supplement";
    ErrSignIn: "Tên đăng nhập hoặc mật khẩu chưa đúng", "The user name or password is not right";
    ErrTrackingCode: "Mã hồ sơ có dạng {}. Xem lại mã in ở đầu giấy hẹn", "A dossier number looks like {}. Check the one at the top of the receipt";
    ErrTracking: "Không thấy hồ sơ với mã và mã bảo mật này. Xem lại mã trên giấy hẹn (ví dụ {}) và mã bảo mật 4 ký tự", "No dossier with this number and security code. Check the number on the receipt (for example {}) and the 4-character security code";
    ErrSecret: "Mã bảo mật gồm 4 ký tự in cạnh mã QR trên giấy hẹn", "The security code is the 4 characters printed beside the QR code on the receipt";
    ErrStale: "Hồ sơ vừa được người khác cập nhật. Xem lại tình trạng mới rồi làm lại, nếu vẫn cần", "Somebody else has just updated this dossier. Look at its new state and try again if still needed";
    ErrNotAllowed: "Việc này không làm được ở bước hiện tại của hồ sơ", "This cannot be done at the dossier's present step";
    ErrReceiver: "Chọn nơi nhận bàn giao", "Choose who receives the hand-over";
    DoneReceived: "Đã tiếp nhận hồ sơ {}.", "Dossier {} received.";

    // Kiosks
    KioskTouch: "Chạm để bắt đầu", "Touch to begin";
    KioskTouchOther: "Touch to begin", "Chạm để bắt đầu";
    KioskStartTitle: "Ki-ốt dịch vụ công", "Public service kiosk";
    KioskStartLead: "Nộp và tra cứu hồ sơ. Xong việc, chạm Kết thúc: màn hình xóa mọi thông tin của ông/bà.", "File dossiers and follow them. When you are done, touch Finish: the screen forgets all about you.";
    KioskMenuTitle: "Ông/bà cần làm gì?", "What would you like to do?";
    KioskFile: "Nộp hồ sơ", "File a dossier";
    KioskFileHint: "Đăng nhập bằng tài khoản định danh của ông/bà", "With your own identity account";
    KioskTrack: "Tra cứu hồ sơ", "Look up a dossier";
    KioskTrackHint: "Mã hồ sơ và mã bảo mật trên giấy hẹn", "By the number and the code on the receipt";
    KioskMine: "Hồ sơ của tôi", "My dossiers";
    KioskMineHint: "Việc cần làm, bản nháp, hồ sơ đã nộp", "What is asked of you, drafts, dossiers filed";
    KioskRate: "Đánh giá phục vụ", "Rate the service";
    KioskRateHint: "Mở hồ sơ đã trả kết quả rồi chạm một lần", "Open a dossier with its result, then one touch";
    KioskBack: "Về màn hình chính", "Back to the main screen";
    KioskLarger: "Chữ to hơn", "Larger text";
    KioskLow: "Hạ thấp màn hình", "Lower the screen";
    KioskHigh: "Màn hình như thường", "Screen as usual";
    KioskCall: "Gọi cán bộ", "Call an officer";
    KioskUncall: "Thôi gọi cán bộ", "Stop calling";
    KioskCalled: "Đã gọi cán bộ. Mời ông/bà chờ tại máy.", "An officer has been called. Please wait here.";
    KioskEnd: "Kết thúc", "Finish";
    KioskAway: "Máy tạm mất kết nối. Mời ông/bà tới bàn hướng dẫn.", "This machine has lost its connection. Please go to the help desk.";
    KioskIdleTitle: "Ông/bà còn ở đó không?", "Are you still there?";
    KioskIdleBefore: "Trang sẽ đóng sau", "This page closes in";
    KioskIdleAfter: "giây để giữ kín thông tin.", "seconds to keep what you typed private.";
    KioskMore: "Tôi cần thêm thời gian", "I need more time";
    KioskPapers: "Tại ki-ốt chưa tải tệp lên được. Chạm Lưu nháp rồi tải tệp lên từ điện thoại hoặc máy tính của ông/bà, hoặc chạm Gọi cán bộ.", "Files cannot be sent from a kiosk. Save the draft and send them from your own telephone or computer, or call an officer.";
    KioskNoneTitle: "Máy này không phải là ki-ốt", "This machine is not a kiosk";
    KioskNoneLead: "Máy này chưa được đăng ký làm ki-ốt, hoặc đã được đơn vị cho ngừng. Trang web vẫn dùng được như trên mọi máy khác.", "This machine has not been made a kiosk, or its unit has retired it. The site works here as on any other machine.";
    KioskEnrolTitle: "Đăng ký máy này làm ki-ốt", "Make this machine a kiosk";
    KioskEnrolLead: "Lãnh đạo đơn vị thêm ki-ốt ở bàn làm việc, mục Ki-ốt, và nhận một mã. Nhập mã đó tại máy này.", "A head of the unit adds the kiosk at the desk, under Kiosks, and is given a code. Enter it at this machine.";
    KioskCode: "Mã đăng ký", "Code";
    KioskCodeHint: "10 chữ số, dùng một lần, trong 15 phút", "10 digits; works once, for 15 minutes";
    KioskEnrolSubmit: "Đăng ký", "Make it a kiosk";
    KioskDemoTitle: "Thử ki-ốt", "Try a kiosk";
    KioskDemoLead: "Chỉ có ở bản thử nghiệm: trình duyệt này thành một ki-ốt của thành phố tưởng tượng, cho đến khi ông/bà thôi. Máy thật được đăng ký bằng mã của đơn vị.", "In the demonstration only: this browser becomes a kiosk of the made-up city until you stop it. Real machines are enrolled by a code of their unit.";
    KioskDemoBegin: "Biến trình duyệt này thành ki-ốt", "Make this browser a kiosk";
    KioskDemoLeave: "Thôi làm ki-ốt", "Stop being a kiosk";
    KioskDemoLabel: "Ki-ốt thử nghiệm", "Demonstration kiosk";
    KiosksTitle: "Ki-ốt", "Kiosks";
    KiosksLead: "Các ki-ốt của điểm phục vụ: máy nào đang chạy, máy nào im lặng, nơi nào có người gọi cán bộ.", "The kiosks of the service point: which run, which are silent, where somebody calls for an officer.";
    KiosksNone: "Chưa có ki-ốt nào.", "There are no kiosks yet.";
    KiosksUnit: "Điểm phục vụ", "Service point";
    KiosksLabel: "Tên ki-ốt", "Name of the kiosk";
    KiosksLabelHint: "Nói chỗ đặt máy, ví dụ Ki-ốt số 1, cạnh cửa chính", "Say where it stands, for instance Kiosk 1, by the main door";
    KiosksState: "Tình trạng", "State";
    KiosksAwaited: "Chờ nhập mã tại máy", "Waits for its code";
    KiosksEmpty: "Chưa có máy, mã đã hết hạn", "No machine yet, the code has expired";
    KiosksRunning: "Đang chạy", "Runs";
    KiosksSilent: "Im lặng, cần xem lại máy", "Silent, have a look at it";
    KiosksEnrolled: "Đăng ký", "Enrolled";
    KiosksSeen: "Dùng lần cuối", "Last seen";
    KiosksCalls: "Có người gọi cán bộ, từ {}.", "Somebody calls for an officer, since {}.";
    KiosksAnswer: "Đã tới giúp", "I went there";
    KiosksAnswered: "Đã ghi nhận: cán bộ đã tới.", "Noted: an officer went there.";
    KiosksRetired: "Đã ngừng ki-ốt. Máy đó từ giờ là một máy thường.", "The kiosk is retired. Its machine is an ordinary one from now on.";
    KiosksManage: "Quản lý", "Manage";
    KiosksNewCode: "Cấp mã mới", "Give out a new code";
    KiosksCodeWhy: "Khi mã đã hết hạn, hoặc máy mất đăng ký: mã mới thay cho máy trước.", "When the code has expired or the machine is no longer known: whoever types the new code takes its place.";
    KiosksRetire: "Ngừng ki-ốt này", "Retire this kiosk";
    KiosksRetireWhy: "Phiên đăng nhập tại máy kết thúc ngay; hồ sơ đã nộp tại đây giữ nguyên.", "Any sign-in at the machine ends at once; dossiers filed there stay as they are.";
    KiosksCodeHow: "Mở địa chỉ /kiosk/enrol tại máy và nhập mã này, trước {}. Mã dùng một lần và không hiện lại.", "Open /kiosk/enrol at the machine and enter this code before {}. It works once and is not shown again.";
    KiosksAdd: "Thêm ki-ốt", "Add a kiosk";
    KiosksAddSubmit: "Thêm và lấy mã", "Add it and get a code";

    // Leaders' board
    BoardTiles: "Chỉ số chính", "Main figures";
    BoardHow: "Cách tính", "How it is reckoned";
    BoardProvisional: "tạm tính", "provisional";
    BoardVotes: "{} lượt đánh giá", "{} ratings";
    BoardPoints: "{} điểm", "{} points";
    BoardHours: "{} giờ", "{} h";
    BoardMinutes: "{} phút", "{} min";
    BoardTrendNone: "Chưa có kỳ trước để so", "Nothing before to compare with";
    BoardTrendSame: "Bằng {}", "Same as {}";
    BoardTrendUp: "Tăng {} so với {}", "Up {} on {}";
    BoardTrendDown: "Giảm {} so với {}", "Down {} on {}";
    BoardAim: "Chỉ tiêu {}", "Target {}";
    BoardAimAway: "Chỉ tiêu {} · {}", "Target {} · {}";
    BoardReached: "đạt", "reached";
    BoardShort: "thiếu {}", "short by {}";
    BoardOver: "vượt {}", "over by {}";
    BoardHeadlineEmpty: "Chưa có hồ sơ nào trong kỳ này", "No dossiers in this period yet";
    BoardHeadlineReached: "{} xã, phường đạt {} {}", "{} wards and communes reach {} {}";
    BoardHeadlineUnit: "{}: {}, {}", "{}: {}, {}";
    BoardOf: "Kỳ: {} · Mẫu số: {}", "Period: {} · Denominator: {}";
    BoardAt: "Số liệu đến", "Figures as of";
    BoardLive: "Tự cập nhật", "Follows by itself";
    BoardStale: "Số liệu cũ", "Out of date";
    BoardPaused: "Đang tạm dừng", "Paused";
    BoardPause: "Tạm dừng cập nhật", "Pause updates";
    BoardResume: "Tiếp tục cập nhật", "Resume updates";
    BoardRefresh: "Cập nhật", "Refresh";
    BoardChanged: "Số liệu vừa được cập nhật", "The figures were updated";
    BoardKnown: "Số liệu đúng như đã biết lúc {}; không tự cập nhật.", "Figures as they were known at {}; they do not move.";
    BoardNow: "Về số liệu hiện tại", "Back to the present";
    BoardAsk: "Đổi kỳ, so với kỳ trước", "Change the period, compare";
    BoardPeriod: "Kỳ", "Period";
    BoardFrom: "Từ ngày", "From";
    BoardTo: "Đến ngày", "To";
    BoardAsOf: "Như đã biết lúc", "As known at";
    BoardAsOfHint: "Để trống là hiện tại, ví dụ 24/7/2025 17:00", "Empty means now; for example 24/7/2025 17:00";
    BoardCompare: "So với kỳ liền trước", "Compare with the period before";
    BoardShow: "Xem", "Show";
    BoardMapTitle: "Bản đồ ô: {}", "Tile map: {}";
    BoardPlaces: "({} nơi)", "({} places)";
    BoardTable: "Xem bảng số liệu", "Show the figures as a table";
    BoardUnit: "Xã, phường", "Ward or commune";
    BoardOfAll: "Hồ sơ", "Dossiers";
    BoardClass: "Mức", "Class";
    BoardClassBelow: "Dưới {}%", "Below {}%";
    BoardClassFrom: "{}–{}%", "{}–{}%";
    BoardClassReached: "{}–{}% (đạt)", "{}–{}% (reached)";
    BoardClassAbove: "Từ {}%", "{}% or more";
    BoardClassUpTo: "Đến {}%", "Up to {}%";
    BoardClassOverReached: "Trên {} đến {}% (đạt)", "Over {} to {}% (reached)";
    BoardClassOver: "Trên {} đến {}%", "Over {} to {}%";
    BoardClassBeyond: "Trên {}%", "Over {}%";
    BoardClassFew: "Ít hồ sơ, dưới {}", "Fewer than {} dossiers";
    BoardClassNothing: "Chưa có hồ sơ", "No dossiers yet";
    BoardTileTitle: "{} ({} hồ sơ), mức {}", "{} ({} dossiers), class {}";
    BoardFewShort: "ít hồ sơ", "few";
    BoardNothing: "Chưa có số liệu trong kỳ này.", "No figures in this period yet.";
    BoardFunnel: "Hành trình một hồ sơ", "The way of a dossier";
    BoardFunnelLoss: "Rơi rụng lớn nhất: từ {} đến {} ({}).", "Most are lost from {} to {} ({}).";
    BoardFunnelSupplements: "Phải bổ sung giấy tờ: {} ({} hồ sơ).", "Asked for more papers: {} ({} dossiers).";
    BoardActNow: "Cần xử lý ngay", "Act now";
    BoardActNone: "Không có hồ sơ nào đang quá hạn.", "No dossier is overdue.";
    BoardActMore: "Xem tất cả, còn {} nơi nữa", "Show all, {} more places";
    BoardWhere: "Nơi và bước đang vướng", "Where, and at which step";
    BoardOverdue: "Quá hạn", "Overdue";
    BoardDossiers: "hồ sơ", "dossiers";
    BoardNudge: "Nhắc", "Nudge";
    BoardKind: "Loại đơn vị", "Kind of unit";
    BoardSize: "Quy mô", "Size";
    BoardLeagueEnds: "Xếp hạng {} xã, phường: 5 nơi đầu và 5 nơi cuối", "League of {} wards and communes: first 5 and last 5";
    BoardLeagueAll: "Xếp hạng {} xã, phường", "League of {} wards and communes";
    BoardLeagueNote: "Nơi có dưới {} hồ sơ trong kỳ không xếp hạng: mỗi hồ sơ làm tỷ lệ thay đổi quá nhiều.", "Places with fewer than {} dossiers in the period have no rank: each dossier moves the rate too far.";
    BoardLeagueShowAll: "Xem cả {} xã, phường", "Show all {} wards and communes";
    BoardLeagueShowEnds: "Chỉ xem 5 nơi đầu và 5 nơi cuối", "Show only the first 5 and the last 5";
    BoardRank: "Hạng", "Rank";
    BoardTied: "{} (đồng hạng)", "{} (shared)";
    BoardAgainst: "So với {}", "Against {}";
    BoardMoved: "Đổi hạng", "Moved";
    BoardPlacesSame: "giữ hạng", "same";
    BoardPlacesUp: "▲ {}", "▲ {}";
    BoardPlacesDown: "▼ {}", "▼ {}";
    BoardDays: "Từng ngày", "Day by day";
    BoardSparkText: "{} ngày qua: từ {} đến {}", "Last {} days: from {} to {}";
    BoardHome: "Bảng điều hành", "The board";
    DrillOf: "Kỳ: {} · Số liệu đến {}", "Period: {} · Figures as of {}";
    DrillCounts: "Tử số/mẫu số", "Counts";
    DrillCsv: "Tải CSV", "Download CSV";
    DrillMetric: "Chỉ số", "Metric";
    DrillMember: "Gồm", "Made of";
    DrillOverdue: "Đang quá hạn", "Overdue now";
    DrillFew: "Dòng xám: dưới {} hồ sơ, tỷ lệ chưa nói lên nhiều.", "Grey lines: fewer than {} dossiers, so the rate says little yet.";
    DrillBehind: "Hồ sơ đằng sau con số", "The dossiers behind the number";
    DrillNone: "Không có hồ sơ nào đằng sau con số này.", "No dossier stands behind this number.";
    DrillUnit: "Nơi đang giữ", "Held by";
    MetricTitle: "Cách tính các chỉ số", "How the figures are reckoned";
    MetricLead: "Mỗi chỉ số có một cách tính duy nhất, ghi rõ phiên bản. Số nào trên trang này cũng tính lại được từ nhật ký hồ sơ.", "Each figure is reckoned in one way only, with its version. Every number here can be worked out again from the journal.";
    MetricContents: "Các chỉ số", "The metrics";
    MetricVersion: "phiên bản {}, từ {}", "version {}, from {}";
    MetricNumerator: "Tử số", "Numerator";
    MetricDenominator: "Mẫu số", "Denominator";
    MetricBasis: "Tính vào kỳ theo", "Counted in the period by";
    MetricExclusions: "Không tính", "Left out";
    MetricTwin: "Chỉ số đối chiếu", "Counter-rate";
    MetricReading: "Cách hiểu khác", "The other reading";
    MetricLegal: "Căn cứ", "Legal basis";
    MetricNoLaw: "Chưa có văn bản quy định; do nơi phụ trách đặt ra", "No document sets it; the owner does";
    MetricOwner: "Nơi phụ trách", "Owner";
    MetricEarlier: "Phiên bản trước", "Earlier versions";
    MetricShown: "Xem số hiện tại", "See its present value";
    IndexTitle: "Bộ chỉ số 766", "The 766 index";
    IndexPeriod: "Bộ chỉ số 766, kỳ {}", "The 766 index, period {}";
    IndexSum: "Đạt {} trên {} điểm của các phần đã biết và có phát sinh.", "{} of {} points, over the parts that are known and apply.";
    IndexPreview: "Quy về thang 100: {} điểm, chỉ để tham khảo.", "Out of 100: {} points, as a preview only.";
    IndexUnconfirmedNote: "Phần ghi “chưa xác nhận” lấy điểm tối đa từ cấu hình, chưa đối chiếu được với văn bản.", "Parts marked “not confirmed” take their most from a setting that has not been compared with the decision.";
    IndexUnconfirmed: "chưa xác nhận", "not confirmed";
    IndexUnit: "Đơn vị", "Unit";
    IndexOf: "{}/{} điểm", "{}/{} points";
    IndexNumber: "Số", "No.";
    IndexPartName: "Chỉ số thành phần", "Part";
    IndexMeasured: "Kết quả đo", "Measured";
    IndexGot: "Điểm", "Points";
    IndexMost: "Tối đa", "Most";
    IndexNeeded: "Để đạt điểm còn thiếu", "What the missing points take";
    IndexNotApplicable: "không áp dụng", "not applicable";
    IndexUnknown: "chưa có dữ liệu", "not known";
    TargetsTitle: "Chỉ tiêu và việc giao", "Targets and orders";
    TargetsLead: "Các chỉ tiêu đặt cạnh nhau, mỗi chỉ tiêu ghi rõ văn bản và nơi chịu trách nhiệm. Số liệu đến {}.", "The targets side by side, each with its document and who answers for it. Figures as of {}.";
    TargetsList: "Chỉ tiêu", "Targets";
    TargetsNone: "Chưa đặt chỉ tiêu nào.", "No target is set yet.";
    TargetWhat: "Chỉ số và phạm vi", "Metric and scope";
    TargetThreshold: "Ngưỡng", "Threshold";
    TargetNow: "Hiện tại", "Now";
    TargetDistance: "So với ngưỡng", "Distance";
    TargetTime: "Thời gian", "Time";
    TargetFrom: "từ {}", "from {}";
    TargetFromUntil: "từ {} đến {}", "from {} to {}";
    TargetBasis: "Văn bản", "Document";
    TargetAnswerable: "Chịu trách nhiệm", "Answers for it";
    OrdersList: "Việc giao", "Orders";
    OrdersNone: "Chưa giao việc nào.", "No order was given yet.";
    OrderName: "{}. {}", "{}. {}";
    OrderOwner: "Người nhận việc:", "Owner:";
    OrderDue: "Hạn:", "Deadline:";
    OrderState: "Tình trạng:", "State:";
    OrderGiven: "Đã giao, chưa báo cáo", "Given, nothing reported yet";
    OrderFollowed: "Đang thực hiện", "Under way";
    OrderLate: "Quá hạn", "Past its deadline";
    OrderClosed: "Đã kết thúc", "Closed";
    OrderClosedBy: "kết thúc", "closed";
    WallHold: "Dừng chuyển trang", "Stop turning";
    WallGo: "Tiếp tục chuyển trang", "Go on turning";

    // Style guide
    StyleTitle: "Mẫu giao diện", "Style guide";
    StyleChips: "Trạng thái", "Status chips";
    StyleClock: "Thời hạn", "Time left";
    StyleIcons: "Biểu tượng", "Icons";
    StyleNotices: "Thông báo", "Notices";
    StyleNoticeText: "Một câu nói điều vừa xảy ra và việc cần làm.", "One sentence says what happened and what to do.";
    StyleForms: "Biểu mẫu", "Forms";
    StyleButtons: "Nút bấm", "Buttons";

    // Process design
    MenuDesign: "Quy trình", "Processes";
    DesignerTitle: "Thiết kế quy trình", "Process design";
    DesignerTabs: "Các phần của trang này", "Parts of this page";
    DesignerSave: "Lưu", "Save";
    DesignerRow: "Số thứ tự", "Number";
    DesignerRowActs: "Thao tác", "Actions";
    DesignerMore: "Thêm", "More";
    DesignerUp: "Chuyển {} {} lên trên", "Move {} {} up";
    DesignerDown: "Chuyển {} {} xuống dưới", "Move {} {} down";
    DesignerInsert: "Chèn một dòng trước {} {}", "Insert a line before {} {}";
    DesignerDelete: "Xóa {} {}", "Delete {} {}";
    DesignerDiagramWords: "Sơ đồ bằng lời", "The diagram in words";

    // Open data by month, officers behind a number
    OpenMonths: "Theo tháng", "By month";
    OpenMonthsLead: "Số hồ sơ tiếp nhận và kết thúc theo đơn vị, lĩnh vực và thủ tục. Số nhỏ hơn {} để trống, cùng những số khác cần thiết để không ai tính ngược ra được.", "Dossiers received and ended by unit, field and procedure. Counts below {} are left empty, with as many others as it takes so that nobody can work them out.";
    OpenMonthsNone: "Chưa có tháng nào có số liệu.", "There is no month with numbers yet.";
    OpenMonthFinal: "Đã hết tháng, đếm đến hết ngày {}.", "The month has passed; counted to the end of {}.";
    OpenMonthProvisional: "Tạm tính đến hết ngày {}, số được làm tròn xuống.", "Provisional, counted to the end of {} and rounded down.";
    OpenMonthUnits: "đơn vị", "units";
    OpenMonthFields: "lĩnh vực", "fields";
    OpenMonthProcedures: "thủ tục", "procedures";
    OpenMetadata: "Ý nghĩa từng cột, kỳ số liệu, cách che số nhỏ và giới hạn (DCAT, JSON-LD).", "What each column means, the periods, how small counts are left out, and limits (DCAT, JSON-LD).";
    OpenLicence: "Giấy phép:", "Licence:";
    DrillByOfficer: "Xem theo cán bộ", "By officer";
    DrillOfficers: "Theo cán bộ", "By officer";
    DrillOfficersNote: "Chỉ lãnh đạo và thanh tra thấy bảng này; mỗi lần xem được ghi lại. Xếp theo tên, không xếp hạng. Hồ sơ chờ người dân, chờ đơn vị khác hoặc tạm dừng theo luật được đếm riêng.", "Only heads, leaders and inspectors see this table; each look is noted. In the order of names, without ranks. Dossiers that waited for the applicant, for another unit or paused by law are counted apart.";
    DrillOfficersOf: "Chỉ đếm {} hồ sơ đầu tiên của kỳ.", "Only the first {} dossiers of the period are counted.";
    DrillOfficer: "Cán bộ", "Officer";
    DrillOfficerDossiers: "Hồ sơ có tham gia", "Dossiers with a part";
    DrillOfficerSteps: "Bước đã làm", "Steps done";
    DrillOfficerBehind: "Bước chậm", "Steps behind";
    DrillOfficerInHand: "Đang giữ", "In hand";
    DrillOfficerWaited: "Có lúc chờ nơi khác", "Waited for others";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fill_puts_values_in_order_and_keeps_the_rest() {
        assert_eq!(fill("Quá {}", &[&"2 giờ"]), "Quá 2 giờ");
        assert_eq!(fill("{} và {}", &[&1, &"{}"]), "1 và {}");
        assert_eq!(fill("không có chỗ", &[&1]), "không có chỗ");
        assert_eq!(fill("thiếu {}", &[]), "thiếu ");
    }

    #[test]
    fn both_languages_take_the_same_values() {
        for &key in Key::ALL {
            let (vi, en) = key.both();
            assert!(!vi.trim().is_empty() && !en.trim().is_empty(), "{key:?}");
            assert_eq!(vi.matches("{}").count(), en.matches("{}").count(), "{key:?}");
        }
    }

    #[test]
    fn texts_follow_the_tone() {
        for &key in Key::ALL {
            let (vi, en) = key.both();
            assert!(!vi.contains('!') && !en.contains('!'), "{key:?} shouts");
            assert!(!vi.contains("không hợp lệ"), "{key:?} says no more than invalid");
        }
    }
}
