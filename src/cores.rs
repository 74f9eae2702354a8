//! Work that is spread over the cores of the machine.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, Builder, Scope, ScopedJoinHandle};

/// Bytes of text that take about as long to lint as it takes to start a thread and to wait for it, many times over.
const WORTH: usize = 128 << 10;

/// Threads beyond which more of them gain little: what is done on one core takes most of the time then.
const MOST: usize = 8;

/// Bytes of a stack: as many as the main thread has, because texts may be nested deeply.
const STACK: usize = 8 << 20;

/// What `work` gives for each item, in order. All of it is about this many `bytes` of text.
pub fn map<T: Sync, R: Send>(items: &[T], bytes: usize, work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = threads(bytes).min(items.len());
    if threads < 2 {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let in_turn = || {
        let mut done = Vec::new();
        while let index = next.fetch_add(1, Ordering::Relaxed)
            && let Some(item) = items.get(index)
        {
            done.push((index, work(item)));
        }
        done
    };
    let mut done = thread::scope(|scope| {
        let others: Vec<_> = (1..threads).filter_map(|_| started(scope, &in_turn)).collect();
        let mut done = in_turn();
        done.extend(others.into_iter().flat_map(finished));
        done
    });
    done.sort_unstable_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Two things at once. All of it is about this many `bytes` of text.
pub fn both<A: Send, B>(bytes: usize, first: impl Fn() -> A + Sync, second: impl Fn() -> B) -> (A, B) {
    if threads(bytes) < 2 {
        return (first(), second());
    }
    thread::scope(|scope| {
        let other = started(scope, &first);
        let second = second();
        (other.map_or_else(&first, finished), second)
    })
}

fn threads(bytes: usize) -> usize {
    match bytes {
        ..WORTH => 1,
        _ => thread::available_parallelism().map_or(1, usize::from).min(MOST),
    }
}

/// A thread at work; `None` if the system gives none, and then the others do its share.
fn started<'s, R: Send + 's>(
    scope: &'s Scope<'s, '_>,
    work: &'s (impl Fn() -> R + Sync),
) -> Option<ScopedJoinHandle<'s, R>> {
    Builder::new().stack_size(STACK).spawn_scoped(scope, work).ok()
}

fn finished<R>(thread: ScopedJoinHandle<'_, R>) -> R {
    thread.join().unwrap_or_else(|panic| resume_unwind(panic))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items() {
        let items: Vec<usize> = (0..1000).collect();
        let doubled: Vec<usize> = items.iter().map(|item| 2 * item).collect();
        assert_eq!(map(&items, 0, |item| 2 * item), doubled);
        assert_eq!(map(&items, WORTH, |item| 2 * item), doubled);
    }

    #[test]
    fn two_things_are_done_once_each() {
        assert_eq!(both(0, || 1, || 2), (1, 2));
        assert_eq!(both(WORTH, || 1, || 2), (1, 2));
    }
}
