//! `man`: the manual, one page for the program and one for each of its commands.

use std::io::{self, Write};
use std::path::Path;

use clap::{Command, CommandFactory};

use super::args::{Arguments, Man};
use super::output::print;
use super::{Exit, Failure};
use crate::write;

/// What the page of the program says beside its arguments.
const REST: &str = include_str!("man/rest.roff");

/// Prints the page of the program, or writes those of all commands into a folder.
pub(super) fn run(man: &Man) -> Result<Exit, Failure> {
    let program = program();
    match &man.dir {
        None => print(|out| page(&program, out))?,
        Some(folder) => save(&program, folder)?,
    }
    Ok(Exit::Clean)
}

/// The program with all names of its commands, as `runnerlint-config-show`.
fn program() -> Command {
    let mut program = Arguments::command();
    program.build();
    program
}

fn save(command: &Command, folder: &Path) -> Result<(), Failure> {
    let mut text = Vec::new();
    page(command, &mut text)?;
    write::into(folder, &format!("{}.1", name(command)), &text)?;
    command.get_subcommands().try_for_each(|below| save(below, folder))
}

/// Writes the page of a command in the language of man(7). Nothing in it depends on the day.
fn page(command: &Command, out: &mut dyn Write) -> io::Result<()> {
    // clap_mangen leaves out an empty date, so that the version takes its place.
    writeln!(
        out,
        ".TH {} 1 \"\" \"runnerlint {}\"",
        name(command),
        env!("CARGO_PKG_VERSION")
    )?;
    let page = clap_mangen::Man::new(command.clone());
    page.render_name_section(out)?;
    page.render_synopsis_section(out)?;
    page.render_description_section(out)?;
    if command.get_arguments().next().is_some() {
        page.render_options_section(out)?;
    }
    if command.has_subcommands() {
        page.render_subcommands_section(out)?;
    }
    match command.get_name() {
        "runnerlint" => out.write_all(REST.as_bytes()),
        _ => writeln!(out, ".SH \"SEE ALSO\"\n.BR runnerlint (1)"),
    }
}

fn name(command: &Command) -> &str {
    command.get_display_name().unwrap_or_else(|| command.get_name())
}
