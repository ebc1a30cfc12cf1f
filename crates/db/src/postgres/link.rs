//! A connection with its own small runtime: requests are polled on the calling thread, and several may be on their way at once.

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use ::postgres::NoTls;
use tokio::runtime::Runtime;
use tokio_postgres::{Client, Config};

use super::errors::map;
use crate::outcome::{Error, Result};

/// Moves bytes between the client and the server whenever it is polled; ends when the connection is lost.
type Traffic = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A client and the traffic of its connection, which moves only while something is waited for.
pub(super) struct Link {
    client: Client,
    traffic: Option<Traffic>,
    runtime: Runtime,
}

impl Link {
    pub(super) fn open(settings: &Config) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Error::Defect(format!("cannot start the runtime of a connection: {error}")))?;
        let (client, connection) =
            runtime.block_on(settings.connect(NoTls)).map_err(|error| map("connection", &error))?;
        let traffic = Box::pin(async move {
            if let Err(error) = connection.await {
                tracing::debug!(error = %error, "a connection to PostgreSQL ended");
            }
        });
        Ok(Self { client, traffic: Some(traffic), runtime })
    }

    pub(super) fn is_closed(&self) -> bool {
        self.traffic.is_none() || self.client.is_closed()
    }

    /// Waits for what `ask` makes of the client, moving the traffic meanwhile.
    pub(super) fn wait<'c, F: Future>(&'c mut self, ask: impl FnOnce(&'c Client) -> F) -> F::Output {
        let Self { client, traffic, runtime } = self;
        let mut answer = pin!(ask(client));
        let mut output = None;
        loop {
            let mut poll = |context: &mut Context<'_>| match answer.as_mut().poll(context) {
                Poll::Ready(ready) => {
                    output = Some(ready);
                    Poll::Ready(())
                }
                Poll::Pending => Poll::Pending,
            };
            drive(runtime, &mut |context| {
                if poll(context).is_ready() {
                    return Poll::Ready(());
                }
                move_traffic(traffic, context);
                poll(context)
            });
            if let Some(output) = output {
                return output;
            }
        }
    }

    /// Sends a request whose answer nobody needs; it is read and dropped before the next one's.
    pub(super) fn send<'c, F: Future>(&'c mut self, ask: impl FnOnce(&'c Client) -> F) {
        let Self { client, traffic, runtime } = self;
        let mut answer = pin!(ask(client));
        drive(runtime, &mut |context| {
            drop(answer.as_mut().poll(context));
            move_traffic(traffic, context);
            Poll::Ready(())
        });
    }

    /// Looks whether the server has hung up since the last request.
    pub(super) fn look(&mut self) {
        let Self { traffic, runtime, .. } = self;
        runtime.block_on(async {
            // Lets the runtime see what the socket has to say.
            tokio::task::yield_now().await;
            std::future::poll_fn(|context| {
                move_traffic(traffic, context);
                Poll::Ready(())
            })
            .await;
        });
    }
}

/// Polls on this thread until it is ready. Each kind of request would bring a runtime's whole loop of its own with it; this is the one.
fn drive(runtime: &Runtime, poll: &mut dyn FnMut(&mut Context<'_>) -> Poll<()>) {
    runtime.block_on(std::future::poll_fn(|context| poll(context)));
}

fn move_traffic(traffic: &mut Option<Traffic>, context: &mut Context<'_>) {
    if let Some(moving) = traffic
        && moving.as_mut().poll(context).is_ready()
    {
        *traffic = None;
    }
}
