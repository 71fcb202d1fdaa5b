//! Holds many lines against what they did, and says what came of it.

use std::collections::BTreeMap;
use std::panic::catch_unwind;
use std::time::Duration;

use mlld_policy::shell::{OpaqueKind, Plan, Shell, Surroundings, analyze};

use super::compare::{Finding, findings};
use super::grammar;
use super::observe::{Observed, Runs};
use super::replay;
use super::world::{BASE, HOME};

/// Every how many lines one is run by dash, and analysed for `sh`.
const DASH_EVERY: u64 = 8;

/// The line of this number and the shell that runs it: what was found once, then what the seed makes.
pub(crate) fn line(seed: u64, number: u64) -> (Runs, String) {
    let found = &*replay::FOUND;
    match number.checked_sub(u64::try_from(found.len()).unwrap()) {
        None => found[usize::try_from(number).unwrap()].clone(),
        Some(number) => {
            let shell = if number % DASH_EVERY == DASH_EVERY - 1 { Runs::Dash } else { Runs::Bash };
            (shell, grammar::line(seed, number))
        }
    }
}

/// The plan of a line; nothing where the analysis panics.
pub(crate) fn plan(shell: Runs, line: &str, base: Option<&str>) -> Option<Plan> {
    let shell = match shell {
        Runs::Bash => Shell::Bash,
        Runs::Dash => Shell::Sh,
    };
    catch_unwind(|| analyze(line, shell, Surroundings { base, home: Some(HOME) })).ok()
}

/// What happened and is not in the plan of the line, be the folder it runs in known or not. A panic of the analysis
/// leaves nothing in any plan.
pub(crate) fn unsound(shell: Runs, line: &str, observed: &Observed) -> Vec<Finding> {
    let plans = [Some(BASE), None].map(|base| plan(shell, line, base));
    let mut all: Vec<Finding> = Vec::new();
    for plan in &plans {
        let found = plan.as_ref().map_or_else(|| vec![Finding::Panic], |plan| findings(plan, observed));
        all.extend(found.into_iter().filter(|finding| !all.contains(finding)).collect::<Vec<_>>());
    }
    all
}

/// A line that did what its plan does not say.
#[derive(Debug)]
pub(crate) struct Counterexample {
    pub(crate) number: u64,
    pub(crate) shell: Runs,
    pub(crate) line: String,
    /// The line and what it did, made smaller, where that could be run again.
    pub(crate) smaller: Option<(String, Vec<Finding>)>,
    pub(crate) findings: Vec<Finding>,
}

/// What many lines came to.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) lines: u64,
    opaque: u64,
    /// Opaque lines by their first reason.
    reasons: BTreeMap<String, u64>,
    /// Lines in which a program ran, and those of them that were not opaque.
    ran: u64,
    ran_and_clear: u64,
    programs: u64,
    written: u64,
    written_and_clear: u64,
    timed_out: u64,
    /// Lines that nothing is known of, since the sandbox broke twice.
    pub(crate) lost: u64,
    analysis: Duration,
    pub(crate) counterexamples: Vec<Counterexample>,
}

impl Tally {
    /// Counts a line, and keeps it where it is a counterexample.
    pub(crate) fn add(&mut self, number: u64, shell: Runs, line: &str, observed: &Observed) {
        let start = std::time::Instant::now();
        let plan = plan(shell, line, Some(BASE));
        self.analysis += start.elapsed();
        self.lines += 1;
        self.ran += u64::from(!observed.runs.is_empty());
        self.programs += u64::try_from(observed.runs.len()).unwrap();
        self.written += u64::from(!observed.written.is_empty());
        self.timed_out += u64::from(observed.timed_out);
        let findings = unsound(shell, line, observed);
        match plan.as_ref().and_then(|plan| plan.opaque.iter().find(|part| part.kind != OpaqueKind::Host)) {
            Some(part) => {
                self.opaque += 1;
                *self.reasons.entry(format!("{:?}: {}", part.kind, without_names(&part.what))).or_default() += 1;
            }
            None => {
                self.ran_and_clear += u64::from(!observed.runs.is_empty());
                self.written_and_clear += u64::from(!observed.written.is_empty());
            }
        }
        if !findings.is_empty() {
            let line = line.to_owned();
            self.counterexamples.push(Counterexample { number, shell, line, smaller: None, findings });
        }
    }

    pub(crate) fn join(&mut self, other: Self) {
        self.lines += other.lines;
        self.opaque += other.opaque;
        self.ran += other.ran;
        self.ran_and_clear += other.ran_and_clear;
        self.programs += other.programs;
        self.written += other.written;
        self.written_and_clear += other.written_and_clear;
        self.timed_out += other.timed_out;
        self.lost += other.lost;
        self.analysis += other.analysis;
        self.counterexamples.extend(other.counterexamples);
        for (reason, count) in other.reasons {
            *self.reasons.entry(reason).or_default() += count;
        }
    }

    /// Prints it all, counterexamples last.
    pub(crate) fn print(&mut self, reasons: usize) {
        let share = |part: u64, whole: u64| {
            let tenths = (part * 1000).checked_div(whole).unwrap_or(0);
            format!("{part} ({}.{} %)", tenths / 10, tenths % 10)
        };
        println!("  opaque: {} of {} lines", share(self.opaque, self.lines), self.lines);
        println!("  lines that ran programs: {}, and not opaque: {}", self.ran, share(self.ran_and_clear, self.ran));
        println!(
            "  lines that wrote: {}, and not opaque: {}",
            self.written,
            share(self.written_and_clear, self.written)
        );
        println!(
            "  different programs with arguments: {}, lines that had to be ended: {}, lost: {}",
            self.programs, self.timed_out, self.lost
        );
        let each = self.analysis.checked_div(u32::try_from(self.lines).unwrap_or(u32::MAX)).unwrap_or_default();
        println!("  analysis: {each:.1?} a line");
        let mut sorted: Vec<(&String, &u64)> = self.reasons.iter().collect();
        sorted.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        for (reason, count) in sorted.iter().take(reasons) {
            println!("    {:>8}  {reason}", share(**count, self.lines));
        }
        println!("  unsound: {}", self.counterexamples.len());
        self.print_counterexamples();
    }

    /// Those that were made smaller first, each once.
    fn print_counterexamples(&mut self) {
        self.counterexamples.sort_by_key(|example| (example.smaller.is_none(), example.number));
        let mut printed: BTreeMap<&str, u32> = BTreeMap::new();
        for example in &self.counterexamples {
            let (line, findings) = example
                .smaller
                .as_ref()
                .map_or((&example.line, &example.findings), |(line, findings)| (line, findings));
            let times = printed.entry(line).or_default();
            *times += 1;
            if *times > 1 || printed.len() > SHOWN {
                continue;
            }
            let shell = if example.shell == Runs::Dash { " (sh)" } else { "" };
            println!("\n  line {}{shell}: {line:?}", example.number);
            if *line != example.line {
                println!("    from {:?}", example.line);
            }
            for finding in findings.iter().take(3) {
                println!("    {finding}");
            }
        }
    }
}

/// How many counterexamples are printed.
const SHOWN: usize = 300;

/// A reason without what it cites, so that reasons of one sort are counted together.
fn without_names(what: &str) -> String {
    let mut text = String::new();
    for (place, piece) in what.split('`').enumerate() {
        text.push_str(if place % 2 == 1 { "`…`" } else { piece });
    }
    text
}

#[cfg(target_os = "linux")]
pub(crate) use live::run;

#[cfg(target_os = "linux")]
mod live {
    use std::collections::BTreeMap;
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::super::minimise::minimise;
    use super::super::observe::{Observed, Runs};
    use super::super::replay::Recording;
    use super::super::sandbox::Sandbox;
    use super::{Tally, line, unsound};

    /// How many counterexamples of one sort are made smaller.
    const SMALLER_OF_A_SORT: usize = 4;

    /// Runs that many lines, on as many sandboxes as given.
    pub(crate) fn run(seed: u64, count: u64, sandboxes: Vec<Sandbox>, recording: Option<&Recording>) -> Tally {
        let next = AtomicU64::new(0);
        std::thread::scope(|scope| {
            let threads: Vec<_> = sandboxes
                .into_iter()
                .map(|sandbox| {
                    let next = &next;
                    scope.spawn(move || {
                        let mut runner = Runner { sandbox: Some(sandbox) };
                        let mut tally = Tally::default();
                        loop {
                            let number = next.fetch_add(1, Ordering::Relaxed);
                            if number >= count {
                                break;
                            }
                            let (shell, line) = line(seed, number);
                            match runner.run(shell, &line) {
                                Some(observed) => {
                                    tally.add(number, shell, &line, &observed);
                                    if let Some(recording) = recording {
                                        recording.add(number, shell, &line, &observed);
                                    }
                                }
                                None => tally.lost += 1,
                            }
                        }
                        runner.make_smaller(&mut tally);
                        tally
                    })
                })
                .collect();
            let mut whole = Tally::default();
            for thread in threads {
                whole.join(thread.join().unwrap());
            }
            whole
        })
    }

    /// A sandbox that is replaced where a line has broken it.
    struct Runner {
        sandbox: Option<Sandbox>,
    }

    impl Runner {
        fn run(&mut self, shell: Runs, line: &str) -> Option<Observed> {
            for _ in 0..2 {
                if self.sandbox.is_none() {
                    self.sandbox = Sandbox::start().ok();
                }
                let observed = self.sandbox.as_mut().and_then(|sandbox| sandbox.run(shell, line));
                if observed.is_some() {
                    return observed;
                }
                self.sandbox = None;
            }
            None
        }

        fn make_smaller(&mut self, tally: &mut Tally) {
            // What is recorded is replayed later, by an analysis that may have changed.
            if std::env::var_os("SOUNDNESS_RECORD").is_some() {
                return;
            }
            let mut sorts: BTreeMap<String, usize> = BTreeMap::new();
            // Short ones first: they are soon small.
            tally.counterexamples.sort_by_key(|example| example.line.len());
            for example in &mut tally.counterexamples {
                // Where several things are wrong, programs first: files follow from them.
                let first = &example.findings[0];
                let done = sorts.entry(first.sort()).or_default();
                *done += 1;
                if *done > SMALLER_OF_A_SORT {
                    continue;
                }
                let mut found = |line: &str| {
                    let findings = self.run(example.shell, line).map(|seen| unsound(example.shell, line, &seen));
                    findings.unwrap_or_default()
                };
                let line = minimise(&example.line, |line| found(line).iter().any(|other| other.sort() == first.sort()));
                example.smaller = Some((line.clone(), found(&line)));
            }
        }
    }
}
