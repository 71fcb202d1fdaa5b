//! Makes a counterexample smaller.

use std::time::{Duration, Instant};

/// No counterexample is worth more time: lines that have to be ended take a second each.
const PATIENCE: Duration = Duration::from_secs(15);

/// The smallest text that greedy deletion leads to while `holds` stays true: pieces between blanks and operators first,
/// then ever fewer characters.
pub(crate) fn minimise(text: &str, mut holds: impl FnMut(&str) -> bool) -> String {
    let mut best: Vec<char> = text.chars().collect();
    let mut size = best.len().div_ceil(2).max(1);
    let start = Instant::now();
    loop {
        let mut smaller = false;
        let mut at = 0;
        while at < best.len() && start.elapsed() < PATIENCE {
            let end = (at + size).min(best.len());
            let candidate: Vec<char> = best[..at].iter().chain(&best[end..]).copied().collect();
            if holds(&candidate.iter().collect::<String>()) {
                best = candidate;
                smaller = true;
            } else {
                at += if size > 8 { size / 2 } else { 1 };
            }
        }
        if size > 1 {
            size = if size > 8 { size / 2 } else { size - 1 };
        } else if !smaller || start.elapsed() >= PATIENCE {
            return best.into_iter().collect();
        }
    }
}
