//! What stands below a directive and looks like the rest of one.
//!
//! Where a bracket is closed too early the directive ends there, and the denials below it would be text.

use super::almost::{has_list, is_blank};
use super::guard::ACTIONS;
use super::loose::{has_key, is_member};
use super::reader::Reader;
use crate::span::Span;

/// What stands above a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Above {
    Nothing,
    /// A directive that ended, or a line that follows it.
    Directive,
    /// The same, and a blank line.
    Blank,
}

impl Reader<'_> {
    /// Tells of a line of text that looks like the rest of the directive above it. At the beginning of its line, but for blanks.
    pub(super) fn tell_leftover(&mut self, above: &mut Above) {
        let line = self.rest().split('\n').next().unwrap_or_default().trim_end();
        let is_indented = self.at.checked_sub(1).and_then(|at| self.byte(at)).is_some_and(|byte| byte != b'\n');
        let is_rest = match above {
            Above::Nothing => false,
            Above::Directive => is_rest(line),
            Above::Blank => closes(line) || is_indented && is_member(line) && line.contains(['[', '{']),
        };
        if is_rest {
            self.quiet = false;
            self.report(Span::new(self.at, self.at.saturating_add(line.len())), "this belongs to no directive");
            self.suggest("is a bracket above closed too early?");
        }
        if is_rest || *above == Above::Blank {
            *above = Above::Nothing;
        }
    }
}

/// A line that begins with a closing bracket.
fn closes(line: &str) -> bool {
    line.starts_with(['}', ']', ')'])
}

fn is_rest(line: &str) -> bool {
    let acts = |at: usize| {
        let behind = line.get(at.saturating_add(2)..).unwrap_or_default().trim_start_matches(is_blank);
        let is_whole = |rest: &str| !rest.starts_with(char::is_alphanumeric);
        ACTIONS.iter().any(|action| behind.strip_prefix(action).is_some_and(is_whole))
    };
    let count = |sign: char| line.matches(sign).count();
    closes(line)
        || line.starts_with([',', '{'])
        || line.starts_with('[') && has_list(line)
        || line.strip_prefix("with").is_some_and(|after| after.trim_start_matches(is_blank).starts_with('{'))
        || is_member(line)
        || line.strip_prefix("- ").is_some_and(has_key)
        || count('}') > count('{')
        || count(']') > count('[')
        || ["=>", "->"].iter().any(|arrow| line.match_indices(arrow).any(|(at, _)| acts(at)))
}
