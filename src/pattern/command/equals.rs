//! Spellings of the same act: the table of equals (spec, "Denials compare widely"). Data, a test for each line.

/// Commands that begin in different words and do the same.
const COMMANDS: &[&[&[&str]]] = &[&[&["npm", "install"], &["npm", "i"], &["npm", "add"]]];

/// Options that do the same: the command, then each spelling as a set of options.
const OPTIONS: &[(&[&str], &[&[&str]])] = &[(&["rm"], &[&["-r"], &["-R"], &["--recursive"]])];

/// Operands that begin with a mark act as an option does: the command, the mark, the options.
const MARKS: &[(&[&str], &str, &[&str])] =
    &[(&["git", "push"], "+", &["--force", "-f"]), (&["git", "push"], ":", &["--force", "-f", "--delete", "-d"])];

/// For a program: the beginnings it may have, each with an equal one.
pub(super) fn respellings(
    names: &[String],
) -> impl Iterator<Item = (&'static [&'static str], &'static [&'static str])> {
    COMMANDS.iter().flat_map(move |group| {
        group
            .iter()
            .filter(move |from| from.first().is_some_and(|program| names.iter().any(|name| name == program)))
            .flat_map(move |from| group.iter().filter(move |to| *to != from).map(move |to| (*from, *to)))
    })
}

/// The groups that hold an option: the command, and all spellings.
pub(super) fn spellings(
    option: &str,
) -> impl Iterator<Item = (&'static [&'static str], &'static [&'static [&'static str]])> {
    OPTIONS
        .iter()
        .filter(move |(_, forms)| forms.iter().any(|form| form.contains(&option)))
        .map(|(command, forms)| (*command, *forms))
}

/// The marks an operand may have instead of an option.
pub(super) fn marked(option: &str) -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
    MARKS.iter().filter(move |(_, _, options)| options.contains(&option)).map(|(command, mark, _)| (*mark, *command))
}

/// The options that do what the mark of a pattern's word does.
pub(super) fn marks(
    word: &str,
) -> impl Iterator<Item = (&'static str, &'static [&'static str], &'static [&'static str])> {
    MARKS
        .iter()
        .filter(move |(_, mark, _)| word.starts_with(mark))
        .map(|(command, mark, options)| (*mark, *command, *options))
}
