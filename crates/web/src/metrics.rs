//! Counters of this process, as Prometheus reads them. No personal data, no dossier codes: classes of routes only.

use crate::refused::Refused;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Classes of routes, for counting and for admission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Public pages.
    Public,
    /// Tracking.
    Track,
    /// The pages of people signed in.
    Mine,
    /// The officers' desk.
    Desk,
    /// The API.
    Api,
    /// Static files.
    Asset,
    /// Health and metrics.
    Probe,
}

impl Class {
    const ALL: [Class; 7] =
        [Class::Public, Class::Track, Class::Mine, Class::Desk, Class::Api, Class::Asset, Class::Probe];

    /// The class of a path.
    #[must_use]
    pub fn of(path: &str) -> Class {
        let first = path.get(1..).unwrap_or_default().split('/').next().unwrap_or_default();
        match first {
            "me" => Class::Mine,
            // Where a filing begins is a person's own page, though its address is that of the procedure.
            "procedures" if path.ends_with("/filings") => Class::Mine,
            "desk" => Class::Desk,
            "api" => Class::Api,
            "track" => Class::Track,
            "assets" => Class::Asset,
            "healthz" | "readyz" | "metrics" => Class::Probe,
            _ => Class::Public,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Class::Public => "public",
            Class::Track => "track",
            Class::Mine => "mine",
            Class::Desk => "desk",
            Class::Api => "api",
            Class::Asset => "asset",
            Class::Probe => "probe",
        }
    }
}

/// Upper bounds of the latency histogram, microseconds.
const BOUNDS: [u64; 12] =
    [250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000, 5_000_000];

#[derive(Default)]
struct Series {
    /// 1xx–5xx.
    status: [AtomicU64; 5],
    buckets: [AtomicU64; BOUNDS.len() + 1],
    microseconds: AtomicU64,
}

/// The counters.
#[derive(Default)]
pub struct Metrics {
    series: [Series; Class::ALL.len()],
    turned_away: AtomicU64,
    /// Things that were asked for and withheld.
    pub refused: Refused,
}

impl Metrics {
    /// Counts one answered request.
    pub fn record(&self, class: Class, status: u16, took: Duration) {
        let series = &self.series[class as usize];
        let kind = usize::from((status / 100).clamp(1, 5)) - 1;
        series.status[kind].fetch_add(1, Ordering::Relaxed);
        let microseconds = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let bucket = BOUNDS.iter().position(|bound| microseconds <= *bound).unwrap_or(BOUNDS.len());
        series.buckets[bucket].fetch_add(1, Ordering::Relaxed);
        series.microseconds.fetch_add(microseconds, Ordering::Relaxed);
    }

    /// Counts one request turned away for want of a place.
    pub fn turn_away(&self) {
        self.turned_away.fetch_add(1, Ordering::Relaxed);
    }

    /// The text Prometheus reads, with the gauges given.
    #[must_use]
    pub fn render(&self, gauges: &[(&str, &str, i64)]) -> String {
        let mut out = String::with_capacity(8 * 1024);
        self.render_requests(&mut out);
        out.push_str("# HELP motcua_http_turned_away_total Requests refused early for want of a place.\n");
        out.push_str("# TYPE motcua_http_turned_away_total counter\n");
        line(
            &mut out,
            format_args!("motcua_http_turned_away_total {}", self.turned_away.load(Ordering::Relaxed)),
        );
        out.push_str(
            "# HELP motcua_refused_total Things of others, or of nobody, asked for by somebody signed in.\n",
        );
        out.push_str("# TYPE motcua_refused_total counter\n");
        for (kind, count) in self.refused.counts() {
            line(&mut out, format_args!("motcua_refused_total{{kind=\"{kind}\"}} {count}"));
        }
        for (name, help, value) in gauges {
            let kind = if name.ends_with("_total") { "counter" } else { "gauge" };
            line(&mut out, format_args!("# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}"));
        }
        out
    }

    fn render_requests(&self, out: &mut String) {
        out.push_str("# HELP motcua_http_requests_total Requests answered, by class of route and status.\n");
        out.push_str("# TYPE motcua_http_requests_total counter\n");
        for class in Class::ALL {
            for (kind, count) in self.series[class as usize].status.iter().enumerate() {
                let count = count.load(Ordering::Relaxed);
                let name = class.name();
                line(
                    out,
                    format_args!(
                        "motcua_http_requests_total{{class=\"{name}\",status=\"{}xx\"}} {count}",
                        kind + 1
                    ),
                );
            }
        }
        out.push_str("# HELP motcua_http_request_seconds Time to answer, by class of route.\n");
        out.push_str("# TYPE motcua_http_request_seconds histogram\n");
        for class in Class::ALL {
            let (name, series) = (class.name(), &self.series[class as usize]);
            let mut sum = 0;
            for (at, count) in series.buckets.iter().enumerate() {
                sum += count.load(Ordering::Relaxed);
                let bound =
                    BOUNDS.get(at).map_or("+Inf".to_owned(), |bound| (*bound as f64 / 1e6).to_string());
                line(
                    out,
                    format_args!(
                        "motcua_http_request_seconds_bucket{{class=\"{name}\",le=\"{bound}\"}} {sum}"
                    ),
                );
            }
            let seconds = series.microseconds.load(Ordering::Relaxed) as f64 / 1e6;
            line(out, format_args!("motcua_http_request_seconds_sum{{class=\"{name}\"}} {seconds}"));
            line(out, format_args!("motcua_http_request_seconds_count{{class=\"{name}\"}} {sum}"));
        }
    }
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    writeln!(out, "{text}").expect("writing into a String cannot fail");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_request_is_in_exactly_one_bucket_and_one_status() {
        let metrics = Metrics::default();
        metrics.record(Class::Api, 201, Duration::from_micros(300));
        metrics.record(Class::Api, 503, Duration::from_secs(9));
        let text = metrics.render(&[("motcua_db_queue", "Writes waiting.", 4)]);
        assert!(text.contains("motcua_http_requests_total{class=\"api\",status=\"2xx\"} 1\n"));
        assert!(text.contains("motcua_http_requests_total{class=\"api\",status=\"5xx\"} 1\n"));
        assert!(text.contains("motcua_http_request_seconds_bucket{class=\"api\",le=\"0.0005\"} 1\n"));
        assert!(text.contains("motcua_http_request_seconds_bucket{class=\"api\",le=\"+Inf\"} 2\n"));
        assert!(text.contains("# TYPE motcua_db_queue gauge\nmotcua_db_queue 4\n"));
    }

    #[test]
    fn paths_have_classes() {
        assert_eq!(Class::of("/desk/dossiers"), Class::Desk);
        assert_eq!(Class::of("/api/v1/units"), Class::Api);
        assert_eq!(Class::of("/track/X"), Class::Track);
        assert_eq!(Class::of("/"), Class::Public);
        assert_eq!(Class::of("/procedures/1.001193"), Class::Public);
        assert_eq!(Class::of("/procedures/1.001193/filings"), Class::Mine);
        assert_eq!(Class::of("/readyz"), Class::Probe);
    }
}
