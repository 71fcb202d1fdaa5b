//! The fast way for command lines of plain words.
//!
//! Most of what agents run is one program, or a few in a row, with a subcommand, flags and names: `git status --short`. The
//! program table says of which words such a program does nothing but run ([`InertWords`]), and the layers say whether
//! it may run whatever its words are: they are asked with a word of which nothing is known. Where both are content the
//! line is allowed. Everything else, denials above all, takes the long way, which alone explains.
//!
//! What the layers say of a program and its subcommand is kept. It is no answer about a line: it is what the rules that
//! name the program leave open, found when it is first needed.

use core::cell::RefCell;

use super::Engine;
use crate::capability::{CommandOperation, allows_operand, decide};
use crate::list::List;
use crate::names::Names;
use crate::pattern::command::Word;
use crate::prelude::*;
use crate::shell::plain::{CommandEnd, PlainLine, PlainWord};
use crate::shell::{FirstWord, InertWords, Plan, Program, Shell, first_word, is_builtin, is_name, is_reserved};

/// The longest line that goes this way, in bytes.
const MAX_TEXT: usize = 1024;

/// About how many programs and subcommands something is kept. They come from texts, which may name any.
const MAX_KNOWN: usize = 1024;

/// Builtins of shells that do nothing to the shell, and are programs elsewhere.
const FREE_BUILTINS: &[&str] = &["echo", "false", "pwd", "true"];

/// What is known of programs with their subcommands.
#[derive(Debug, Default)]
pub(super) struct PlainCommands(RefCell<Names<Known>>);

/// What is known of a program with its subcommand.
#[derive(Debug)]
struct Known {
    /// Whether every layer allows it with whatever words.
    open: bool,
    /// Whether the subcommand is no word to be asked about any more.
    with_command: bool,
    /// The words with which it does nothing but run, if it is open.
    inert: Option<InertWords>,
}

impl Engine {
    /// Whether a command line certainly may run. What is not certain may be allowed too.
    pub(super) fn allows_plainly(&self, text: &str, shell: Shell) -> bool {
        // Of another shell it is not known what joins commands, or quotes words.
        let one = shell != Shell::Other || text.bytes().all(|byte| byte == b' ' || is_plain(byte));
        text.len() <= MAX_TEXT && one && self.allows_line(text, true)
    }

    /// The same for an argument list.
    pub(super) fn allows_plain_words(&self, argv: &[String]) -> bool {
        // What is too long to be analysed is never allowed; of it a host may not even have passed everything.
        let length = argv.iter().map(String::len).fold(argv.len(), usize::saturating_add);
        length <= MAX_TEXT
            && argv.iter().all(|word| !word.is_empty() && word.bytes().all(|byte| is_plain(byte) || byte == b'~'))
            && self.allows_line(&argv.join(" "), true)
    }

    fn allows_line(&self, text: &str, with_outputs: bool) -> bool {
        let has_outputs = text.bytes().any(|byte| byte == b'$');
        let mut line = PlainLine::new(text);
        loop {
            if has_outputs {
                let mut outputs = line.clone().filter_map(PlainWord::output);
                if !outputs.all(|output| with_outputs && self.allows_line(output, false)) {
                    return false;
                }
            }
            if !self.allows_command(&mut line) {
                return false;
            }
            match line.end_command() {
                CommandEnd::Line => return true,
                CommandEnd::Operator => {}
                CommandEnd::Mark => return false,
            }
        }
    }

    /// Whether the next command of a line certainly may run.
    fn allows_command(&self, line: &mut PlainLine<'_>) -> bool {
        let text = line.rest();
        let Some(PlainWord::Bare(program)) = line.next() else { return false };
        let mut behind = line.clone();
        let first = line.next().and_then(PlainWord::bare);
        let end = first.and_then(|first| program.len().checked_add(first.len())?.checked_add(1));
        let with_first = end.and_then(|end| text.get(..end));
        if let Some(found) =
            with_first.and_then(|key| self.look_up(key, |known| self.allows_known(known, line, &mut behind)))
        {
            return found;
        }
        let found = self.look_up(program, |known| self.allows_known(known, line, &mut behind)) == Some(true);
        if !found {
            // What is seen for the first time goes the long way.
            self.learn(program, first);
        }
        found
    }

    /// Whether a program may run with these words: those behind its subcommand, or all.
    fn allows_known<'t>(&self, known: &Known, rest: &mut PlainLine<'t>, all: &mut PlainLine<'t>) -> bool {
        let Some(inert) = &known.inert else { return false };
        let words = if known.with_command { rest } else { all };
        inert.hold(words, &mut |path, access| allows_operand(path, access, &self.layers, &self.context))
    }

    /// Takes out of a plan the programs of which no layer has anything to say, and nothing else is to be asked.
    pub(super) fn leave_out_open(&self, plan: &mut Plan) {
        plan.programs.retain(|program| {
            let mut words = program.words.iter().map_while(Word::as_literal);
            let bare = program.elsewhere.is_empty() && program.capabilities.is_empty() && !program.uses_network;
            let name = words.next().filter(|name| bare && is_name(name));
            !name.is_some_and(|name| self.is_open(name, words.next()))
        });
    }

    fn is_open(&self, program: &str, first: Option<&str>) -> bool {
        let with_first = first.map(|first| key_of(program, first));
        let found = || with_first.as_ref().and_then(|key| self.look_up(key, |known| known.open));
        let whole = || self.look_up(program, |known| known.open) == Some(true);
        found().unwrap_or_else(|| {
            whole() || {
                self.learn(program, first);
                found().unwrap_or_else(whole)
            }
        })
    }

    fn look_up(&self, key: &str, ask: impl FnOnce(&Known) -> bool) -> Option<bool> {
        self.plain.0.try_borrow().ok()?.get(key).map(ask)
    }

    /// Finds out what is to be known of a program.
    fn learn(&self, program: &str, first: Option<&str>) {
        let Ok(mut known) = self.plain.0.try_borrow_mut() else { return };
        if known.len() >= MAX_KNOWN || !is_name(program) || is_reserved(program) {
            return;
        }
        let first = first.filter(|word| is_name(word));
        // The words that rules are asked with, and the subcommand that the table knows.
        let (asked, command) = match (first_word(program), first) {
            (FirstWord::Command, None) => return,
            (FirstWord::Command, Some(command)) => (Some(command), Some(command)),
            (FirstWord::Any, _) => (None, None),
            (FirstWord::Unlisted, word) => (word, None),
        };
        let key = asked.map_or_else(|| program.to_owned(), |first| key_of(program, first));
        if known.contains(&key) {
            return;
        }
        let open = self.allows_any_words(program, asked);
        let runs_itself = !is_builtin(program) || FREE_BUILTINS.contains(&program);
        let inert = if open && runs_itself { InertWords::of(program, command) } else { None };
        known.insert(&key, Known { open, with_command: command.is_some(), inert });
    }

    /// Whether every layer allows the program and its subcommand with whatever words.
    fn allows_any_words(&self, program: &str, command: Option<&str>) -> bool {
        let named = [Some(program), command].into_iter().flatten().map(Word::literal);
        let words = named.chain([Word::unknown()]).list();
        let plan = Plan { programs: vec![Program::of(words)], ..Plan::default() };
        decide(&CommandOperation::new(program, &plan, &self.context), &self.layers, &self.context).is_allowed()
    }
}

/// By what a program with its subcommand is known: as the two stand in a line.
fn key_of(program: &str, first: &str) -> String {
    [program, " ", first].concat()
}

/// The bytes of names, paths and options, which mean nothing to any shell.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'=' | b'/')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;
    use crate::decision::Decision;
    use crate::engine::EngineOptions;
    use crate::policy::{ReadOptions, read_text};

    fn engine(layers: &[String]) -> Engine {
        let read = |text: &String| read_text(text, &ReadOptions::default()).unwrap().document;
        let options = EngineOptions {
            base: Some("/work".to_owned()),
            home: Some("/home/u".to_owned()),
            ..EngineOptions::default()
        };
        Engine::new(layers.iter().map(read).collect(), options).unwrap()
    }

    const RULES: &[&str] = &[
        "cmd:*",
        "cmd:git:*",
        "cmd:git",
        "cmd:git:status",
        "cmd:git:status:*",
        "cmd:git:log:*",
        "cmd:git:*:--short",
        "cmd:git:log:-n:*",
        "cmd:git:s*:*",
        "cmd:g*",
        "cmd:cargo:*",
        "cmd:cargo:test:*",
        "cmd:npm:run:*",
        "cmd:npm:run:build",
        "cmd:head:*",
        "cmd:wc",
        "cmd:wc:*",
        "cmd:grep:*",
        "cmd:echo:*",
        "cmd:ls",
        "cmd:ls:-la",
        "cmd:sort:-u",
        "cmd:git:*:main",
        "cmd:git:*:--all",
        "cmd:git:branch:-D",
        "cmd:echo:hello",
        "cmd:cargo:*:--release",
        "fs:r:src/**",
        "fs:r:a/**",
        "fs:r:*.x",
        "cmd:cat:*",
        "cmd:tool:*",
        "cmd:tool:run:*",
        "cmd:cd:*",
        "fs:w:**",
        "net:*.example.com",
        "sh",
        "js",
    ];
    const WORDS: &[&str] = &[
        "--short",
        "-s",
        "-n",
        "5",
        "main",
        "HEAD",
        "--all",
        "--al",
        "-a",
        "-D",
        "--release",
        "--rel",
        "hello",
        "build",
        "-la",
        "-u",
        "-5",
        "-l",
        "--oneline",
        "--no-pager",
        "--format=short",
        "x.y",
        "a/b",
        "--output=x",
        "--output",
        "-sD",
        "*",
        "$X",
        "\"q\"",
        "'a b'",
        "\"a, b (c) #1.d\"",
        "\"$(git rev-parse HEAD)\"",
        "$(git branch -a)",
        "\"$(echo 'a)b')\"",
        "$(cat x)",
        "\"$(git push)\"",
        "$(echo $(pwd))",
        "\"x$(pwd)\"",
        "$((1+2))",
        "'/etc/passwd'",
        "'--output=x'",
        "\"a\"b",
        "'a;b'",
        "2>&1",
        "x;",
        "b",
        "b.x",
        "../x",
        "src/x",
        "/etc/passwd",
        "./a/b",
        ".env",
        "HEAD~2",
        "x~-",
        "key.pem",
        "'key.pem'",
        "'a: b*'",
        "'/etc/passwd x'",
        "--",
        "-",
    ];
    const PROGRAMS: &[&str] = &[
        "git status",
        "git log",
        "git branch",
        "git push",
        "git",
        "cargo test",
        "cargo build",
        "npm run",
        "head",
        "wc",
        "grep",
        "echo",
        "ls",
        "sort",
        "GIT status",
        "/usr/bin/git status",
        "cd",
        "exit",
        "cat",
        "sh",
        "tool",
        "tool run",
        "cd a",
        "git add",
        "git grep",
        "fmt",
        "python3 x",
        "bash-static x",
        "if",
        "in",
        "docker ps",
        "'git status'",
        "env git status",
        "xargs git log",
        "timeout 5 git status",
        "pwd",
        "true",
    ];

    fn rules(count: std::ops::Range<usize>) -> impl Strategy<Value = String> {
        let many = prop::collection::vec(select(RULES), count);
        many.prop_map(|rules| serde_json::to_string(&rules).unwrap())
    }

    /// A policy that often allows something.
    fn policy() -> impl Strategy<Value = String> {
        let allow = prop_oneof![
            Just(String::new()),
            Just(r#""allow": ["cmd:*"],"#.to_owned()),
            rules(1..6).prop_map(|rules| format!(r#""allow": {rules},"#)),
        ];
        let danger = select(vec!["", "", r#""danger": "*","#, r#""danger": ["cmd:git:*"],"#]);
        let stance = select(vec!["", "", r#""default": "deny","#]);
        (allow, rules(0..3), danger, stance)
            .prop_map(|(allow, deny, danger, stance)| format!(r#"{{ {allow} {danger} {stance} "deny": {deny} }}"#))
    }

    fn command() -> impl Strategy<Value = String> {
        (select(PROGRAMS), prop::collection::vec(select(WORDS), 0..4))
            .prop_map(|(program, words)| [&[program], words.as_slice()].concat().join(" "))
    }

    fn line() -> impl Strategy<Value = String> {
        let operator =
            select(vec![" | ", " && ", " || ", "; ", " ; ", " & ", "|", " ;; ", " | | ", "\n", "  ", " |& "]);
        (command(), prop::collection::vec((operator, command()), 0..3)).prop_map(|(first, rest)| {
            rest.into_iter().fold(first, |line, (operator, command)| format!("{line}{operator}{command}"))
        })
    }

    /// Twice: what is met for the first time goes the long way.
    fn allows(engine: &Engine, line: &str, shell: Shell) -> bool {
        // The first of several that is new ends it.
        (0..5).for_each(|_| _ = engine.allows_plainly(line, shell));
        engine.allows_plainly(line, shell)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]

        #[test]
        fn what_is_allowed_plainly_is_allowed(
            layers in prop::collection::vec(policy(), 1..3), lines in prop::collection::vec(line(), 1..8),
            shell in select(vec![Shell::Bash, Shell::Sh, Shell::Other])
        ) {
            let engine = engine(&layers);
            for line in lines {
                let trace = engine.explain_command(&line, shell);
                if allows(&engine, &line, shell) {
                    prop_assert_eq!(trace.decision, "allow", "{:?} {} {:?}", layers, line, trace.denial);
                }
                // Nor does what is left out change a denial.
                prop_assert_eq!(Decision::from(trace.denial), engine.check_command(&line, shell), "{:?} {}", layers, line);
            }
        }

        #[test]
        fn what_is_allowed_plainly_is_allowed_as_an_argument_list(
            layers in prop::collection::vec(policy(), 1..3), line in line(), at in 0..4_usize, more in select(vec!["a b", "|", "", "x", ";", "\n", "-n\t"])
        ) {
            let engine = engine(&layers);
            let mut argv: Vec<String> = line.split(' ').map(str::to_owned).collect();
            argv.insert(at.min(argv.len()), more.to_owned());
            engine.allows_plain_words(&argv);
            if engine.allows_plain_words(&argv) {
                prop_assert_eq!(engine.explain_argv(&argv).decision, "allow", "{:?} {:?}", layers, argv);
            }
        }
    }

    #[test]
    fn what_rules_leave_open_is_allowed_plainly() {
        let policy = r#"{ "allow": ["cmd:git:*", "cmd:wc:*", "cmd:npm:run:*", "cmd:echo:*", "cmd:tool:run:*"], "deny": ["cmd:git:push:*", "cmd:git:log:*:--all"] }"#;
        let engine = engine(&[policy.to_owned()]);
        for (line, plain) in [
            ("git status --short", true),
            ("git status | wc -l", true),
            ("git status; git branch -a && npm run build", true),
            ("npm run build 'a, b' | wc -l", true),
            ("npm run build '/etc/passwd'", false),
            ("echo \"$(git rev-parse HEAD)\" | wc -c", true),
            ("echo $(git branch -a) done; git status", true),
            ("echo $(git push)", false),
            ("npm run build \"$(git rev-parse HEAD)\"", false),
            ("echo \"$(git status\") | wc -l", false),
            ("git status & git status", false),
            ("git log --oneline", false),
            ("git push origin main", false),
            ("npm run lint -- src/x.ts 'a: b' HEAD~2", true),
            ("npm run lint -- .env", false),
            ("npm run lint --output=x", true),
            ("wc -l src/x.ts", true),
            ("wc -l key.pem", false),
            ("tool run x", true),
            ("tool run ~/x", false),
            ("tool stop x", false),
            ("git status --porcelain > x", false),
            ("cat x", false),
        ] {
            assert_eq!(allows(&engine, line, Shell::Bash), plain, "{line}");
        }
        assert!(!allows(&engine, "git status; git status", Shell::Other));
        // Whatever was asked of the program before.
        assert!(!allows(&engine, "tool -v", Shell::Bash) && allows(&engine, "tool run again", Shell::Bash));
    }

    /// A host passes of such a list only as much as makes it too long: what is behind that nobody has seen.
    #[test]
    fn an_argument_list_that_is_too_long_is_denied_however_plain_it_is() {
        let engine = engine(&[r#"{ "danger": "*", "deny": ["cmd:nothing"] }"#.to_owned()]);
        let list = |words: usize, length: usize| -> Vec<String> {
            std::iter::once("echo".to_owned()).chain(std::iter::repeat_n("x".repeat(length), words)).collect()
        };
        for (words, length, allowed) in
            [(3, 20, true), (1, 1000, true), (1, 5000, true), (1, 1 << 21, false), (60_000, 20, false)]
        {
            for _ in 0..3 {
                assert_eq!(engine.check_argv(&list(words, length)).is_allowed(), allowed, "{words} {length}");
            }
            let plain = engine.allows_plain_words(&list(words, length));
            assert_eq!(plain, words * length <= MAX_TEXT, "{words} {length}");
        }
    }

    #[test]
    fn what_not_every_sh_reads_alike_is_not_plain() {
        let engine = engine(&[r#"{ "allow": ["cmd:*"], "deny": ["cmd:git:push:*"] }"#.to_owned()]);
        for line in ["a~-", "echo x~-", "git log HEAD~-", "git log --max-count=x~-1"] {
            let denial = engine.explain_command(line, Shell::Sh).denial;
            assert!(denial.is_some() && !allows(&engine, line, Shell::Sh), "{line}");
        }
        assert!(allows(&engine, "git log HEAD~2", Shell::Sh));
    }

    #[test]
    fn no_reserved_word_is_a_program() {
        let engine = engine(&[r#"{ "allow": ["cmd:*"], "deny": ["cmd:git:push:*"] }"#.to_owned()]);
        for line in ["in x", "in test '1'", "echo x; in", "echo $(in x)", "pwd | in x"] {
            assert!(!allows(&engine, line, Shell::Bash), "{line}");
            let denial = engine.explain_command(line, Shell::Bash).denial;
            assert!(denial.is_some(), "{line}");
            assert_eq!(Decision::from(denial), engine.check_command(line, Shell::Bash), "{line}");
        }
    }

    #[test]
    fn texts_cannot_make_the_engine_keep_ever_more() {
        let engine = engine(&[r#"{ "allow": ["cmd:*"] }"#.to_owned()]);
        for number in 0..2 * MAX_KNOWN {
            engine.allows_plainly(&format!("git other{number}"), Shell::Bash);
            engine.allows_plainly(&format!("tool{number}"), Shell::Bash);
        }
        assert_eq!(engine.plain.0.borrow().len(), MAX_KNOWN);
    }
}
