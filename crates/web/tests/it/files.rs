//! Files over the wire: piece by piece, handed over safely, to their owner only.

use crate::people::become_somebody;
use crate::support::{Browser, story};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use tower::ServiceExt;

/// The smallest document with something on it.
fn pdf() -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
        "<</Length 15>>\nstream\n10 10 50 50 re f\nendstream",
    ];
    let mut offsets = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", index + 1).bytes());
    }
    let start = out.len();
    out.extend(b"xref\n0 5\n0000000000 65535 f \n");
    offsets.iter().for_each(|offset| out.extend(format!("{offset:010} 00000 n \n").bytes()));
    out.extend(format!("trailer\n<</Size 5/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n").bytes());
    out
}

/// Sends a piece; answers the status and how far the file has come.
pub async fn piece(
    browser: &Browser,
    path: &str,
    csrf: &str,
    offset: usize,
    bytes: &[u8],
) -> (StatusCode, String) {
    let request = Request::put(path)
        .header(header::COOKIE, format!("mc_me={}", browser.cookie("mc_me").unwrap_or_default()))
        .header("x-csrf-token", csrf)
        .header("upload-offset", offset)
        .body(Body::from(bytes.to_vec()))
        .expect("a request");
    let answer = browser.site.routes.clone().oneshot(request).await.expect("the router never fails");
    let offset =
        answer.headers().get("upload-offset").and_then(|value| value.to_str().ok()).unwrap_or_default();
    (answer.status(), offset.to_owned())
}

#[test]
fn a_file_comes_piece_by_piece_and_is_handed_over_to_its_owner_only() {
    story(async |house| {
        let mut browser = house.browser();
        become_somebody(&mut browser, "/me").await;
        let csrf = browser.get("/me").await.field("csrf");
        let whole = pdf();
        let size = whole.len().to_string();
        let name = "Giấy \"chứng\r\n sinh.pdf";
        let refused = browser.post("/me/uploads", &[("csrf", "no"), ("name", "a"), ("size", &size)]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        let huge = [("csrf", csrf.as_str()), ("name", "a"), ("size", "10737418240")];
        assert_eq!(browser.post("/me/uploads", &huge).await.status, StatusCode::PAYLOAD_TOO_LARGE);
        let begun = browser.post("/me/uploads", &[("csrf", &csrf), ("name", name), ("size", &size)]).await;
        assert_eq!(begun.status, StatusCode::CREATED, "{}", begun.body);
        let place = begun.header("location").to_owned();
        assert_eq!(piece(&browser, &place, "no", 0, &whole).await.0, StatusCode::FORBIDDEN);
        assert_eq!(piece(&browser, &place, &csrf, 0, &whole[..70]).await, (StatusCode::OK, "70".to_owned()));
        assert_eq!(piece(&browser, &place, &csrf, 90, &whole[90..]).await.0, StatusCode::CONFLICT);
        assert_eq!(browser.get(&place).await.header("upload-offset"), "70");
        let too_long = vec![b'x'; motcua_web::me::files::PIECE_BYTES + 1];
        assert_eq!(piece(&browser, &place, &csrf, 70, &too_long).await.0, StatusCode::PAYLOAD_TOO_LARGE);
        let missing = browser.post(&place, &[("csrf", &csrf)]).await;
        assert_eq!(missing.status, StatusCode::CONFLICT);
        assert_eq!(piece(&browser, &place, &csrf, 70, &whole[70..]).await.1, size);
        let kept = browser.post(&place, &[("csrf", &csrf)]).await;
        assert_eq!(kept.status, StatusCode::CREATED, "{}", kept.body);
        let href = kept.json()["href"].as_str().expect("an address").to_owned();
        let opened = browser.get(&href).await;
        assert_eq!(opened.body.as_bytes(), whole);
        assert_eq!(opened.header("content-type"), "application/pdf");
        assert_eq!(opened.header("x-content-type-options"), "nosniff");
        assert_eq!(opened.header("cache-control"), "no-store");
        assert!(opened.header("content-security-policy").ends_with("sandbox"));
        let disposition = opened.header("content-disposition");
        assert!(disposition.starts_with("attachment; filename=\"Gi_y _ch_ng sinh.pdf\";"), "{disposition}");
        assert_eq!(house.browser().get(&href).await.status, StatusCode::SEE_OTHER, "nobody signs in first");
        let id = href.rsplit('/').next().expect("an id");
        let mut officer = house.signed_in("hongha.motcua1").await;
        assert_eq!(officer.get(&href).await.status, StatusCode::SEE_OTHER);
        assert_eq!(officer.get(&format!("/desk/files/{id}")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(browser.get("/me/files/none").await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn a_file_that_cannot_be_used_is_refused_in_words() {
    story(async |house| {
        let mut browser = house.browser();
        become_somebody(&mut browser, "/me").await;
        let csrf = browser.get("/me").await.field("csrf");
        let begun = browser.post("/me/uploads", &[("csrf", &csrf), ("name", "thu.pdf"), ("size", "4")]).await;
        let place = begun.header("location").to_owned();
        piece(&browser, &place, &csrf, 0, b"thu!").await;
        let refused = browser.post(&place, &[("csrf", &csrf)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("Chưa đọc được tệp thu.pdf"), "{}", refused.body);
        assert_eq!(browser.get(&place).await.status, StatusCode::NOT_FOUND, "it is given up");
    });
}
