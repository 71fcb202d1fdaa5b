//! Commands, and everything that holds commands.

use super::words::PROGRAMS;
use super::{Grammar, Manner};

/// What functions do with their arguments; none of it calls a name that functions are given here.
const FUNCTION_BODIES: [&str; 16] = [
    "wc inside \"$1\" $2",
    "ls \"$@\"",
    "wc $*",
    "command \"$@\"",
    "local X=$1; curl \"$X\"",
    "shift; ls \"$1\"",
    "local X=bar; $X a",
    "X=bar",
    "X=$1; Y=bar; ls $Y",
    "ls ${1:-a} \"${2}\" $#",
    "for i; do wc \"$i\"; done",
    "baz \"$@\"",
    "cd sub; ls > out",
    "return 1; ls",
    "\"$@\"",
    "$1 a",
];

impl Grammar {
    /// All of a command line: what it sets first, so that variables mean something, then what it does.
    pub(super) fn script(&mut self) -> String {
        let mut text = String::new();
        for _ in 0..self.random.weighted(&[35, 35, 20, 10]) {
            text.push_str(&self.setting());
            let end = self.separator();
            if end.contains('\n') || !self.pending.is_empty() {
                self.end_line(&mut text);
            }
            if !text.ends_with('\n') {
                text.push_str(end);
            }
        }
        text.push_str(&self.list());
        self.end_line(&mut text);
        if self.wild(4) {
            text.push_str(self.pick(&[
                "\n)",
                "\nfi",
                "\n;;",
                " # comment $(rm comment)",
                "\n\"",
                "\n# c\n",
                "\r",
                " \\",
                "\n}",
            ]));
        }
        text
    }

    /// An assignment or another preparation of what follows.
    fn setting(&mut self) -> String {
        if self.wild(25) {
            return self.odd_setting();
        }
        match self.random.weighted(&[70, 10, 10, 6, 4]) {
            0 => self.assignment(),
            1 if self.percent(50) => format!("export {}", self.environment_assignment()),
            1 => format!("export {}", self.assignment()),
            2 => format!("cd {}", self.pick(&["sub", "sub/deep", "..", "/tmp", "~", "\"$D\"", "sub || exit", "./sub"])),
            3 => format!("set -- {} {}", self.word(), self.word()),
            _ => format!("set {}", self.pick(&["-e", "-euo pipefail", "-u", "-x", "-o pipefail"])),
        }
    }

    /// `X=…`
    pub(super) fn assignment(&mut self) -> String {
        let variable = self.variable();
        self.set.push(variable);
        if self.wild(20) {
            let word = self.word();
            return match self.random.below(6) {
                0 => format!("{variable}+={word}"),
                1 => format!("{variable}=(a {word} b)"),
                2 => format!("{variable}[{}]={word}", self.pick(&["0", "1", "$(rm index)", "X", "a[$(rm x)]"])),
                3 => format!(
                    "declare {} {variable}={word}",
                    self.pick(&["", "-i", "-a", "-A", "-n", "-g", "-x", "-u", "-l"])
                ),
                4 => format!("{variable}={word}{}", self.word()),
                _ => format!("{variable}=~/{word}"),
            };
        }
        let program = self.pick(&PROGRAMS);
        match self.random.weighted(&[25, 20, 10, 15, 10, 5, 5]) {
            _ if self.percent(8) => format!("{variable}=({program} a {})", self.pick(&["", "'b c'", "-x", "$X"])),
            0 => format!("{variable}={program}"),
            1 => format!(
                "{variable}={}",
                self.quote(self.random.clone().pick(&["a.txt", "out", "sub", "rm a", "-rf", "x y"]))
            ),
            2 => format!("{variable}={}", self.random.below(9)),
            3 => format!("{variable}={}", self.word()),
            4 => format!("{variable}={}", self.substitution()),
            5 => format!("{variable}="),
            _ => format!("{variable}=${}", self.variable()),
        }
    }

    fn separator(&mut self) -> &'static str {
        match self.random.weighted(&[40, 20, 25, 6, if self.manner == Manner::Tame { 0 } else { 4 }]) {
            0 => "; ",
            1 => "\n",
            2 => " && ",
            3 => " || ",
            _ => " & ",
        }
    }

    /// Commands with operators between them.
    pub(super) fn list(&mut self) -> String {
        let mut text = self.pipeline();
        for _ in 0..self.random.weighted(&[68, 24, 8]) {
            let separator = self.separator();
            if separator == "\n" && self.percent(5) {
                text.push_str(self.pick(&[" # it's a comment", " #$(rm comment)", " # \"", "#no comment"]));
            }
            if separator == "\n" || !self.pending.is_empty() {
                let before = text.len();
                self.end_line(&mut text);
                if text.len() == before {
                    text.push('\n');
                }
            } else {
                text.push_str(separator);
            }
            text.push_str(&self.pipeline());
        }
        text
    }

    fn pipeline(&mut self) -> String {
        let mut text = String::new();
        if self.percent(3) {
            text.push_str(self.pick(&["! ", "time ", "time -p "]));
        }
        text.push_str(&self.command());
        for _ in 0..self.random.weighted(&[80, 16, 4]) {
            text.push_str(if self.percent(90) { " | " } else { " |& " });
            text.push_str(&self.command());
        }
        text
    }

    /// One command of any kind.
    fn command(&mut self) -> String {
        self.budget = self.budget.saturating_sub(1);
        let compound = if self.budget == 0 || self.depth >= 4 { 0 } else { 18 };
        let text = match self.random.weighted(&[100 - compound, compound]) {
            0 => self.simple(),
            _ => {
                let text = self.compound();
                // What follows a body would be part of it.
                if self.pending.is_empty() && self.percent(15) { text + &self.redirection() } else { text }
            }
        };
        if self.wild(2) {
            return text.replacen(' ', self.pick(&[" \\\n", "\\\n ", "\t", "  ", " \u{b}", "\u{a0}"]), 1);
        }
        text
    }

    /// A simple command, with what stands before and after it.
    fn simple(&mut self) -> String {
        let mut text = String::new();
        if self.percent(6) {
            text.push_str(&self.environment_assignment());
        }
        if self.percent(2) {
            text.push_str(self.redirection().trim_start());
            text.push(' ');
        }
        let command = match self.random.weighted(&[44, 20, 12, 14, 10]) {
            0 => format!("{}{}", self.program(), self.arguments()),
            1 => self.builtin(),
            2 => self.wrapper(),
            3 => self.tool(),
            _ => self.assignment(),
        };
        text.push_str(&command);
        for _ in 0..self.random.weighted(&[75, 20, 5]) {
            text.push_str(&self.redirection());
        }
        text
    }

    fn environment_assignment(&mut self) -> String {
        if self.wild(35) {
            let list = self.inner_list();
            let code = self.quote(&list);
            let name = self.pick(&[
                "PATH",
                "IFS",
                "BASH_ENV",
                "ENV",
                "PS4",
                "PROMPT_COMMAND",
                "GIT_PAGER",
                "LD_PRELOAD",
                "SHELLOPTS",
                "GIT_SSH_COMMAND",
                "SHELL",
                "BASHOPTS",
            ]);
            return format!("{name}={code} ");
        }
        if self.percent(10) {
            return format!("{}={} ", self.variable(), self.word());
        }
        format!(
            "{}={} ",
            self.pick(&["CI", "NODE_ENV", "PORT", "TZ", "RUST_LOG", "LC_ALL"]),
            self.pick(&["1", "test", "'a b'", "\"$X\"", "C", "", "$Y"])
        )
    }

    /// A redirection, a blank before it.
    fn redirection(&mut self) -> String {
        match self.random.weighted(&[28, 12, 20, 10, 6, 8, 8, 4]) {
            0 => format!(" {} {}", self.pick(&[">", ">", ">|", "2>", "1>"]), self.file()),
            1 => format!(" >>{}", self.file()),
            2 => self.pick(&[" 2>&1", " >/dev/null", " 2>/dev/null", " >&2", " </dev/null", " &>/dev/null"]).to_owned(),
            3 => format!(" < {}", self.pick(&["a.txt", "b.txt", "list", "/dev/null", "sub/c.txt", "\"$f\""])),
            4 => format!(" {}{}", self.pick(&["&>", "&>>", "<>", "3>", ">&", "{fd}>", "3<>"]), self.file()),
            5 => format!(" <<< {}", self.word()),
            6 => self.here_document(),
            _ if self.wild(60) => self
                .pick(&[
                    " >$(rm target; echo out)",
                    " > out*",
                    " >&$X",
                    " 3>&1",
                    " 2>&-",
                    " > >(rm sink)",
                    " < <(rm source)",
                    " >&3",
                    " {X}>&1",
                    " 1>&2-",
                ])
                .to_owned(),
            _ => " 2>&1".to_owned(),
        }
    }

    /// A here-document whose body waits for the end of the line.
    fn here_document(&mut self) -> String {
        if self.depth > 2 {
            return String::new();
        }
        let mark = self.pick(&["EOF", "E", "END"]);
        let (operator, indent) = if self.percent(20) { ("<<-", "\t") } else { ("<<", "") };
        let line = match self.random.below(5) {
            0 => "rm document".to_owned(),
            1 => format!("text {}", self.word()),
            2 => format!("${} \\$X `rm tick` $(rm in)", self.variable()),
            3 => format!("it's \"{}\"", self.substitution()),
            _ => "plain text".to_owned(),
        };
        let quoted = match self.random.below(4) {
            0 => format!("'{mark}'"),
            1 => format!("\\{mark}"),
            2 => format!("\"{mark}\""),
            _ => mark.to_owned(),
        };
        let end = if self.wild(4) { "" } else { mark };
        self.pending.push(format!("{indent}{line}\n{indent}{end}\n"));
        format!(" {operator}{quoted}")
    }

    /// A command with commands in it.
    fn compound(&mut self) -> String {
        let body = self.inner_list();
        let body = body.trim_end_matches([' ', '\n']).to_owned();
        // The end of a here-document needs its own line; `&` needs no separator.
        let end = if body.contains('\n') || body.ends_with('&') { "\n" } else { "; " };
        let variable = self.variable();
        match self.random.weighted(&[12, 10, 14, 18, 6, 5, 10, 10, 6, 4, 3, 2]) {
            0 => format!("{{ {body}{end}}}"),
            1 => format!("({body}{})", end.trim_end_matches("; ")),
            2 => {
                let condition = self.condition();
                let other = self.pick(&["", "else rm other; ", "elif test -f a.txt; then rm elif; "]);
                format!("if {condition}; then {body}{end}{other}fi")
            }
            3 => {
                let words = self.loop_words();
                format!("for {variable} in {words}; do {body}{end}done")
            }
            4 => format!("for (({} = 0; {0} < 2; {0}++)); do {body}{end}done", self.pick(&["n", "m"])),
            5 => {
                let source = self.pick(&[" < list", " < <(seq 3)", " <<< 'a b'", " < a.txt"]);
                format!("while read -r {variable}; do {body}{end}done{source}")
            }
            6 => {
                let condition = self.condition();
                format!("{} {condition}; do {body}{end}break; done", self.pick(&["while", "until"]))
            }
            7 => {
                let word = self.word();
                let pattern = self.pick(&["a", "*", "a|b", "(x)", "-*", "[ab]*", "\"$X\"", "$(rm pattern)"]);
                let close = self.pick(&[";;", ";;", ";&", ";;&"]);
                format!("case {word} in {pattern}) {body}\n{close} *) rm default;; esac")
            }
            8 => self.function(&body),
            9 => format!("[[ {} ]] && {{ {body}{end}}}", self.test_expression()),
            10 => format!("(({})) || ({body}\n)", self.arithmetic()),
            _ if self.wild(60) => match self.random.below(2) {
                0 => format!("coproc {{ {body}{end}}}"),
                _ => format!("select {variable} in a b; do {body}{end}break; done <<< 1"),
            },
            _ => format!("({body}\n)"),
        }
    }

    /// A function and a call of it.
    fn function(&mut self, body: &str) -> String {
        let name = self.pick(&["f", "g", "build", "go", "run", "rm", "foo", "cd"]);
        let call = if self.percent(80) { self.arguments() } else { String::new() };
        let (open, close) = if self.percent(85) { ("{ ", "}") } else { ("( ", ")") };
        let head = if self.percent(75) { format!("{name}()") } else { format!("function {name}") };
        // A function that calls itself never ends.
        let own = body.contains(name) || self.percent(50);
        let body = if own { self.pick(&FUNCTION_BODIES) } else { body };
        let end = if body.contains('\n') || body.ends_with('&') { "\n" } else { "; " };
        let before = if self.percent(80) { "" } else { "baz() { wc \"$@\"; }; " };
        format!("{before}{head} {open}{body}{end}{close}; {name}{call}")
    }

    fn loop_words(&mut self) -> String {
        match self.random.below(8) {
            0 => "a b c".to_owned(),
            1 => self.pick(&["*.txt", "./*", "*", "sub/*.txt", "*.md"]).to_owned(),
            2 => "{1..3}".to_owned(),
            3 => "$(seq 3)".to_owned(),
            4 => self.substitution(),
            5 => "\"$@\"".to_owned(),
            6 => "rm foo".to_owned(),
            _ => format!("{} {}", self.word(), self.word()),
        }
    }

    fn condition(&mut self) -> String {
        match self.random.below(6) {
            0 => format!(
                "[ {} ]",
                self.pick(&["-f a.txt", "-n \"$X\"", "\"$X\" = a", "1 -gt 0", "-z $X", "\"$X\" -eq 1", "-v X"])
            ),
            1 => "test -d sub".to_owned(),
            2 => format!("[[ {} ]]", self.test_expression()),
            3 => format!("foo{}", self.arguments()),
            4 => self
                .pick(&["true", "false", ":", "! false", "command -v rm >/dev/null", "grep -q x a.txt", "((1))"])
                .to_owned(),
            _ => format!("{}{} >/dev/null 2>&1", self.program(), self.arguments()),
        }
    }

    fn test_expression(&mut self) -> String {
        if self.wild(30) {
            return self
                .pick(&[
                    "$X -eq 1",
                    "X -lt 2",
                    "$(foo) -eq 1",
                    "a[$(rm x)] -eq 1",
                    "-v a[$(rm x)]",
                    "'a[$(rm x)]' -eq 1",
                    "$U -gt 3",
                    "-v X[$Y]",
                    "$X == $(rm cmp)",
                    "$X =~ $(rm re)",
                    "-v 'a[$(rm v)]'",
                    "a < $(rm l)",
                ])
                .to_owned();
        }
        self.pick(&[
            "-f a.txt",
            "$X == a*",
            "-n $X",
            "\"$X\" = y && -d sub",
            "$# -gt 1",
            "1 -eq 1",
            "! -e q",
            "$X =~ ^a",
            "( a < b )",
        ])
        .to_owned()
    }
}
