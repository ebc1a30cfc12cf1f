//! Writers held back, so that what is queued meanwhile shares a group.

use crossbeam_channel::{Sender, bounded};
use motcua_db::{Db, Engine, Error, Ticket, Tx};

/// Every writer of a database, waiting.
pub struct Held {
    tickets: Vec<Ticket<(), Error>>,
    go: Vec<Sender<()>>,
}

/// Holds the writers until they are released.
pub fn hold(db: &Db) -> Held {
    let lanes = if db.engine() == Engine::Postgres { db.config().postgres_lanes } else { 1 };
    let (tickets, go) = (0..lanes)
        .map(|_| {
            let (go, wait) = bounded::<()>(1);
            let (started, running) = bounded::<()>(1);
            let ticket = db
                .submit(move |_| {
                    // On a second run after a collision there is nobody to wait for.
                    let _ = started.try_send(());
                    let _ = wait.recv();
                    Ok::<(), Error>(())
                })
                .unwrap();
            running.recv().unwrap();
            (ticket, go)
        })
        .unzip();
    Held { tickets, go }
}

impl Held {
    /// Lets the writers go on.
    pub fn release(self) {
        drop(self.go);
        self.tickets.into_iter().for_each(|ticket| ticket.wait().unwrap());
    }
}

/// Runs one job for each number below `n`, queued while the writers are held, and gives their outcomes in order.
pub fn together<T: Send + 'static>(
    db: &Db,
    n: i64,
    job: impl Fn(&mut Tx<'_>, i64) -> Result<T, Error> + Clone + Send + 'static,
) -> Vec<(i64, Result<T, Error>)> {
    let held = hold(db);
    let submit = |id| {
        let job = job.clone();
        (id, db.submit(move |tx| job(tx, id)).unwrap())
    };
    let tickets: Vec<_> = (0..n).map(submit).collect();
    held.release();
    tickets.into_iter().map(|(id, ticket)| (id, ticket.wait())).collect()
}
