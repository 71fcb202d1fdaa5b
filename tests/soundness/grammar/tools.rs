//! Programs whose options and programs run others, and those that write files by themselves: the real ones.

use super::Grammar;

impl Grammar {
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
                _ => format!("GIT_EXTERNAL_DIFF={code} git diff --no-index a.txt b.txt; git diff --cached"),
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
