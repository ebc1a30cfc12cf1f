//! The HTTP/1.1 server: hyper driven directly, for limits that matter against slow and idle clients.

use crate::access_log::AccessLog;
use crate::router::Site;
use crate::state::Web;
use axum::Router;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinHandle;
use tower::ServiceExt as _;

/// Largest head of a request, bytes.
const HEAD_BYTES: usize = 32 * 1024;
/// Most header lines.
const HEADERS: usize = 64;
/// How often a server looks for publications it was not told of, and for a new day.
const LOOK: Duration = Duration::from_secs(30);
/// How often a server counts what is filed, by which procedures are ranked.
const COUNT: Duration = Duration::from_secs(900);
/// How long requests under way may take when the server stops.
const FAREWELL: Duration = Duration::from_secs(10);

/// Serves until `shutdown` resolves, then finishes what is under way.
///
/// # Errors
/// Never after it has begun; failures of single connections end those connections only.
pub async fn serve(
    listener: TcpListener,
    site: Site,
    shutdown: impl Future<Output = ()> + Send,
) -> std::io::Result<()> {
    let Site { web, routes: router } = site;
    let limits = web.settings.limits.clone();
    let places = Arc::new(Semaphore::new(limits.connections));
    let (stopping, stopped) = watch::channel(false);
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_time)
        .max_headers(HEADERS)
        .max_buf_size(HEAD_BYTES)
        .pipeline_flush(true);
    let followed = follow_procedures(&web);
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        // Full: the kernel keeps a line of its own; beyond that connections are refused by it, cheaply.
        let place = tokio::select! {
            place = Arc::clone(&places).acquire_owned() => place,
            () = &mut shutdown => break,
        };
        let Ok(place) = place else { break };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut shutdown => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                let (builder, router, stopped) = (builder.clone(), router.clone(), stopped.clone());
                tokio::spawn(connection(builder, stream, peer, router, stopped, place));
            }
            // Out of file handles or a client gone before it was greeted: wait a moment, go on.
            Err(error) => {
                tracing::warn!(%error, "accept");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    }
    drop(listener);
    stopping.send_replace(true);
    web.stopping.send_replace(true);
    let all = u32::try_from(limits.connections).unwrap_or(u32::MAX);
    if tokio::time::timeout(FAREWELL, places.acquire_many(all)).await.is_err() {
        tracing::warn!("some connections did not end in time");
    }
    followed.abort();
    AccessLog::write(&web).await;
    Ok(())
}

/// Takes up what is published on any node, and each new day.
fn follow_procedures(web: &Arc<Web>) -> JoinHandle<()> {
    let app = Arc::clone(&web.app);
    tokio::spawn(async move {
        let mut published = app.db().subscribe(motcua_app::PROCEDURES).inspect_err(|error| {
            tracing::warn!(%error, "publications on other nodes are looked for only from time to time");
        });
        let mut counted: Option<Instant> = None;
        loop {
            if counted.is_none_or(|at| at.elapsed() >= COUNT) {
                counted = Some(Instant::now());
                if let Err(error) = app.count_use().await {
                    tracing::warn!(%error, "the use of procedures could not be counted");
                }
                if let Err(error) = app.purge_filings(motcua_app::filings::KEPT_DAYS).await {
                    tracing::warn!(%error, "filings left alone could not be thrown away");
                }
            }
            // First of all: something may have been published since the city was loaded.
            if let Err(error) = app.refresh_world().await {
                tracing::warn!(%error, "the procedures could not be looked at");
            }
            match &mut published {
                // Woken, or time to look; a channel that has gone is the end of the database.
                Ok(woken) => {
                    if let Ok(Err(_)) = tokio::time::timeout(LOOK, woken.changed()).await {
                        return;
                    }
                }
                Err(_) => tokio::time::sleep(LOOK).await,
            }
        }
    })
}

async fn connection(
    builder: http1::Builder,
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    mut stopped: watch::Receiver<bool>,
    _place: OwnedSemaphorePermit,
) {
    // Answers are small and whole: waiting to fill a packet would only delay them.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "nodelay");
    }
    let service = router.map_request(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        request.map(axum::body::Body::new)
    });
    let mut serving =
        std::pin::pin!(builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service)));
    let ended = tokio::select! {
        ended = &mut serving => ended,
        () = asked_to_stop(&mut stopped) => {
            serving.as_mut().graceful_shutdown();
            serving.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "connection ended");
    }
}

async fn asked_to_stop(stopped: &mut watch::Receiver<bool>) {
    // An error means that the server is gone altogether: that is a reason to stop, too.
    let asked = stopped.wait_for(|stopping| *stopping).await.is_ok();
    tracing::trace!(asked, "connection asked to stop");
}
