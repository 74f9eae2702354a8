//! The library in a few lines: read a text, lint it, fix it.
//!
//! `cargo run --example embed`

#![allow(clippy::print_stdout)]

use runnerlint::diagnostic::Safety;
use runnerlint::fix::plan;
use runnerlint::model::Context;
use runnerlint::rules;
use runnerlint::settings::Settings;
use runnerlint::source::{Role, SourceFile, Sources};

const CONFIG: &str = r#"
[[runners]]
  name = "docker-1"
  executor = "docker"
  [runners.docker]
    image = "alpine:3.20"
    extra_hosts = ["registry.example.com=192.0.2.10"]
"#;

fn main() {
    let mut sources = Sources::new();
    let file = sources.push(SourceFile::new("config.toml", Role::RunnerConfig, CONFIG.into()));
    let context = Context::default();
    let plan = plan(&sources, rules::ALL, &Settings::default(), &context, Safety::Safe);
    for finding in &plan.fixed {
        println!("fixed: {} [{}]", finding.diagnostic.message, finding.diagnostic.rule);
    }
    println!("{}", plan.after.get(file).masked());
}
