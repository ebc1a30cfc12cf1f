//! The citizens' door on a bad day: five hundred people file at once, each with a paper of two megabytes, from the first page
//! of the filing to the last. Every second paper is a photo, the others are documents.

use anyhow::{Context, Result, anyhow, bail};
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder, RgbImage};
use motcua_app::clock::Timing;
use rand::{RngCore, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::cell::RefCell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::client::{Client, get, post};
use super::place::Place;
use super::report::Bar::AtMost;
use super::report::{Figure, Line, Waits};
use super::server::{Server, runtime};
use super::work::{PROCEDURE, Work};

/// People at once.
pub const PEOPLE: usize = 500;
/// Bytes of a paper, about.
const PAPER: usize = 2 * 1024 * 1024;
/// Different photos.
const PHOTOS: u64 = 8;
/// Points of a photo: what an ordinary telephone makes.
const SIZE: (u32, u32) = (4_000, 3_000);
/// Longest an answer may take before a person is counted as lost.
const PATIENCE: Duration = Duration::from_secs(300);
/// Pages of one filing, more than there are.
const PAGES: usize = 12;

/// What is answered on the pages; what a page does not ask it does not read.
const ANSWERS: &str = "go=on&a.child=ordinary&a.certificate=yes&place=H%E1%BB%93ng+H%C3%A0\
    &f-applicant.relation=m%E1%BA%B9&f-child.full_name=Tr%E1%BA%A7n+B%E1%BA%A3o+H%C3%A2n&f-child.birth_date=1%2F3%2F2026\
    &f-child.sex=female&f-child.ethnicity=Kinh&f-child.nationality=Vi%E1%BB%87t+Nam&f-child.birth_place=H%C3%A0+N%E1%BB%99i\
    &f-child.home_town=H%C3%A0+N%E1%BB%99i&f-mother.full_name=%C4%90%E1%BB%97+Th%E1%BB%8B+Mai&f-request.truthful=yes\
    &return_by=counter&despite=yes";

/// Measures it on an empty city.
pub fn measure(place: &mut Place, people: usize) -> Result<Line> {
    let work = Work::to_load(&place.fresh("filing")?)?;
    // Whoever files has been at a counter before.
    let known = work.load(0, people as u64, |n| (n as usize, Timing::Server))?;
    let runtime = runtime()?;
    let cookies = known.iter().map(|acted| {
        let begun = runtime.block_on(work.app.demo_session(acted.state.owner)).map_err(|e| anyhow!("{e}"))?;
        Ok(format!("Cookie: mc_me={}\r\n", begun.token))
    });
    let cookies = cookies.collect::<Result<Vec<String>>>()?;
    drop(runtime);
    let photos = (0..PHOTOS.min(people as u64)).map(photo).collect::<Result<Vec<_>>>()?;
    let server = Server::serve(&work.url)?;
    let before = server.peak_mib()?;
    let seen = Rc::new(RefCell::new(Seen::default()));
    let started = Instant::now();
    everybody(server.address, cookies, &Arc::new(photos), &seen)?;
    let seconds = started.elapsed().as_secs_f64();
    let seen = std::mem::take(&mut *seen.borrow_mut());
    let (pages, papers) = (Waits::of(seen.pages), Waits::of(seen.papers));
    let about = format!(
        "{people} people at once, each a whole filing with a paper of 2 MB, every second one a photo of 12 million points, {}{}",
        place.engine(),
        seen.odd.map(|odd| format!("; first error: {odd}")).unwrap_or_default(),
    );
    Ok(Line::new(
        "filing",
        about,
        vec![
            Figure::new("errors", seen.errors as f64, "").with(AtMost(0.0)),
            Figure::new("filed", seen.filed as f64, ""),
            Figure::new("peak memory", server.peak_mib()?, "MiB").with(AtMost(500.0)),
            Figure::new("before", before, "MiB"),
            Figure::new("pages p50", pages.at(0.5), "ms"),
            Figure::new("pages p99", pages.at(0.99), "ms"),
            Figure::new("papers p50", papers.at(0.5), "ms"),
            Figure::new("papers p99", papers.at(0.99), "ms"),
            Figure::new("all done after", seconds, "s"),
            Figure::new("cpu", server.cpu()? / people as f64 * 1e3, "ms each"),
        ],
    ))
}

#[derive(Default)]
struct Seen {
    pages: Vec<Duration>,
    papers: Vec<Duration>,
    filed: usize,
    errors: usize,
    odd: Option<String>,
}

fn everybody(
    address: SocketAddr,
    cookies: Vec<String>,
    photos: &Arc<Vec<Vec<u8>>>,
    seen: &Rc<RefCell<Seen>>,
) -> Result<()> {
    let local = tokio::task::LocalSet::new();
    let all = cookies.into_iter().enumerate().map(|(n, cookie)| {
        let (photos, seen) = (Arc::clone(photos), Rc::clone(seen));
        local.spawn_local(async move {
            let outcome = one(address, &cookie, (n, &photos), &seen).await;
            let mut seen = seen.borrow_mut();
            match outcome {
                Ok(()) => seen.filed += 1,
                Err(error) => {
                    seen.errors += 1;
                    seen.odd.get_or_insert_with(|| format!("{error:#}"));
                }
            }
        })
    });
    let all: Vec<_> = all.collect();
    runtime()?.block_on(local.run_until(async {
        for one in all {
            one.await.context("a person")?;
        }
        Ok(())
    }))
}

/// One person from the beginning to the dossier.
async fn one(
    address: SocketAddr,
    cookie: &str,
    (n, photos): (usize, &[Vec<u8>]),
    seen: &Rc<RefCell<Seen>>,
) -> Result<()> {
    let mut person = Person { client: Client::connect(address).await?.patient(PATIENCE), cookie, seen };
    let start = format!("/procedures/{PROCEDURE}/filings");
    let page = person.read(&start).await?;
    let mut at = person.send(&start, &format!("anew=yes&csrf={}", field(&page, "csrf")?)).await?;
    for _ in 0..PAGES {
        let page = person.read(&at).await?;
        if at.ends_with("/submitted") {
            return Ok(());
        }
        let (csrf, revision) = (field(&page, "csrf")?, field(&page, "revision")?);
        let next = if at.ends_with("/papers") {
            let paper =
                if n.is_multiple_of(2) { pdf(n as u64) } else { photos[n / 2 % photos.len()].clone() };
            person.hand_in(&at, (&csrf, &revision), &paper).await?
        } else {
            person.send(&at, &format!("csrf={csrf}&revision={revision}&{ANSWERS}")).await?
        };
        if next == at {
            let page = person.read(&at).await?;
            let told = page.split("error-summary").nth(1).unwrap_or_default();
            bail!("{at} is not taken: {}", told.chars().take(600).collect::<String>());
        }
        at = next;
    }
    bail!("the filing does not end: {at}")
}

struct Person<'p> {
    client: Client,
    cookie: &'p str,
    seen: &'p Rc<RefCell<Seen>>,
}

impl Person<'_> {
    async fn read(&mut self, path: &str) -> Result<String> {
        let asked = Instant::now();
        let answer =
            self.client.send(&get(path, self.cookie)).await.with_context(|| format!("GET {path}"))?;
        if answer.status != 200 {
            bail!("GET {path}: {}", answer.status);
        }
        self.seen.borrow_mut().pages.push(asked.elapsed());
        Ok(String::from_utf8_lossy(answer.body).into_owned())
    }

    async fn send(&mut self, path: &str, form: &str) -> Result<String> {
        let request = post(path, self.cookie, "application/x-www-form-urlencoded", form.as_bytes());
        let asked = Instant::now();
        let to = self.led_to(path, &request).await?;
        self.seen.borrow_mut().pages.push(asked.elapsed());
        Ok(to)
    }

    async fn hand_in(&mut self, path: &str, (csrf, revision): (&str, &str), paper: &[u8]) -> Result<String> {
        let mut body = Vec::with_capacity(paper.len() + 1_000);
        for (name, value) in [("csrf", csrf), ("revision", revision), ("go", "on")] {
            let part = format!("--xyz\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        let head = "--xyz\r\nContent-Disposition: form-data; name=\"paper-p2\"; filename=\"giay chung sinh\"\r\n\r\n";
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(paper);
        body.extend_from_slice(b"\r\n--xyz--\r\n");
        let request = post(path, self.cookie, "multipart/form-data; boundary=xyz", &body);
        drop(body);
        let asked = Instant::now();
        let to = self.led_to(path, &request).await?;
        self.seen.borrow_mut().papers.push(asked.elapsed());
        Ok(to)
    }

    async fn led_to(&mut self, path: &str, request: &[u8]) -> Result<String> {
        let answer = self.client.send(request).await.with_context(|| format!("POST {path}"))?;
        match answer.header("location") {
            Some(to) if answer.status == 303 => Ok(to.to_owned()),
            _ => bail!("POST {path}: {}", answer.status),
        }
    }
}

/// A hidden field of the form of a page's content; the head of a page has forms of its own before it.
fn field(page: &str, name: &str) -> Result<String> {
    let content = page.split("<main").nth(1).context("a page without content")?;
    let marker = format!("name=\"{name}\" value=\"");
    let rest = content.split(&marker).nth(1).with_context(|| format!("no field {name}"))?;
    Ok(rest.split('"').next().unwrap_or_default().to_owned())
}

/// A photo of strokes on paper, with the unrest of a camera.
fn photo(seed: u64) -> Result<Vec<u8>> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut unrest = vec![0; 1 << 20];
    random.fill_bytes(&mut unrest);
    let picture = RgbImage::from_fn(SIZE.0, SIZE.1, |x, y| {
        let stroke = (x / 6 * 7 + y / 6 * 13) % 11 < 3 && y % 60 < 40 && (300..SIZE.0 - 300).contains(&x);
        let noise = unrest[(x as usize * 7_919 + y as usize * 104_729) % unrest.len()] % 9;
        let tone = if stroke { 40 } else { 225 } + noise;
        image::Rgb([tone, tone, tone.saturating_sub(8)])
    });
    // The quality at which it is about as large as it is to be.
    let mut best = Vec::new();
    for quality in [95, 90, 80, 70, 55, 40] {
        best.clear();
        JpegEncoder::new_with_quality(&mut best, quality)
            .write_image(&picture, SIZE.0, SIZE.1, ExtendedColorType::Rgb8)
            .context("a photo")?;
        if best.len() <= PAPER + PAPER / 4 {
            break;
        }
    }
    Ok(best)
}

/// A document of one page and two megabytes, no two alike.
fn pdf(seed: u64) -> Vec<u8> {
    let mut filling = vec![0; PAPER];
    ChaCha8Rng::seed_from_u64(seed).fill_bytes(&mut filling);
    let objects: [&[u8]; 3] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << >> >>",
    ];
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut table = "0000000000 65535 f \n".to_owned();
    for (at, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", out.len()));
        out.extend_from_slice(format!("{} 0 obj\n", at + 1).as_bytes());
        out.extend_from_slice(object);
        out.extend_from_slice(b"\nendobj\n");
    }
    table.push_str(&format!("{:010} 00000 n \n", out.len()));
    out.extend_from_slice(format!("4 0 obj\n<< /Length {} >>\nstream\n", filling.len()).as_bytes());
    out.extend_from_slice(&filling);
    out.extend_from_slice(b"\nendstream\nendobj\n");
    let xref = out.len();
    out.extend_from_slice(
        format!("xref\n0 5\n{table}trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n{xref}\n%%EOF\n")
            .as_bytes(),
    );
    out
}
