//! `{a,b}`: one pattern written for several.

use crate::pattern::PatternError;
use crate::prelude::*;

/// More alternatives than any policy writes by hand, few enough to look at each.
const MAX_ALTERNATIVES: usize = 256;
/// Groups a pattern may have, nested or in a row.
const MAX_GROUPS: usize = 64;

/// The patterns `text` stands for, its `{a,b}` groups multiplied out from the left; escapes and classes are kept.
///
/// Expanding at once keeps matching linear, lets a group span folders (`{src/a,test}/x`) and leaves one plain form
/// to compare patterns by.
pub(super) fn expand(text: &str) -> Result<Vec<String>, PatternError> {
    let mut done = Vec::new();
    let mut waiting = vec![text.chars().collect::<Vec<char>>()];
    if text.chars().filter(|c| *c == '{').count() > MAX_GROUPS {
        return Err(PatternError::new(format!("a path pattern may have at most {MAX_GROUPS} groups `{{…}}`")));
    }
    while let Some(chars) = waiting.pop() {
        match first_group(&chars)? {
            None => done.push(chars.into_iter().collect()),
            Some(group) => {
                let before = chars.get(..group.start).unwrap_or_default();
                let after = chars.get(group.end..).unwrap_or_default();
                // Pushed in reverse, so that alternatives come out as written.
                waiting.extend(group.choices.iter().rev().map(|choice| [before, choice, after].concat()));
            }
        }
        if done.len().saturating_add(waiting.len()) > MAX_ALTERNATIVES {
            return Err(PatternError::new(format!(
                "the groups `{{…}}` multiply to more than {MAX_ALTERNATIVES} paths"
            ))
            .suggest("write several patterns"));
        }
    }
    Ok(done)
}

struct Group<'a> {
    /// Where the `{` stands.
    start: usize,
    /// After the `}`.
    end: usize,
    choices: Vec<&'a [char]>,
}

/// The first outermost group.
fn first_group(chars: &[char]) -> Result<Option<Group<'_>>, PatternError> {
    let mut depth: usize = 0;
    let mut start = 0;
    let mut choice_start = 0;
    let mut choices = Vec::new();
    let mut at = 0;
    while let Some(c) = chars.get(at) {
        let after = at.saturating_add(1);
        match c {
            // An escape and its character, a class and its content are no part of a group's structure.
            '\\' => {
                at = at.saturating_add(2);
                continue;
            }
            '[' => {
                at = class_end(chars, at).ok_or_else(|| {
                    PatternError::new("a character class `[` has no `]`").suggest("write `\\[` for a bracket itself")
                })?;
                continue;
            }
            '{' => {
                if depth == 0 {
                    (start, choice_start) = (at, after);
                }
                depth = depth.saturating_add(1);
            }
            ',' if depth == 1 => {
                choices.push(chars.get(choice_start..at).unwrap_or_default());
                choice_start = after;
            }
            '}' if depth == 0 => {
                return Err(PatternError::new("a `}` closes no group").suggest("write `\\}` for a brace itself"));
            }
            '}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    choices.push(chars.get(choice_start..at).unwrap_or_default());
                    return Ok(Some(Group { start, end: after, choices }));
                }
            }
            _ => {}
        }
        at = after;
    }
    match depth {
        0 => Ok(None),
        _ => Err(PatternError::new("a group `{` has no `}`").suggest("write `\\{` for a brace itself")),
    }
}

/// The index after the `]` of the class that opens at `start`. A `]` right after `[`, `[!` or `[^` is a member.
pub(super) fn class_end(chars: &[char], start: usize) -> Option<usize> {
    let mut at = start.saturating_add(1);
    if matches!(chars.get(at), Some('!' | '^')) {
        at = at.saturating_add(1);
    }
    let first_member = at;
    loop {
        match chars.get(at)? {
            '\\' => at = at.saturating_add(2),
            ']' if at > first_member => return Some(at.saturating_add(1)),
            _ => at = at.saturating_add(1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::expand;

    macro_rules! expands {
        ($($name:ident: $text:expr => $expected:expr;)*) => {$(
            #[test]
            fn $name() {
                let expected: &[&str] = &$expected;
                assert_eq!(expand($text).unwrap(), expected);
            }
        )*};
    }

    expands! {
        without_groups: "a/b" => ["a/b"];
        one_group: "a.{js,ts}" => ["a.js", "a.ts"];
        two_groups: "{a,b}{c,d}" => ["ac", "ad", "bc", "bd"];
        nested: "{a,{b,c}d}" => ["a", "bd", "cd"];
        empty_choice: "a{,.bak}" => ["a", "a.bak"];
        single_choice: "{a}" => ["a"];
        across_folders: "{src/a,t}/x" => ["src/a/x", "t/x"];
        escaped: r"\{a,b\}" => [r"\{a,b\}"];
        escaped_comma: r"{a\,b,c}" => [r"a\,b", "c"];
        inside_a_class: "[{,}]" => ["[{,}]"];
        class_with_bracket: "{[]},]a,b}" => ["[]},]a", "b"];
    }

    #[test]
    fn unbalanced_groups_are_refused() {
        for text in ["{a", "a}", "{a,{b}", "[a", r"\{a}"] {
            assert!(expand(text).is_err(), "{text}");
        }
    }

    #[test]
    fn explosions_are_refused_at_once() {
        assert!(expand(&"{a,b}".repeat(9)).is_err());
        assert!(expand(&"{".repeat(4000)).is_err());
        assert!(expand(&format!("{}{}", "{a,b}".repeat(8), "{{{{{{{{}}}}}}}}".repeat(7))).is_ok());
    }
}
