//! Programs whose operands name another program. The real ones run in the sandbox, so that what the program table says
//! is compared with what they do.

use super::Grammar;

impl Grammar {
    /// A wrapper with what it starts.
    pub(super) fn wrapper(&mut self) -> String {
        let inner = if self.percent(20) {
            self.nested(Self::wrapper)
        } else if self.percent(15) {
            let list = self.inner_list();
            format!("{} -c {}", self.pick(&["sh", "bash"]), self.quote(&list))
        } else {
            format!("{}{}", self.program(), self.arguments())
        };
        let start = match self.random.below(16) {
            0 => self.pick(&[
                "env",
                "env -i",
                "env -u X",
                "env A=1",
                "env X=rm Y=2",
                "env --",
                "env -C sub",
                "env -uX -i",
                "env --chdir=sub A=b",
                "/usr/bin/env",
                "env -0",
                "env -",
                "env -v",
                "env --unset=X --",
                "env --default-signal=INT",
                "env -a zz",
                "env --argv0=zz",
                "env PATH=/usr/bin",
            ]),
            1 => self.pick(&[
                "nice",
                "nice -n 5",
                "nice -5",
                "nice --adjustment=1",
                "nice -n5",
                "nice --",
                "nice -n 5 --",
            ]),
            2 => self.pick(&["nohup", "nohup --"]),
            3 => self.pick(&[
                "timeout 5",
                "timeout -s KILL 5",
                "timeout -k 1 5",
                "timeout --signal=TERM 1s",
                "timeout --foreground 2",
                "timeout -v 1",
                "timeout --preserve-status -- 3",
                "timeout -k1 5",
            ]),
            4 => self.pick(&["stdbuf -oL", "stdbuf -o L -e 0", "stdbuf --output=L", "stdbuf -i0 -oL -eL"]),
            5 => self.pick(&["setsid", "setsid -w", "setsid --fork", "setsid -fw"]),
            6 => self.pick(&["ionice -c 3", "ionice -c2 -n 4", "ionice", "ionice -t"]),
            7 => self.pick(&["taskset 1", "taskset -c 0", "taskset -a 0x1", "taskset --cpu-list 0"]),
            8 => self.pick(&[
                "flock lock1",
                "flock lock2 --",
                "flock lock3",
                "flock -n lock4",
                "flock -w 1 out",
                "flock -n a.txt",
                "flock --timeout 1 sub/lock",
                "flock -x -w 1 sub",
                "flock -E 3 a.txt",
                "flock -o lock5",
            ]),
            9 => self.pick(&["chroot /", "chroot --userspec=0 /", "chroot --skip-chdir /"]),
            10 => self.pick(&["unshare", "unshare -r", "unshare -n", "unshare --fork --pid", "unshare -m"]),
            11 => self.pick(&[
                "command",
                "command -p",
                "command --",
                "builtin command",
                "exec",
                "exec -a zz",
                "exec -c",
                "exec -l",
                "exec --",
                "\\command",
                "command -v",
                "command -V",
            ]),
            12 | 13 => return self.xargs(&inner),
            14 => return self.find(&inner),
            _ => self.pick(&[
                "time",
                "time -p",
                "\\time -p",
                "/usr/bin/time",
                "sudo",
                "strace -f",
                "watch -n 1",
                "env time",
            ]),
        };
        if self.percent(6) {
            return match self.random.below(4) {
                0 => format!("env -S {} a", self.quote(&inner)),
                1 => format!("env -S{}", self.quote(&inner)),
                2 => format!("flock lock{} -c {}", inner.len(), self.quote(&inner)),
                _ => format!("env --split-string={}", self.quote(&inner)),
            };
        }
        format!("{start} {inner}")
    }

    fn xargs(&mut self, inner: &str) -> String {
        let source = self.pick(&[
            "echo a b |",
            "printf '%s\\n' x y |",
            "ls |",
            "cat list |",
            "bar |",
            "echo rm x |",
            "printf 'a\\0b' |",
            "find . -name '*.txt' |",
        ]);
        let options = self.pick(&[
            "",
            "",
            "-n 1",
            "-I{} ",
            "-0",
            "-r",
            "-P 2",
            "-n1 -P2",
            "-I % ",
            "-d ,",
            "-t",
            "-a list",
            "--max-args=1",
            "-L 1",
            "-i",
            "--no-run-if-empty",
            "-E b",
            "-l",
            "-I{} -P1 ",
            "--replace=% ",
            "-x -s 1000",
            "--delimiter=\\n",
            "-J %",
        ]);
        match self.random.below(8) {
            0 => format!("{source} xargs {options}"),
            1 => format!(
                "{source} xargs -I{{}} sh -c {}",
                self.pick(&["'rm {}'", "'{}'", "'echo \"$1\"' _ {}", "'{} x' {}"])
            ),
            2 => format!("{source} xargs {options} {inner} {{}}"),
            3 => format!("xargs {options} -a list {inner}"),
            _ => format!("{source} xargs {options} {inner}"),
        }
    }

    pub(super) fn find(&mut self, inner: &str) -> String {
        let place = self.pick(&[
            "sub",
            "sub",
            "sub",
            "sub",
            "sub",
            "sub/deep",
            ".",
            "",
            "sub a.txt",
            "*.txt",
            "./sub",
            "~",
            "-L sub",
            "$D",
            "\"$X\"",
            "-- sub",
            "-O2 sub",
            "/tmp",
        ]);
        let test = self.pick(&[
            "",
            "-name '*.txt'",
            "-type f",
            "-maxdepth 1",
            "-name a.txt -o -name b.txt",
            "! -name x",
            "-newer a.txt",
            "\\( -type f \\)",
            "-path ./sub -prune -o",
        ]);
        let action = match self.random.below(10) {
            0 => format!("-exec {inner} \\;"),
            1 => format!("-exec {inner} {{}} ';'"),
            2 => format!("-exec {inner} {{}} +"),
            3 => format!("-execdir {inner} {{}} \\;"),
            4 => format!("-exec sh -c {} {{}} \\;", self.pick(&["'rm {}'", "'rm \"$0\"'", "'$0'"])),
            5 => format!("-exec {inner} \\; -exec rm second {{}} \\;"),
            6 if self.percent(30) => self.pick(&["-delete", "-fprint out", "-fls out", "-fprintf out %p"]).to_owned(),
            7 => format!("-ok {inner} \\;"),
            _ => self.pick(&["", "-print", "-print0", "-ls", "-printf '%p\\n'", "-quit"]).to_owned(),
        };
        format!("find {place} {test} {action}")
    }
}
