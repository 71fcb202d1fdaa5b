//! Builtins of bash: those that read text again, and those that change how later text is read.

use super::Grammar;

/// Text that runs something where it is evaluated as arithmetic or as the name of a variable.
const EVALUATED: [&str; 10] =
    ["'a[$(rm x)]'", "a[0]", "\"a[$X]\"", "X", "X=1", "'x=$(rm x)'", "\"$X\"", "\"$(foo)\"", "1", "'a[`rm tick`]'"];

impl Grammar {
    pub(super) fn builtin(&mut self) -> String {
        if self.wild(40) {
            return if self.percent(50) { self.evaluating() } else { self.odd_setting() };
        }
        match self.random.below(16) {
            0..=3 => format!("echo{}", self.arguments()),
            4 => format!("printf {} {}", self.pick(&["'%s\\n'", "\"%s \"", "x", "'%d'", "-- '%s'"]), self.word()),
            5 => format!("read {}", self.pick(&["X", "-r X", "-r X Y", "-p 'a' X", "-d '' X", "-a X", "-n 1 X"])),
            6 => format!(
                "cd {}",
                self.pick(&[
                    "sub", "..", "/tmp", "-", "", "\"$X\"", "~", "$D", "sub/deep", "-P sub", "nowhere", "./sub/.."
                ])
            ),
            7 => format!("export {}", self.assignment()),
            8 => format!("[ {} {} {} ]", self.word(), self.pick(&["=", "!=", "-eq", "-nt", "-gt"]), self.word()),
            9 => self
                .pick(&[
                    "true",
                    "false",
                    ":",
                    ": \"${X:=a}\"",
                    "pwd",
                    "wait",
                    "umask 022",
                    "times",
                    "shift",
                    "exit",
                    "exit 0",
                    "return",
                    "break",
                    "type rm",
                    "kill -0 1",
                    "ulimit -n",
                    "jobs",
                    "set -e",
                    "unset X",
                    "local X=rm",
                ])
                .to_owned(),
            10 => self.shell_string(),
            11 => format!("command {}{}", self.program(), self.arguments()),
            12 => format!("exec {}{}", self.program(), self.arguments()),
            13 => format!("declare {}", self.assignment()),
            14 => format!("{} sub{}", self.pick(&["pushd", "cd"]), self.pick(&["", " && popd", " && cd -"])),
            _ => self.script_of_this_text(),
        }
    }

    /// A string that a shell reads as code.
    fn shell_string(&mut self) -> String {
        let list = self.inner_list();
        let code = self.quote(&list);
        match self.random.weighted(&[30, 12, 20, 6, 6, 6, 5, 5, 5]) {
            0 => format!("bash -c {code}"),
            1 => format!("sh -c {code}"),
            2 => format!("eval {code}"),
            3 => format!("eval {}{}", self.program(), self.arguments()),
            4 => format!(
                "bash -c {} {} {}",
                self.pick(&["'\"$@\"'", "'$0 $1'", "'$1 a'", "'eval \"$1\"'", "'foo \"$1\"'"]),
                self.word(),
                self.word()
            ),
            5 => format!("trap {code} {}", self.pick(&["EXIT", "INT", "0", "ERR", "DEBUG", "RETURN"])),
            6 => format!(
                "bash {} {code}",
                self.pick(&[
                    "-ec",
                    "-xc",
                    "-lc",
                    "-c --",
                    "--norc -c",
                    "-o pipefail -c",
                    "-O extglob -c",
                    "+x -c",
                    "-s",
                    "--rcfile x -c"
                ])
            ),
            7 => format!("bash <<< {code}"),
            _ => format!(
                "echo {code} | {}",
                self.pick(&["bash", "sh", "bash -s a", "xargs rm", "xargs -I{} sh -c {}", "cat", "tee out"])
            ),
        }
    }

    /// A file that the same text writes, and then runs.
    fn script_of_this_text(&mut self) -> String {
        let list = self.inner_list();
        let code = self.quote(&list);
        let run = self.pick(&[
            "bash out.sh",
            "sh out.sh",
            ". ./out.sh",
            "source out.sh",
            "bash < out.sh",
            "bash ./out.sh a",
            ". out.sh",
        ]);
        format!("echo {code} {} out.sh; {run}", self.pick(&[">", ">", ">>", "| tee"]))
    }

    /// Builtins that evaluate a word once more.
    fn evaluating(&mut self) -> String {
        let text = self.pick(&EVALUATED);
        match self.random.below(16) {
            0 => format!("let {text}"),
            1 => format!("printf -v {text} a"),
            2 => format!("test -v {text}"),
            3 => format!("[ -v {text} ]"),
            4 => format!("read {text} <<< a"),
            5 => format!("unset {text}"),
            6 => format!("declare -i X={text}"),
            7 => format!("declare {text}"),
            8 => format!("X={text}; echo $((X))"),
            9 => format!("X={text}; echo ${{!X}}"),
            10 => format!("mapfile -C 'rm callback' -c 1 {} < list", self.pick(&["X", "-t X", ""])),
            11 => format!("getopts a {text}"),
            12 => format!("X={text}; [[ X -eq 1 ]]"),
            13 => format!("X={text}; echo ${{a[X]}}"),
            14 => format!("export {text}"),
            _ => format!("wait -n -p {text}"),
        }
    }

    /// What changes how the rest is read.
    pub(super) fn odd_setting(&mut self) -> String {
        self.pick(&[
            "alias foo=rm",
            "shopt -s expand_aliases; alias foo='rm alias'\nfoo",
            "shopt -s nullglob",
            "set -f",
            "shopt -s extglob",
            "hash -p /usr/bin/rm foo",
            "enable -n echo",
            "enable -n test",
            "PATH=/usr/bin",
            "PATH=.:$PATH",
            "PATH=",
            "IFS=,",
            "IFS=a",
            "IFS=",
            "set -o posix",
            "set -k",
            "set -a",
            "export -f f",
            "set -B",
            "set +B",
            "unset PATH",
            "unset -f f",
            "IFS=m; X=rmamx",
            "builtin cd sub",
            "declare -n X=PATH",
            "read PATH <<< /usr/bin",
            "readonly X=rm",
            "local X=rm",
            "typeset -x X=rm",
            "shopt -s lastpipe",
            "shopt -s dotglob globstar",
            "printf -v X rm",
            "read X <<< rm",
            "read -r X Y <<< 'rm x'",
            "for X in rm foo; do :; done",
            "X=(rm a)",
            "declare -A X=([a]=rm)",
            "mapfile -t X <<< rm",
            "getopts r X -r",
            "let X=1",
            "((X=1))",
            "echo rm | read X",
            ": ${X:=rm}",
            "X=$Y",
            "Y=rm X=$Y",
            "f() { rm \"$@\"; }",
            "cd() { rm cd; }",
            "echo() { rm echo; }",
            "set rm x",
            "shift",
            "BASH_ENV=list",
            "exec 3>out",
            "exec >out",
            "exec 2>&1",
            "exec < list",
            "CDPATH=/tmp",
            "HOME=/tmp",
            "PWD=/tmp",
            "export PATH=/usr/bin:/bin",
            "trap 'rm trap' EXIT",
            "coproc cat",
            "declare -x Y=out",
            "umask 0",
            "command -p rm",
            "builtin eval rm",
            "builtin command rm",
            "exec -a foo rm x",
            "command eval 'rm x'",
            "bind x",
            "complete -C rm x",
            "compgen -C 'rm comp' x",
            "compgen -W '$(rm words)' x",
            "history",
            "fc -s",
            "disown",
            "declare -f",
            "caller",
            "help",
            "dirs +1",
            "logout",
            "suspend",
            "enable -f x y",
            "bash -i -c 'rm i'",
            "PS4='$(rm ps4)'; set -x",
            "BASH_COMMAND=x",
            "EPOCHSECONDS=1",
            "declare +x PATH",
            "X=rm; unset X",
        ])
        .to_owned()
    }
}
