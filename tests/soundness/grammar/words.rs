//! Words: quoting of every kind, expansions in every place.

use super::Grammar;

pub(super) const PROGRAMS: [&str; 16] =
    ["rm", "rm", "rm", "foo", "foo", "bar", "baz", "mv", "ls", "grep", "curl", "npm", "node", "seq", "wc", "chmod"];
const ARGUMENTS: [&str; 24] = [
    "a",
    "x",
    "-rf",
    "a.txt",
    "b.txt",
    "-x",
    "--",
    "-",
    "sub/c.txt",
    "./a.txt",
    "/tmp/t",
    "*.md",
    "--force",
    "-n",
    "k=v",
    "--opt=v",
    "two words",
    "",
    "1",
    "/",
    "..",
    "-o",
    "main",
    "é",
];
pub(super) const FILES: [&str; 14] = [
    "out",
    "out",
    "a.txt",
    "b.txt",
    "sub/out",
    "./out",
    "/tmp/out",
    "/home/u/out",
    "/dev/null",
    "/dev/null",
    "../tmp/o2",
    "sub/../out",
    "two words",
    "-delete",
];
const VARIABLES: [&str; 5] = ["X", "Y", "f", "i", "D"];
/// Set by nobody, or by the environment.
const FOREIGN: [&str; 5] = ["NOBODY", "U", "OPTION", "STAR", "SEVERAL"];

impl Grammar {
    /// The name of a program, as it may be written.
    pub(super) fn program(&mut self) -> String {
        let name = self.pick(&PROGRAMS).to_owned();
        match self.random.weighted(&[80, 6, 4, 3, 3, 4]) {
            0 => name,
            1 => self.quote(&name),
            2 => format!("/usr/bin/{name}"),
            3 => format!("\\{name}"),
            4 => "./tool".to_owned(),
            _ => self.variable_as_program(&name),
        }
    }

    fn variable_as_program(&mut self, name: &str) -> String {
        let variable = self.pick(&VARIABLES);
        if self.wild(30) {
            let value = self.quote(name);
            return match self.random.below(8) {
                0 => format!("${{{variable}:-{value}}}"),
                1 => format!("${{NOBODY:-{value}}}"),
                2 => format!("${{NOBODY-{value} x}}"),
                3 => format!("${{{variable}:={value}}}"),
                4 => format!("${{!{variable}}}"),
                5 => format!("$(echo {value})"),
                6 => format!("${{{variable}#a}}"),
                _ => "\"$@\"".to_owned(),
            };
        }
        let variable = self.known_variable();
        match self.random.below(3) {
            0 => format!("${variable}"),
            1 => format!("\"${variable}\""),
            _ => format!("${{{variable}}}"),
        }
    }

    pub(super) fn variable(&mut self) -> &'static str {
        self.pick(&VARIABLES)
    }

    /// A variable that the line has likely set.
    fn known_variable(&mut self) -> &'static str {
        if self.set.is_empty() || self.percent(25) { self.variable() } else { self.random.pick(&self.set) }
    }

    /// Some words, a blank before each.
    pub(super) fn arguments(&mut self) -> String {
        let mut text = String::new();
        for _ in 0..self.random.weighted(&[15, 40, 30, 15]) {
            text.push_str(if self.wild(2) { "\t" } else { " " });
            text.push_str(&self.word());
        }
        text
    }

    /// One word of arguments.
    pub(super) fn word(&mut self) -> String {
        let text = self.pick(&ARGUMENTS);
        match self.random.weighted(&[48, 17, 18, 5, 4, 4, 3, 4]) {
            0 if text.contains(' ') || text.is_empty() => self.quote(text),
            0 => text.to_owned(),
            1 => self.quote(text),
            2 => self.parameter(),
            3 => self.pick(&["*", "*.txt", "./*", "sub/*", "?.txt", "[ab].txt", "-*", "*/*", "sub/d*/"]).to_owned(),
            4 => self.braces(),
            5 => self.pick(&["~", "~/notes", "~/x", "~root", "a=~", "x:~", "\"~\"", "~+", "--f=~/x"]).to_owned(),
            6 => self.substitution(),
            _ => format!("{}{}{}", self.quote("a"), self.parameter(), self.pick(&["", "b", ".txt", "/c"])),
        }
    }

    /// A text as bash gives it back after it has removed the quotes.
    pub(super) fn quote(&mut self, text: &str) -> String {
        match self.random.weighted(&[35, 35, 8, 5, 4, 6]) {
            0 => format!("'{}'", text.replace('\'', "'\\''")),
            1 => double_quoted(text),
            2 => text.chars().map(|c| if c == '\n' { "'\n'".to_owned() } else { format!("\\{c}") }).collect(),
            3 => self.ansi_quoted(text),
            4 => format!("${}", double_quoted(text)),
            _ => {
                let middle = text.char_indices().nth(text.chars().count() / 2).map_or(0, |(at, _)| at);
                let (start, end) = text.split_at(middle);
                format!("'{}'{}", start.replace('\'', "'\\''"), double_quoted(end))
            }
        }
    }

    fn ansi_quoted(&mut self, text: &str) -> String {
        let mut quoted = "$'".to_owned();
        for c in text.chars() {
            match (self.random.below(5), c) {
                (_, '\n') => quoted.push_str("\\n"),
                (_, '\'' | '\\') => quoted.extend(['\\', c]),
                (0, c) if c.is_ascii() => quoted.push_str(&format!("\\x{:02x}", u32::from(c))),
                (1, c) if c.is_ascii() => quoted.push_str(&format!("\\{:03o}", u32::from(c))),
                (2, c) => quoted.push_str(&format!("\\u{:04x}", u32::from(c))),
                _ => quoted.push(c),
            }
        }
        quoted + "'"
    }

    /// A parameter, in quotes or not.
    fn parameter(&mut self) -> String {
        let name = if self.percent(88) { self.known_variable() } else { self.pick(&FOREIGN) };
        let text = match self.random.weighted(&[50, 15, 8, 3, 3, 4]) {
            0 => format!("${name}"),
            1 => format!("${{{name}}}"),
            2 => self.parameter_expansion(name),
            3 => self.pick(&["$1", "$2", "$@", "$*", "$#", "$?", "$$", "$0", "$-", "${10}"]).to_owned(),
            4 => self.pick(&["$HOME", "$PWD", "$OLDPWD", "$RANDOM", "$SECONDS", "$LINENO", "$PATH"]).to_owned(),
            _ => format!("${{{name}[{}]}}", self.pick(&["@", "@", "*", "0", "1", "-1"])),
        };
        if self.percent(70) { format!("\"{text}\"") } else { text }
    }

    fn parameter_expansion(&mut self, name: &str) -> String {
        let word = if self.percent(30) { self.substitution() } else { self.pick(&ARGUMENTS).replace(' ', "\\ ") };
        let simple = self.pick(&["#", "##", "%", "%%", ":-", "-", ":=", "=", ":+", "+", ":?"]);
        if !self.wild(25) {
            return match self.random.below(3) {
                0 => format!("${{#{name}}}"),
                1 => format!("${{{name}{simple}{}}}", self.pick(&["a", "*.", "/", "x", ""])),
                _ => format!("${{{name}{simple}{word}}}"),
            };
        }
        match self.random.below(12) {
            0 => format!("${{{name}/{}/{word}}}", self.pick(&["a", "x", "*"])),
            1 => format!("${{{name}:{}}}", self.pick(&["1", "0:2", "$(rm offset)", "a[$(rm sub)]", "$X"])),
            2 => format!("${{!{name}}}"),
            3 => format!("${{{name}@{}}}", self.pick(&["Q", "P", "E", "A", "U", "L", "a"])),
            4 => format!("${{{name}[{}]}}", self.pick(&["0", "@", "*", "$(rm index)", "X", "$X", "a[$(rm deep)]"])),
            5 => format!("${{{name}^^}}"),
            6 => format!("${{{name},}}"),
            7 => format!("${{!{name}@}}"),
            8 => format!("${{#{name}[@]}}"),
            9 => format!("${{{name}//[a-z]/{word}}}"),
            10 => format!("${{{name}:-'a b'\"{word}\"}}"),
            _ => format!("${{{name}:=$(rm {word})}}"),
        }
    }

    /// Something that runs a command, or computes, within a word.
    pub(super) fn substitution(&mut self) -> String {
        let text = match self.random.weighted(&[45, 8, 8, 10, 3]) {
            0 => format!("$({})", self.inner_list()),
            1 => self.backticks(),
            2 if self.wild(50) || self.percent(50) => {
                format!("{}({})", self.pick(&["<", "<", ">"]), self.inner_list())
            }
            2 | 3 => self.arithmetic_expansion(),
            _ if self.wild(50) => format!("${{ {}; }}", self.inner_list()),
            _ => "$(date +%s)".to_owned(),
        };
        let is_process = text.starts_with(['<', '>']);
        if !is_process && self.percent(50) { format!("\"{text}\"") } else { text }
    }

    fn backticks(&mut self) -> String {
        let inner = self.inner_list();
        // Within backticks, backslash quotes `$`, a backtick and itself.
        format!("`{}`", inner.replace('\\', "\\\\").replace('`', "\\`"))
    }

    fn arithmetic_expansion(&mut self) -> String {
        let expression = self.arithmetic();
        if self.wild(5) { format!("$[{expression}]") } else { format!("$(({expression}))") }
    }

    /// An arithmetic expression.
    pub(super) fn arithmetic(&mut self) -> String {
        if self.wild(30) {
            return match self.random.below(9) {
                0 => format!("a[$(rm {})]", self.random.below(9)),
                1 => "$(foo)".to_owned(),
                2 => format!("{}[$X]", self.variable()),
                3 => "a[`rm tick`]".to_owned(),
                4 => "$U".to_owned(),
                5 => "X=Y, i++".to_owned(),
                6 => "a['$(rm quoted)']".to_owned(),
                7 => "$(rm arithmetic; echo 1)+1".to_owned(),
                _ => format!("${{{}:-1}}", self.variable()),
            };
        }
        match self.random.below(8) {
            0 => "1+2".to_owned(),
            1 => format!("{}+1", self.variable()),
            2 => format!("${} * 2", self.variable()),
            3 => "i++".to_owned(),
            4 => "i<3".to_owned(),
            5 => "$#+1".to_owned(),
            6 => "$(wc -l < a.txt)+1".to_owned(),
            _ => format!("{0} = {0} + 2", self.variable()),
        }
    }

    fn braces(&mut self) -> String {
        if self.wild(25) {
            return self
                .pick(&[
                    "{a,$(rm brace)}",
                    "{$X,b}",
                    "'{a,b}'",
                    "{a,'b c'}",
                    "{a,{b,c}}d",
                    "{a..c}",
                    "{1..3..2}",
                    "{01..3}",
                    "a{b,c}{d,e}",
                    "{a,b",
                    "{a}",
                    "{,}",
                    "\\{a,b}",
                    "{a\\,b}",
                    "${X}{a,b}",
                    "{\"a,b\",c}",
                    "{-x,--y}",
                    "{a..$X}",
                    "{x,~}",
                    "{a,b}$X",
                    "x{1..2}{a,}",
                    "{a,b}*",
                ])
                .to_owned();
        }
        self.pick(&["{a,b}", "{1..3}", "a.{txt,md}", "sub/{b,c}.txt", "{}", "{a}"]).to_owned()
    }

    /// A word for the place of a file.
    pub(super) fn file(&mut self) -> String {
        let file = self.pick(&FILES);
        match self.random.weighted(&[60, 15, 10, 5, 5]) {
            0 if !file.contains(' ') => file.to_owned(),
            0 | 1 => self.quote(file),
            2 => format!("\"${}\"", self.known_variable()),
            3 => format!("${}", self.known_variable()),
            _ => format!("\"${}/{}\"", self.pick(&["D", "HOME", "PWD", "X"]), self.pick(&["out", "a.txt"])),
        }
    }
}

/// A text in double quotes.
fn double_quoted(text: &str) -> String {
    let mut quoted = "\"".to_owned();
    for c in text.chars() {
        if matches!(c, '"' | '\\' | '$' | '`') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted + "\""
}
