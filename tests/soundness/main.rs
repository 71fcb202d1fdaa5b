//! Command lines at random, run by real bash, held against the plan.
//!
//! Whatever bash does with a line must be in its plan: every program that ran, with arguments its words could become,
//! and every file that was written; or the plan must say that it does not see through the line. What is opaque is
//! counted, for it is the price of soundness.
//!
//! - [`grammar`] makes lines from a seed: everything that bash expands, runs, reads again, or redirects.
//! - [`sandbox`] starts a [`runner`] in namespaces of its own, with a root file system of its own and no network; the
//!   runner runs one line after another in a fresh folder. `PATH` holds a [`stub`] for every program, which writes down
//!   what it was started with; wrappers, and tools that run others, then become the real ones.
//! - [`compare`] holds what was seen against the plan, [`minimise`] makes a counterexample smaller.
//! - [`replay`] stands in where no sandbox is possible: runs that were recorded elsewhere.
//!
//! `make soundness N=1000000 SEED=7` runs as many lines as wanted. Variables of the environment: `SOUNDNESS_LINES` and
//! `SOUNDNESS_SEED`; `SOUNDNESS_TRY` runs one line and prints what was seen and planned; `SOUNDNESS_PRINT` prints so
//! many lines and runs none; `SOUNDNESS_RECORD=FILE` records the runs, and `SOUNDNESS_REPLAY=FILE`
//! replays them in seconds, for instance after a change of the analysis; `1` is the file that is kept in the repository.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    clippy::panic,
    reason = "a test"
)]
#![cfg_attr(not(target_os = "linux"), allow(dead_code, unused_variables, reason = "recorded runs are replayed"))]

mod check;
mod compare;
mod grammar;
#[cfg(target_os = "linux")]
mod minimise;
mod observe;
mod random;
mod replay;
#[cfg(target_os = "linux")]
mod runner;
#[cfg(target_os = "linux")]
mod sandbox;
mod self_test;
#[cfg(target_os = "linux")]
mod stub;
mod world;

use std::process::ExitCode;

use check::Tally;

/// How many lines `cargo test` runs, and the seed it makes them from.
const LINES: u64 = 20_000;
const SEED: u64 = 1;

fn main() -> ExitCode {
    #[cfg(target_os = "linux")]
    if std::path::Path::new(world::HIDDEN).exists() {
        return in_the_sandbox();
    }
    if !is_asked_for() {
        return ExitCode::SUCCESS;
    }
    self_test::run();
    let seed = number("SOUNDNESS_SEED").unwrap_or(SEED);
    if let Some(count) = number("SOUNDNESS_PRINT") {
        (0..count).for_each(|number| println!("{}\n", grammar::line(seed, number)));
        return ExitCode::SUCCESS;
    }
    match soundness(seed, number("SOUNDNESS_LINES").unwrap_or(LINES)) {
        Ok(mut tally) => {
            tally.print(if std::env::var_os("SOUNDNESS_LINES").is_some() { 40 } else { 8 });
            if tally.counterexamples.is_empty() && tally.lost == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Whether the arguments that `cargo test` hands on mean this test too.
fn is_asked_for() -> bool {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let filters: Vec<&String> = arguments.iter().filter(|argument| !argument.starts_with('-')).collect();
    !arguments.iter().any(|argument| argument == "--list")
        && (filters.is_empty() || filters.iter().any(|filter| "soundness".contains(filter.as_str())))
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.replace('_', "").parse().ok()
}

#[cfg(target_os = "linux")]
fn in_the_sandbox() -> ExitCode {
    let executable = std::env::current_exe().unwrap_or_default();
    if executable != std::path::Path::new(world::RUNNER) {
        return stub::run(&executable).into();
    }
    match runner::serve() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the sandbox broke: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the lines, or replays recorded ones where that is not possible.
fn soundness(seed: u64, count: u64) -> Result<Tally, String> {
    let start = std::time::Instant::now();
    let tally = match sandboxes() {
        #[cfg(target_os = "linux")]
        Ok(mut sandboxes) => {
            if let Ok(line) = std::env::var("SOUNDNESS_TRY") {
                try_line(&mut sandboxes[0], &line);
                return Ok(Tally::default());
            }
            let recording = std::env::var_os("SOUNDNESS_RECORD").map(|_| replay::Recording::default());
            let tally = check::run(seed, count, sandboxes, recording.as_ref());
            if let Some(recording) = recording {
                recording.save().map_err(|error| error.to_string())?;
            }
            println!("{} lines in bash, seed {seed}", tally.lines);
            tally
        }
        #[cfg(not(target_os = "linux"))]
        Ok(()) => unreachable!("only Linux has sandboxes"),
        Err(why) => {
            let tally = replay::replay()?;
            println!(
                "{} runs of bash that were recorded are replayed, for no line can be run here: {why}",
                tally.lines
            );
            tally
        }
    };
    let milliseconds = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX).max(1);
    println!("  {} lines a second", tally.lines * 1000 / milliseconds);
    Ok(tally)
}

#[cfg(target_os = "linux")]
fn sandboxes() -> Result<Vec<sandbox::Sandbox>, String> {
    if std::env::var_os("SOUNDNESS_REPLAY").is_some() {
        return Err("it is not wanted".to_owned());
    }
    let count = std::thread::available_parallelism().map_or(1, usize::from);
    (0..count).map(|_| sandbox::Sandbox::start()).collect()
}

#[cfg(not(target_os = "linux"))]
fn sandboxes() -> Result<(), String> {
    Err("this is not Linux".to_owned())
}

/// Prints everything about one line.
#[cfg(target_os = "linux")]
fn try_line(sandbox: &mut sandbox::Sandbox, line: &str) {
    let shell = observe::Runs::Bash;
    let observed = sandbox.run(shell, line);
    println!("{:#?}", check::plan(shell, line, Some(world::BASE)));
    println!("{observed:#?}");
    for finding in observed.iter().flat_map(|seen| check::unsound(shell, line, seen)) {
        println!("unsound: {finding}");
    }
}
