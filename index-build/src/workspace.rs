//! What a build may use: so much memory, a folder for temporary files, the machine's cores; and whether it should
//! stop.

use crate::{
    error::{Failure, Result},
    progress::Progress,
    spill::Outlet,
};
use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
};

/// The memory that a build keeps to unless told otherwise, in bytes.
pub const DEFAULT_MEMORY: u64 = 512 << 20;

/// Less than this is not enough for the buffers of all partitions.
pub const MIN_MEMORY: u64 = 64 << 20;

/// How many threads wait for the disk at a time: it puts much that is to be written down in one go.
const WAITING: usize = 16;

/// A word to stop, which another thread may say at any time.
#[derive(Debug, Clone, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Says it.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Fails once it has been said.
    pub fn check(&self) -> Result<()> {
        if self.0.load(Ordering::Relaxed) { Err(Failure::Cancelled) } else { Ok(()) }
    }
}

/// What a build may use.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// About how many bytes of memory.
    pub memory: u64,
    /// The folder of temporary files. They have no names there, so that nothing of them outlives the process,
    /// however it ends.
    pub temp: PathBuf,
    /// Where progress is shown.
    pub progress: Progress,
    /// Whether to stop.
    pub cancel: Cancel,
    /// Where the records of the next steps go, if an engine carries them.
    pub outlet: Option<Arc<Outlet>>,
}

impl Workspace {
    /// A workspace with the default memory.
    pub fn new(temp: PathBuf, progress: Progress) -> Self {
        Self { memory: DEFAULT_MEMORY, temp, progress, cancel: Cancel::default(), outlet: None }
    }

    /// The number of threads that work at a time.
    pub fn threads(&self) -> usize {
        rayon::current_num_threads()
    }

    /// Does `work` for every number below `count`, on all threads. Each thread works with tools of its own, and puts
    /// them away when there is no more to do. The results are in the order of the numbers.
    pub fn share<Tools, T: Send>(
        &self,
        count: usize,
        tools: impl Fn() -> Tools + Sync,
        work: impl Fn(&mut Tools, usize) -> Result<T> + Sync,
        put_away: impl Fn(Tools) -> Result<()> + Sync,
    ) -> Result<Vec<T>> {
        self.share_on(self.threads(), count, tools, work, put_away)
    }

    /// The same for work that mostly waits for the disk, on more threads than there are cores.
    pub fn share_waiting(&self, count: usize, work: impl Fn(usize) -> Result<()> + Sync) -> Result<()> {
        self.share_on(WAITING, count, || (), |(), number| work(number), |()| Ok(())).map(drop)
    }

    fn share_on<Tools, T: Send>(
        &self,
        threads: usize,
        count: usize,
        tools: impl Fn() -> Tools + Sync,
        work: impl Fn(&mut Tools, usize) -> Result<T> + Sync,
        put_away: impl Fn(Tools) -> Result<()> + Sync,
    ) -> Result<Vec<T>> {
        let next = AtomicUsize::new(0);
        let failed = AtomicBool::new(false);
        let results = Mutex::new(Vec::with_capacity(count));
        let worker = || -> Result<()> {
            let mut tools = tools();
            while !failed.load(Ordering::Relaxed) {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= count {
                    break;
                }
                self.cancel.check()?;
                let result = work(&mut tools, number)?;
                results.lock().map_err(|_| Failure::bug("a thread died"))?.push((number, result));
            }
            put_away(tools)
        };
        thread::scope(|scope| {
            let workers: Vec<_> = (0..threads.min(count.max(1)))
                .map(|_| {
                    scope.spawn(|| {
                        let done = worker();
                        failed.fetch_or(done.is_err(), Ordering::Relaxed);
                        done
                    })
                })
                .collect();
            workers
                .into_iter()
                .try_for_each(|worker| worker.join().unwrap_or_else(|_| Err(Failure::bug("a thread died"))))
        })?;
        let mut results = results.into_inner().map_err(|_| Failure::bug("a thread died"))?;
        results.sort_unstable_by_key(|(number, _)| *number);
        Ok(results.into_iter().map(|(_, result)| result).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workspace() -> Workspace {
        Workspace::new(std::env::temp_dir(), Progress::silent())
    }

    #[test]
    fn work_is_shared_and_its_results_keep_their_order() {
        let squares = workspace().share(100, || (), |(), n| Ok(n * n), |()| Ok(())).unwrap();
        assert_eq!(squares, (0..100).map(|n| n * n).collect::<Vec<_>>());
    }

    #[test]
    fn a_failure_or_a_word_stops_everyone() {
        let workspace = workspace();
        let failing = |(): &mut (), n| if n == 3 { Err(Failure::Plan("three".into())) } else { Ok(n) };
        assert_eq!(workspace.share(100, || (), failing, |()| Ok(())).unwrap_err().to_string(), "three");
        workspace.cancel.cancel();
        assert!(matches!(workspace.share(1, || (), |(), n| Ok(n), |()| Ok(())), Err(Failure::Cancelled)));
    }
}
