//! What the numbers mean, and the numbers as a file.

use super::asked::Asked;
use super::numbers::Numbers;
use super::{drawn, drill, given, of_the_present};
use crate::compress::Packed;
use crate::page::{html, public};
use crate::present::{day, pick, unit_in};
use crate::problem::{Problem, Result};
use crate::state::Web;
use crate::visit::VisitRef;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, header};
use motcua_app::{FieldProblem, World};
use motcua_insight::{Above, Axis, Figure, Formula, Measure, Metric, Term};
use motcua_views::board::{Definition, DefinitionGroup, DictionaryPage};
use motcua_views::{Key, Lang, Link, Section, t};
use std::sync::Arc;

/// `/board/numbers.csv`: every metric of every unit over the period, counts above and below the line.
pub async fn csv(
    State(web): State<Arc<Web>>,
    visit: VisitRef,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result {
    let (world, lang) = (web.app.world(), visit.lang);
    let asked = Asked::read(lang, &world, query.as_deref(), web.app.now_ms());
    let period = asked.period;
    let mut response = if asked.unit.is_none() && asked.as_of.is_none() && asked.errors.is_empty() {
        // The whole city is asked for often: written once for all who ask.
        let write = move |world: &World, numbers: &Numbers| file(lang, world, &asked, numbers);
        Numbers::file(&web, lang, period, write).await?.response(&headers)
    } else {
        if !asked.errors.is_empty() {
            return Err(Problem::invalid(slips(&world, query.as_deref(), web.app.now_ms())));
        }
        // A moment that cannot be asked is an answer of its own here: a file has no place to say that it is of another.
        let numbers = match asked.as_of {
            None => Numbers::of(&web, period).await?,
            Some(at_ms) => Arc::new(Numbers::then(&web, period, at_ms).await?),
        };
        Packed::of(file(lang, &world, &asked, &numbers)).response(&headers)
    };
    let disposition = format!("attachment; filename=\"motcua-{}-{}.csv\"", period.from, period.to);
    let told = response.headers_mut();
    told.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8; header=present"));
    told.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::try_from(disposition).map_err(|_| Problem::malformed("from, to"))?,
    );
    Ok(response)
}

/// What an address asks wrongly, in both languages.
fn slips(world: &World, query: Option<&str>, now_ms: i64) -> Vec<FieldProblem> {
    let read = |lang| Asked::read(lang, world, query, now_ms).errors;
    let both = read(Lang::Vi).into_iter().zip(read(Lang::En));
    both.map(|(vi, en)| FieldProblem::new(&vi.target, "wrong_value", vi.text, en.text)).collect()
}

/// The numbers of all metrics as CSV, by unit.
fn file(lang: Lang, world: &World, asked: &Asked, numbers: &Numbers) -> Vec<u8> {
    let mut out = ::csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    let head = [
        "unit",
        "unit_name",
        "metric",
        "version",
        "metric_name",
        "given_by",
        "source",
        "given_on",
        "numerator",
        "denominator",
        "percent",
        "from",
        "to",
        "as_of",
    ];
    out.write_record(head).expect(WRITES);
    let mut keys: Vec<&str> = world.metrics.iter().map(|metric| metric.key.as_str()).collect();
    keys.dedup();
    let (from, to) = (asked.period.from.to_string(), asked.period.to.to_string());
    let as_of = motcua_calendar::Moment::from_unix_seconds(numbers.at_ms.div_euclid(1000)).rfc3339();
    for (id, sums) in &numbers.units {
        if asked.unit.is_some_and(|unit| unit != *id) {
            continue;
        }
        let key = world.units.get(*id).map_or_else(|| id.to_string(), |unit| unit.key.clone());
        for metric in keys.iter().filter_map(|key| world.metrics.get(key, asked.period.to)) {
            let told = metric.given.as_ref().map(|_| numbers.given(world, Some(*id), metric));
            let (figure, from_outside) = match told {
                None => (Some(metric.figure(sums)), Default::default()),
                // What nobody gave is said to be so; it is no nought.
                Some(None) => (None, [t(lang, Key::GivenNot).to_owned(), String::new(), String::new()]),
                Some(Some(told)) => (
                    Some(told.figure),
                    [
                        given::giver(lang, told.by).to_owned(),
                        told.sources.join("; "),
                        told.at.date().to_string(),
                    ],
                ),
            };
            let [given_by, source, given_on] = from_outside;
            let numerator = figure.map_or_else(String::new, |figure| figure.numerator.to_string());
            let figure = figure.unwrap_or(Figure { numerator: 0, denominator: 0 });
            let denominator = metric
                .denominator
                .as_ref()
                .filter(|_| !numerator.is_empty())
                .map_or_else(String::new, |_| figure.denominator.to_string());
            // Shares as percent with two decimals; nothing over nothing stays empty.
            let percent = metric
                .denominator
                .as_ref()
                .filter(|_| metric.kind == motcua_insight::Kind::Share)
                .and_then(|_| figure.ten_thousandths())
                .map_or_else(String::new, |n| {
                    let sign = if n < 0 { "-" } else { "" };
                    format!("{sign}{}.{:02}", n.abs() / 100, n.abs() % 100)
                });
            let row = [
                key.clone(),
                unit_in(lang, world, *id),
                metric.key.clone(),
                metric.version.to_string(),
                drawn::name(lang, metric),
                given_by,
                source,
                given_on,
                numerator,
                denominator,
                percent,
                from.clone(),
                to.clone(),
                as_of.clone(),
            ];
            out.write_record(&row).expect(WRITES);
        }
    }
    out.into_inner().expect(WRITES)
}

/// Why a table in memory is always written.
const WRITES: &str = "writing into memory cannot fail, and all rows have the same length";

/// `/board/metrics`: the dictionary.
pub async fn dictionary(State(web): State<Arc<Web>>, visit: VisitRef, RawQuery(query): RawQuery) -> Result {
    let (world, lang) = (web.app.world(), visit.lang);
    let asked = Asked::read(lang, &world, query.as_deref(), web.app.now_ms());
    let (mut definitions, mut outside): (Vec<Definition>, Vec<Definition>) = Default::default();
    for metric in world.metrics.iter() {
        let newer =
            world.metrics.iter().any(|other| other.key == metric.key && other.version > metric.version);
        if newer {
            continue;
        }
        let twin = metric.twin.as_deref().and_then(|key| world.metrics.get(key, metric.valid_from));
        let left_out = pick(lang, &metric.exclusions, &metric.exclusions_en);
        let axis = metric.denominator.as_ref().and_then(Formula::axis).or_else(|| metric.numerator.axis());
        let basis = match axis {
            _ if metric.given.is_some() => ("tháng được cung cấp", "the month it is given for"),
            None if metric.numerator.parts().any(|(_, term)| {
                matches!(term, Term::Offered | Term::OfferedOnline | Term::OfferedFull | Term::UsedOnline)
            }) =>
            {
                (
                    "danh mục thủ tục vào ngày cuối kỳ",
                    "the registry of procedures on the last day of the period",
                )
            }
            _ if drawn::of_now(metric) => ("lúc này, không theo kỳ", "now, whatever the period"),
            Some(Axis::Received) => ("ngày tiếp nhận", "the day of receipt"),
            Some(Axis::Ended) => ("ngày kết thúc", "the day of the end"),
            None => ("tháng đánh giá", "the month of the rating"),
        };
        let other = if lang == Lang::Vi { &metric.name_en } else { &metric.name };
        let above = |formula: &Formula, words: fn(&Above) -> (&str, &str)| match metric.given.as_deref() {
            Some(given) => pick(lang, words(given).0, words(given).1).to_owned(),
            None => drill::words(lang, formula),
        };
        let list = if metric.given.is_some() { &mut outside } else { &mut definitions };
        list.push(Definition {
            key: metric.key.clone(),
            version: metric.version.to_string(),
            name: drawn::name(lang, metric),
            other_name: other.clone(),
            formula: pick(lang, &metric.words, &metric.words_en).to_owned(),
            numerator: above(&metric.numerator, |given| (&given.numerator, &given.numerator_en)),
            denominator: metric
                .denominator
                .as_ref()
                .map(|formula| above(formula, |given| (&given.denominator, &given.denominator_en))),
            basis: pick(lang, basis.0, basis.1).to_owned(),
            exclusions: (!left_out.is_empty()).then(|| left_out.to_owned()).into_iter().collect(),
            legal: (!metric.basis.is_empty()).then(|| metric.basis.clone()).into_iter().collect(),
            owner: metric.owner.clone(),
            twin: twin.map(|twin| Link::new(drawn::name(lang, twin), format!("#{}", twin.key))),
            reading: None,
            provisional: doubt(lang, metric),
            from: day(lang, metric.valid_from),
            earlier: Vec::new(),
            shown: None,
        });
    }
    let title = pick(lang, "Các chỉ số được tính thế nào", "How the numbers are reckoned");
    let mut page = public(&web, &visit, title, Section::Other);
    page.notice = of_the_present(lang, &asked);
    let csv = Some(asked.moment().address("/board/numbers.csv"));
    let mut groups =
        vec![DefinitionGroup { name: pick(lang, "Chỉ số", "Metrics").to_owned(), definitions }];
    if !outside.is_empty() {
        let name = t(lang, Key::GivenTitle).to_owned();
        groups.push(DefinitionGroup { name, definitions: outside });
    }
    Ok(html(DictionaryPage { page, groups, all: None, csv }.render()))
}

/// What is not certain about a metric, in the language where it was written in both.
fn doubt(lang: Lang, metric: &Metric) -> Option<String> {
    let en = Some(metric.provisional_en.as_str()).filter(|en| !en.is_empty()).unwrap_or(&metric.provisional);
    (!metric.provisional.is_empty()).then(|| pick(lang, &metric.provisional, en).to_owned())
}

/// What a part of a formula counts, in words.
pub fn term_name(lang: Lang, term: Term) -> &'static str {
    let (vi, en) = match term {
        Term::Open => ("hồ sơ đang giải quyết", "dossiers in hand"),
        Term::Carried => ("hồ sơ từ kỳ trước chuyển sang", "dossiers carried over from before"),
        Term::Overdue => ("hồ sơ đang quá hạn", "dossiers overdue now"),
        Term::Offered => {
            ("thủ tục cung cấp vào ngày cuối kỳ", "procedures offered on the last day of the period")
        }
        Term::OfferedOnline => ("thủ tục có dịch vụ trực tuyến", "procedures with a service online"),
        Term::OfferedFull => ("thủ tục có dịch vụ toàn trình", "procedures with full service"),
        Term::UsedOnline => {
            ("thủ tục có hồ sơ trực tuyến trong kỳ", "procedures with a dossier filed online in the period")
        }
        Term::Officers => ("cán bộ đang được phân công", "officers with a duty"),
        Term::Rated => ("đánh giá", "ratings"),
        Term::Faces => ("tổng điểm đánh giá", "sum of the faces"),
        Term::Satisfied => ("đánh giá 4 hoặc 5", "ratings of 4 or 5"),
        Term::Dissatisfied => ("đánh giá 1 hoặc 2", "ratings of 1 or 2"),
        Term::Counted(measure) => measure_name(measure),
    };
    pick(lang, vi, en)
}

fn measure_name(measure: Measure) -> (&'static str, &'static str) {
    match measure {
        Measure::Received => ("hồ sơ tiếp nhận", "dossiers received"),
        Measure::Counter => ("hồ sơ nộp trực tiếp", "dossiers over the counter"),
        Measure::Online => ("hồ sơ trực tuyến", "online dossiers"),
        Measure::Post => ("hồ sơ qua bưu chính", "dossiers by post"),
        Measure::SelfAtHome => ("hồ sơ tự nộp tại nhà", "dossiers filed alone at home"),
        Measure::SelfAtKiosk => ("hồ sơ tự nộp tại ki-ốt", "dossiers filed alone at a kiosk"),
        Measure::Assisted => {
            ("hồ sơ được giúp trong phiên của người dân", "dossiers helped within one's own sign-in")
        }
        Measure::Entered => ("hồ sơ cán bộ nhập thay", "dossiers entered by an officer"),
        Measure::OnlineCounted => {
            ("hồ sơ trực tuyến có kết quả điện tử", "online dossiers with an electronic result")
        }
        Measure::Full => {
            ("hồ sơ trực tuyến của thủ tục toàn trình", "online dossiers of full-service procedures")
        }
        Measure::FullLived => ("hồ sơ toàn trình trên thực tế", "dossiers of full service as lived"),
        Measure::Elsewhere => ("hồ sơ nộp nơi khác", "dossiers received elsewhere"),
        Measure::Helped => ("hồ sơ có người giúp", "dossiers with help"),
        Measure::Withdrawn => ("hồ sơ đã rút", "withdrawn dossiers"),
        Measure::WithdrawnOnline => ("hồ sơ trực tuyến đã rút", "withdrawn online dossiers"),
        Measure::WithdrawnSelf => ("hồ sơ tự nộp đã rút", "withdrawn dossiers filed alone"),
        Measure::WithdrawnFull => ("hồ sơ toàn trình đã rút", "withdrawn full-service dossiers"),
        Measure::Supplemented => ("hồ sơ phải bổ sung", "dossiers asked for supplement"),
        Measure::SupplementedAgain => ("hồ sơ phải bổ sung hơn một lần", "dossiers asked again"),
        Measure::Paused => ("hồ sơ từng tạm dừng", "dossiers paused"),
        Measure::Extended => ("hồ sơ được gia hạn", "dossiers extended"),
        Measure::Decided => ("hồ sơ đã có quyết định", "decided dossiers"),
        Measure::Returned => ("hồ sơ đã trả kết quả", "dossiers returned"),
        Measure::MinutesBefore => ("phút từ lúc gửi đến lúc tiếp nhận", "minutes from sending to receipt"),
        Measure::Identified => (
            "hồ sơ nộp bằng tài khoản định danh mức độ 2",
            "dossiers filed with an account of identification level 2",
        ),
        Measure::EResult => ("hồ sơ có kết quả điện tử", "dossiers with an electronic result"),
        Measure::Digitised => ("hồ sơ đã số hóa", "digitised dossiers"),
        Measure::Reused => ("hồ sơ có tái sử dụng", "dossiers with re-use"),
        Measure::Charged => ("hồ sơ phải nộp tiền", "dossiers that a payment was asked of"),
        Measure::Paid => ("hồ sơ đã nộp tiền", "dossiers paid"),
        Measure::PaidOnline => ("hồ sơ nộp tiền không dùng tiền mặt", "dossiers paid without cash"),
        Measure::Ended => ("hồ sơ kết thúc", "dossiers ended"),
        Measure::Early => ("hồ sơ trước hạn", "dossiers early"),
        Measure::OnTime => ("hồ sơ đúng hạn", "dossiers on time"),
        Measure::Late => ("hồ sơ quá hạn", "dossiers late"),
        Measure::LateNational => {
            ("hồ sơ quá hạn theo cách đếm quốc gia", "dossiers late by the national count")
        }
        Measure::Granted => ("hồ sơ được giải quyết", "dossiers granted"),
        Measure::Refused => ("hồ sơ bị từ chối", "dossiers refused"),
        Measure::WithdrawnEnd => ("hồ sơ rút", "dossiers withdrawn"),
        Measure::Stopped => ("hồ sơ dừng", "dossiers stopped"),
        Measure::Declined => ("hồ sơ không được tiếp nhận", "dossiers not accepted"),
        Measure::WithoutResult => ("hồ sơ không có tệp kết quả", "dossiers without a result file"),
        Measure::Minutes => ("phút từ tiếp nhận đến kết thúc", "minutes from receipt to end"),
        Measure::MinutesApplicant => ("phút chờ người dân", "minutes waiting for the applicant"),
        Measure::MinutesOwn => ("phút tại đơn vị", "minutes at the unit"),
        Measure::MinutesOther => ("phút tại đơn vị khác", "minutes at another unit"),
        Measure::MinutesOutside => ("phút tại hệ thống bên ngoài", "minutes at a system outside"),
        Measure::MinutesPause => ("phút không tính theo luật", "minutes not counted by law"),
        Measure::Steps => ("bước đã làm", "steps done"),
        Measure::StepsBehind => ("bước chậm", "steps behind"),
        Measure::StepsBelowFloor => ("bước nhanh bất thường", "steps implausibly fast"),
        Measure::MinutesLate => ("phút quá hạn", "minutes late"),
        Measure::WaitedOutside => {
            ("hồ sơ từng chờ hệ thống bên ngoài", "dossiers that waited for a system outside")
        }
    }
}
