//! Programs that run other programs, and those that write files by themselves. The real ones run in the sandbox, so
//! that what the program table says is compared with what they do.

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

    fn find(&mut self, inner: &str) -> String {
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

    /// Another program that starts programs, or writes files.
    pub(super) fn tool(&mut self) -> String {
        match self.random.below(14) {
            0 => format!(
                "find . {}",
                self.pick(&["-name '*.txt'", "$X", "\"$X\"", "*", "-name $X", "-type f -name \"$f\""])
            ),
            1 | 2 => self.sed(),
            3 => self.awk(),
            4 | 5 => self.tar(),
            6 | 7 => self.git(),
            8 => format!("tee {}{}", self.pick(&["", "-a ", "-- ", "-ai ", "--append "]), self.file()),
            9 => self.sort_or_split(),
            10 => self.script_program(),
            11 => self.writer(),
            12 => format!(
                "cat {}",
                self.pick(&["a.txt", "a.txt b.txt", "*.txt", "-n list", "\"$f\"", "- < list", "< a.txt"])
            ),
            _ => {
                let inner = format!("{}{}", self.program(), self.arguments());
                self.find(&inner)
            }
        }
    }

    fn sed(&mut self) -> String {
        let option = self.pick(&[
            "",
            "-n ",
            "-i ",
            "-i.bak ",
            "-E ",
            "-e ",
            "-ne ",
            "--in-place ",
            "--in-place=.o ",
            "-s ",
            "-n -i ",
            "-i -e ",
            "-Ei ",
            "--sandbox ",
            "-z ",
            "-nie ",
        ]);
        let code = self.pick(&[
            "s/x/y/",
            "p",
            "1d",
            "/x/p",
            "s/x/y/g;p",
            "1,2p",
            "y/ab/cd/",
            "$d",
            "s/a/b/;s/c/d/",
            "/a/,/b/p",
            "1!G;h;$!d",
        ]);
        let code = if self.wild(30) {
            self.pick(&[
                "1e rm sed",
                "s/x/rm y/e",
                "w out",
                "s/x/y/w out",
                "r list",
                "R list",
                "W out",
                "1e",
                "e",
                "s/.*/rm sub/e",
                "1{w out\n}",
                "a\\\nrm",
                "1!e rm neg",
                "/x/ e rm addr",
                "b;e rm",
                "s,x,rm,ew out",
                "a w out",
                "y/w/e/",
                "s/e/w/",
                "1,2{p;e rm blk\n}",
                "$!N;w out",
                "# e rm",
                "p;w sub/out",
                "w /dev/stdout",
            ])
        } else {
            code
        };
        format!(
            "sed {option}{} {}",
            self.quote(code),
            self.pick(&[
                "a.txt",
                "a.txt b.txt",
                "list",
                "*.txt",
                "\"$f\"",
                "< a.txt",
                "-- a.txt",
                "sub/c.txt",
                "-i a.txt"
            ])
        )
    }

    fn awk(&mut self) -> String {
        let code =
            self.pick(&["{print $1}", "NR==1", "/x/{print}", "END{print NR}", "{s+=$1} END{print s}", "{print $NF}"]);
        let code = if self.wild(30) {
            self.pick(&[
                "BEGIN{system(\"rm awk\")}",
                "BEGIN{print \"a\" | \"rm pipe\"}",
                "BEGIN{\"rm get\" | getline x}",
                "{print > \"out\"}",
                "BEGIN{print \"a\" >> \"sub/out\"}",
                "BEGIN{f=\"rm v\"; system(f)}",
                "{print | (\"rm \" $1)}",
                "BEGIN { print 1 > \"/tmp/out\" }",
                "{print $1 > $2}",
                "BEGIN{while((getline l < \"list\")>0) print l}",
                "BEGIN{printf \"a\" > \"out\"}",
            ])
        } else {
            code
        };
        format!(
            "{} {}{} {}",
            self.pick(&["awk", "awk", "awk", "mawk", "awk -F,", "awk -F ' '"]),
            self.pick(&["", "", "-v x=1 ", "-v x=$X ", "-F: ", "-- "]),
            self.quote(code),
            self.pick(&["a.txt", "list", "\"$f\"", "b.txt x=1", "", "*.txt"])
        )
    }

    fn tar(&mut self) -> String {
        if self.wild(30) {
            return self
                .pick(&[
                    "tar cf out.tar --checkpoint=1 --checkpoint-action=exec='rm tar' a.txt",
                    "tar -cf out.tar -I 'rm i' a.txt",
                    "tar cf out.tar --use-compress-program='rm u' a.txt",
                    "tar -xf out.tar --to-command='rm to'",
                    "tar cf out.tar * ",
                    "tar cf out.tar $X a.txt",
                    "tar -cf out.tar --info-script='rm info' a.txt",
                    "tar cf - a.txt | tar xf - -C /tmp",
                    "tar -c -f out.tar -F 'rm f' -L 1 -M a.txt",
                    "tar cIf 'rm cif' out.tar a.txt",
                    "tar --rsh-command='rm rsh' -cf h:x a.txt",
                    "tar --checkpoint --checkpoint-act=exec=rm -cf out a.txt",
                    "tar -cf out.tar --index-file=sub/idx -v a.txt",
                    "tar cf a.txt --remove-files b.txt",
                    "tar cf out.tar -T list",
                    "tar -cf out.tar --add-file=a.txt",
                    "tar -g snap -cf out.tar sub",
                    "tar cf out.tar a.txt; tar xf out.tar -C sub --transform=s/a/z/",
                    "tar --compress-program=rm -cf out a.txt",
                    "tar cf 'h:out' a.txt --rmt-command='rm rmt' --rsh-command='rm rsh'",
                ])
                .to_owned();
        }
        format!(
            "tar {} {}",
            self.pick(&[
                "cf out.tar",
                "-cf out.tar",
                "-c -f out.tar",
                "czf out.tgz",
                "-czf sub/out.tgz",
                "--create --file=out.tar",
                "cvf out.tar",
                "tf a.txt",
                "xf a.txt",
                "-xf a.txt -C sub",
                "rf out.tar",
                "-C sub -cf out.tar",
                "cf -"
            ]),
            self.pick(&["a.txt", "sub", ".", "a.txt b.txt", "*.txt", "./*", "-- a.txt", "c.txt"])
        )
    }

    fn git(&mut self) -> String {
        if self.wild(40) {
            let list = self.inner_list();
            let code = self.quote(&list);
            return match self.random.below(12) {
                0 => format!("git -c alias.z={} z", self.quote(&format!("!{list}"))),
                1 => format!("git -c core.pager={code} --paginate log"),
                2 => format!("git -c core.fsmonitor={code} status"),
                3 => format!("git rebase -x {code} HEAD~1"),
                4 => format!("git bisect start HEAD HEAD~1; git bisect run {}{}", self.program(), self.arguments()),
                5 => format!("git -c diff.external={code} diff --no-index a.txt b.txt"),
                6 => format!("git --exec-path=/usr/bin {}", self.pick(&["foo", "status", "rm x"])),
                7 => format!("git ls-remote 'ext::rm ext'; git fetch --upload-pack={code} ."),
                8 => format!("git -c core.sshCommand={code} ls-remote ssh://h/x"),
                9 => format!("git config alias.z {}; git z a", self.quote(&format!("!{list}"))),
                10 => format!("git clone -u {code} . clone; git grep -O{} x", self.pick(&["rm", "'rm g'", "foo"])),
                _ => format!("GIT_EXTERNAL_DIFF={code} git diff --no-index a.txt b.txt; git submodule foreach {code}"),
            };
        }
        format!(
            "git {}{}",
            self.pick(&["", "", "", "-C sub ", "--no-pager ", "-c color.ui=never "]),
            self.pick(&[
                "status",
                "log --oneline",
                "diff",
                "diff --stat",
                "rev-parse HEAD",
                "log -1 --format=%H",
                "branch",
                "show HEAD",
                "diff --output=out",
                "ls-files",
                "log --output=sub/out",
                "format-patch -1 -o sub",
                "archive -o out.tar HEAD",
                "diff --no-index a.txt b.txt",
                "log $X",
                "branch \"$X\"",
                "config user.name",
                "commit --allow-empty -m \"$X\"",
                "tag v1",
                "format-patch -1 --stdout",
                "bundle create out HEAD",
                "grep x",
                "init sub/repo",
                "diff \"$f\""
            ])
        )
    }

    fn sort_or_split(&mut self) -> String {
        if self.wild(40) {
            return self
                .pick(&[
                    "split --filter='rm split' a.txt",
                    "split --filter 'rm $FILE' -l 1 b.txt",
                    "sort --compress-program=rm -S 1k a.txt",
                    "split --filt='rm abbreviated' a.txt",
                    "sort -o out -T sub a.txt",
                    "sort $X a.txt",
                    "split $X",
                ])
                .to_owned();
        }
        self.pick(&[
            "sort a.txt",
            "sort -o out a.txt",
            "sort -u b.txt -o b.txt",
            "sort --output=sub/out list",
            "sort -nro out list",
            "split -l 1 list",
            "split -l 1 list sub/part",
            "split -b 2 a.txt p",
            "sort -k 2 a.txt",
            "sort *.txt",
            "split -d list -a 3",
            "sort -- list",
            "sort -t , -k1,1 list -oout",
        ])
        .to_owned()
    }

    fn script_program(&mut self) -> String {
        let list = self.inner_list();
        let code = self.quote(&list);
        match self.random.weighted(&[8, 6, 6, 80]) {
            0 => format!("script -c {code} out"),
            1 => format!("script -qc {code} /dev/null"),
            2 => format!("script -q --command={code} sub/log"),
            _ => format!("flock lock{} -c {code}", self.depth),
        }
    }

    /// A program that writes what its operands name.
    fn writer(&mut self) -> String {
        let file = self.file();
        let start = self.pick(&[
            "touch",
            "touch -c",
            "touch a.txt",
            "cp a.txt",
            "cp -r sub",
            "ln -s a.txt",
            "truncate -s 0",
            "install -m 644 a.txt",
            "cp a.txt b.txt -t",
            "truncate -s 1 --",
            "cp -t sub",
            "install -d",
            "ln a.txt",
            "touch -r a.txt",
            "cp --target-directory=sub",
            "cp a.txt sub/c.txt",
            "install -D a.txt",
            "cp -b a.txt",
            "ln -sf b.txt",
        ]);
        if self.percent(20) {
            return format!(
                "dd {}of={file} {}",
                self.pick(&["if=a.txt ", "bs=1 count=1 if=/dev/zero ", ""]),
                self.pick(&["", "conv=notrunc", "2>/dev/null"])
            );
        }
        format!("{start} {file}")
    }
}
