//! The keys of dockerd's daemon.json.

/// Whether dockerd takes a change of this top-level key over at a reload (SIGHUP), without a restart.
///
/// Source: moby `daemon/reload.go`, 29.7.
pub fn reloads(_key: &str) -> bool {
    false
}
