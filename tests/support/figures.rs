//! Figures that a test shows whether it passes or fails.

use std::io::Write;

/// Prints a line past the capture of the test harness, which holds back what passing tests print.
pub(crate) fn show(line: &str) {
    // A closed stream is no reason to fail.
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// `12 of 34 (35.29 %)`.
pub(crate) fn share(part: usize, whole: usize) -> String {
    format!("{part} of {whole} ({:.2} %)", 100.0 * part as f64 / whole as f64)
}

/// Whether `part` is at least `percent` of `whole`.
pub(crate) fn reaches(part: usize, whole: usize, percent: usize) -> bool {
    part * 100 >= whole * percent
}

/// A command line that is listed with its reason, on one line of its own.
pub(crate) fn entry(id: &str, command: &str, reason: &str) -> String {
    format!("  {id}: {command:?}\n      {reason}")
}
