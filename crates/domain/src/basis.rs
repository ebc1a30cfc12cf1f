//! Legal basis: which document, which article. A refusal or a rule cites one of these, never a bare number.

use serde::{Deserialize, Serialize};

/// A place in a legal document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Basis {
    /// NĐ 118/2025/NĐ-CP, one-stop mechanism.
    Decree118,
    /// NĐ 118/2025/NĐ-CP art. 14: intake regardless of boundary inside the province.
    Decree118Art14,
    /// NĐ 118/2025/NĐ-CP art. 22: electronic copy of the result.
    Decree118Art22,
    /// TT 03/2025/TT-VPCP: forms, codes.
    Circular03,
    /// NĐ 61/2018/NĐ-CP art. 19, as carried on: supplement, apology, extension at most once.
    Decree61Art19,
    /// NĐ 45/2020/NĐ-CP: electronic procedures.
    Decree45,
    /// Civil Code 2015 art. 147–148: counting of periods.
    CivilCode147,
    /// TT 21/2023/TT-BTTTT as amended by TT 11/2025/TT-BKHCN: functions, transitions with right and basis.
    Circular21,
    /// QĐ 766/QĐ-TTg 2022: index of service quality.
    Decision766,
    /// The dossier's own procedure version.
    ProcedureVersion,
    /// A rule of the program that protects records (not of law).
    HouseRule,
}

impl Basis {
    /// The citation as printed.
    pub fn citation(self) -> &'static str {
        match self {
            Basis::Decree118 => "Nghị định 118/2025/NĐ-CP",
            Basis::Decree118Art14 => "Nghị định 118/2025/NĐ-CP, Điều 14",
            Basis::Decree118Art22 => "Nghị định 118/2025/NĐ-CP, Điều 22",
            Basis::Circular03 => "Thông tư 03/2025/TT-VPCP",
            Basis::Decree61Art19 => "Nghị định 61/2018/NĐ-CP, Điều 19 (chưa đối chiếu văn bản mới)",
            Basis::Decree45 => "Nghị định 45/2020/NĐ-CP",
            Basis::CivilCode147 => "Bộ luật Dân sự 2015, Điều 147–148",
            Basis::Circular21 => "Thông tư 21/2023/TT-BTTTT, sửa đổi bởi Thông tư 11/2025/TT-BKHCN",
            Basis::Decision766 => "Quyết định 766/QĐ-TTg năm 2022",
            Basis::ProcedureVersion => "Phiên bản thủ tục của hồ sơ",
            Basis::HouseRule => "Quy tắc của hệ thống",
        }
    }
}
