//! Lint and fix GitLab Runner's `config.toml` together with `.gitlab-ci.yml` and Docker's `daemon.json`.
//!
//! The engine is a function of texts: sources become a workspace, a workspace becomes findings, findings become a
//! plan. Only `load` reads and only `write` writes.

pub mod anonymize;
pub mod cli;
pub mod cores;
pub mod diagnostic;
pub mod edit;
pub mod fix;
pub mod lint;
pub mod load;
pub mod model;
pub mod report;
pub mod rule;
#[path = "../rules/mod.rs"]
pub mod rules;
pub mod schema;
pub mod secret;
pub mod settings;
pub mod source;
pub mod suppress;
pub mod syntax;
pub mod undo;
pub mod write;
