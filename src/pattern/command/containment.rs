//! Which pattern contains which.

use super::candidate::Candidate;
use super::context::{CommandContext, Nowhere};
use super::{CommandPattern, Invocation, Word, denial, glob, permission};

/// Stands for a `*` within a word while patterns are compared: a character no pattern can spell, so that only
/// a `*` matches it.
const HOLE: &str = "\u{1}";

/// Whether an allow is an exception to a deny (policy.md, "Exceptions"): every command the allow permits, the deny
/// stops, and the allow is the narrower of the two. A bare `*` has no exceptions.
///
/// Where that cannot be proved the answer is `false`, and the deny wins.
///
/// ```
/// use mlld_policy::pattern::command::{CommandPattern, is_exception};
///
/// let pattern = |text| CommandPattern::parse(text);
/// assert!(is_exception(&pattern("git:status:*")?, &pattern("git:*")?));
/// assert!(!is_exception(&pattern("git:*")?, &pattern("git:push:*")?));
/// # Ok::<(), mlld_policy::pattern::PatternError>(())
/// ```
#[must_use]
pub fn is_exception(allow: &CommandPattern, deny: &CommandPattern) -> bool {
    !deny.is_everything() && stops_all(deny, allow) && !stops_all(allow, deny)
}

/// Whether `deny`, as a denial, matches every command that `allow`, as a permission, matches.
///
/// Everything up to the first `*` of the allow is the same in all those commands, and a denial that matches a command
/// still matches it with more words behind: so that beginning is matched, with holes for the `*` within words. What
/// follows a hole is left out, since a hole may turn out as a subcommand that reads later words in its own way.
fn stops_all(deny: &CommandPattern, allow: &CommandPattern) -> bool {
    let words = allow.words();
    let Some((&program, rest)) = words.split_first() else { return false };
    if glob::is_star(program) {
        return deny.is_everything();
    }
    let mut args = vec![];
    let mut open = glob::is_glob(program);
    for word in rest.iter().take_while(|word| !glob::is_star(word)) {
        // A hole in an option may make it any option, or `--`.
        if open || (glob::is_glob(word) && word.starts_with('-')) {
            break;
        }
        open = glob::is_glob(word);
        args.push(Word::literal(word.replace('*', HOLE)));
    }
    let program = program.replace('*', HOLE);
    // A permission for `./git` is for that file; a deny of `git` names it by its base name.
    let context = CommandContext { places: &Nowhere, trusted_folders: &[] };
    denial::matches(deny, &Candidate::new(&Invocation::new(&program, &args), &context))
}

/// Whether `outer`, as a permission, matches every command that `inner`, as a permission, matches.
///
/// ```
/// use mlld_policy::pattern::command::{CommandPattern, covers};
///
/// let pattern = |text| CommandPattern::parse(text);
/// assert!(covers(&pattern("git")?, &pattern("git status")?));
/// assert!(!covers(&pattern("git status")?, &pattern("git:status:*")?));
/// # Ok::<(), mlld_policy::pattern::PatternError>(())
/// ```
#[must_use]
pub fn covers(outer: &CommandPattern, inner: &CommandPattern) -> bool {
    let (outer, inner) = (outer.open_words(), inner.open_words());
    permission::sequence(&outer, &inner, |want, have| {
        !glob::is_star(have) && permission::literal_matches(want, &have.replace('*', HOLE))
    })
}
