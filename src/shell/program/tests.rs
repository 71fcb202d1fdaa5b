//! The table against command lines: what is understood, what is not, what is named.

#![allow(clippy::arithmetic_side_effects, clippy::string_slice, reason = "a test")]

use super::*;
use crate::pattern::command::{Extent, Part};
use crate::shell::Shell;
use crate::shell::plan::{Access, Origin};

/// The words of a line. `'…'` quotes; `$X` is any number of unknown words, `"$X"` one, `*` a glob.
fn words(line: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut rest = line.trim_start();
    while !rest.is_empty() {
        let (mut parts, mut extent) = (Vec::new(), Extent::One);
        while let Some(c) = rest.chars().next().filter(|c| *c != ' ') {
            if let Some(quoted) = rest.strip_prefix('\'') {
                let (text, after) = quoted.split_once('\'').unwrap();
                parts.push(Part::Known(text.to_owned()));
                rest = after;
            } else if let Some(after) = rest.strip_prefix("\"$X\"") {
                parts.push(Part::Unknown);
                extent = Extent::Parameter;
                rest = after;
            } else if let Some(after) = rest.strip_prefix("$X") {
                parts.push(Part::Unknown);
                extent = Extent::Many;
                rest = after;
            } else if let Some(after) = rest.strip_prefix('*') {
                parts.push(Part::Segment);
                extent = Extent::Each;
                rest = after;
            } else {
                parts.push(Part::Known(c.to_string()));
                rest = &rest[c.len_utf8()..];
            }
        }
        words.push(Word::new(parts, extent));
        rest = rest.trim_start();
    }
    words
}

fn of(line: &str) -> Effects {
    let words = words(line);
    let (name, arguments) = words.split_first().unwrap();
    effects(name.as_literal().unwrap(), arguments)
}

/// A word as it is written in these tests.
fn show(word: &Word) -> String {
    let part = |part: &Part| match part {
        Part::Known(text) => text.clone(),
        Part::Unknown => "?".to_owned(),
        Part::Segment => "*".to_owned(),
    };
    word.parts().iter().map(part).collect()
}

/// What is started: words with a mark in front.
fn started(line: &str) -> Vec<String> {
    let join = |words: &[Word]| words.iter().map(show).collect::<Vec<_>>().join(" ");
    let one = |start: &Start| match &start.what {
        Started::Program(words) => join(words),
        Started::Code { code, shell, arguments } => {
            let shell = match shell {
                Shell::Bash => "bash",
                Shell::Sh => "sh",
                Shell::Other => "other",
            };
            format!("{shell}: {} [{}]", show(code), join(arguments))
        }
        Started::StandardInput { .. } => "<".to_owned(),
        Started::Script { path, .. } => format!("script {}", show(path)),
    };
    of(line).starts.iter().map(one).collect()
}

fn opaque(line: &str) -> Vec<String> {
    of(line).opaque.into_iter().map(|part| part.what).collect()
}

#[test]
fn a_program_stands_in_one_entry() {
    let mut names: Vec<&str> = table::all().flat_map(|entry| entry.names.split_ascii_whitespace()).collect();
    let count = names.len();
    names.sort_unstable();
    let twice: Vec<&str> = names.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
    assert!(twice.is_empty(), "{twice:?}");
    names.dedup();
    assert_eq!(names.len(), count);
}

#[test]
fn everyday_commands_are_understood() {
    let mut wrong = Vec::new();
    for line in [
        "git switch -c topic",
        "git push -u origin main",
        "git -C sub log -p",
        "git config --get user.name",
        "git config --global --get core.pager",
        "git config user.name",
        "git config --list",
        "git diff --text",
        "pip install --pre x",
        "rsync -a --exclude x a b",
        "git stash list",
        "npm install node-fetch",
        "npm install -g x",
        "npm run create-index",
        "npm test",
        "docker ps -a",
        "docker logs -f web",
        "kubectl get pods -n web",
        "node -v",
        "node --test",
        "node app.js",
        "python3 -m pytest",
        "python3 x.py",
        "bash build.sh",
        "sed -n 1,5p src/server.ts",
        "sed s/a/b/g file",
        "curl --proto =https https://a.b",
        "printf x",
        "test -f a",
        "command -v git",
        "cargo test",
        "go test ./...",
        "make -C docs all",
        "find . -name x",
        "deno test",
        "bun install",
        "grep -rn foo \"$X\"",
        "cat $X",
        "git checkout \"$X\"",
        "git add *",
        "git commit -m \"$X\"",
        "git blame $X",
        "git log -- $X",
        "git diff HEAD~\"$X\"",
        "echo $X",
        "npm test -- $X",
        "npm run lint -- --fix",
        "docker logs $X",
        "docker rm $X",
        "kubectl get pods -- $X",
        "gh run view $X",
        "ls -la $X",
        "wc -l $X",
        "head -n \"$X\" f",
        "rm -rf \"$X\"",
        "cp \"$X\" out/",
        "mv *.txt out/",
        "mkdir -p \"$X\"",
        "touch $X",
        "python3 script.py $X",
        "pytest $X",
        "cargo test -- $X",
        "go vet ./...",
        "make -j8 test",
        "make -j 8 test",
        "cmake -S . -B build -DCMAKE_BUILD_TYPE=Release",
        "mvn -q -DskipTests package",
        "docker compose up -d --build",
        "docker compose down",
        "docker ps -a --format '{{.Names}}'",
        "docker inspect --format '{{.State.Running}}' web",
        "kubectl logs deployment/api --since=1h",
        "kubectl get pods -n delete",
        "kubectl apply -f k8s/",
        "aws ec2 describe-instances --filters Name=tag:Name,Values=web",
        "gcloud logging read 'severity>=ERROR'",
        "az monitor log-analytics query --workspace w --analytics-query 'AzureActivity | take 10'",
        "gh pr list --json number,title",
        "gh api -q '.[] | .name' repos/o/r",
        "terraform plan",
        "poetry install --no-root",
        "npm ci --ignore-scripts",
        "pip install -r requirements.txt",
        "pnpm -r run test",
        "yarn install --frozen-lockfile",
        "psql -c 'SELECT 1; SELECT 2'",
        "psql -v ON_ERROR_STOP=1 -P pager=off -f x.sql",
        "sqlite3 mydb.db 'SELECT * FROM users;'",
        "systemctl status nginx",
        "sed ':a;N;$!ba;s/\\n/ /g' a.txt",
        "awk 'NR == 1 || /pattern/' a.txt",
        "jq '.scripts | keys' package.json",
        "find . -type f -name '*.py' -not -path './node_modules/*'",
        "find . ( -name '*.js' -o -name '*.ts' ) -mtime -7",
        "find . -name '*exec*'",
        "find . -name \"$X\"",
        "find \"$X\"/src -name x",
        "find ./* -name x",
        "sort ./*",
        "sort -t, -k2 f",
        "tar czf a.tar.gz src",
        "tar xzf a.tar.gz -C out",
        "unzip -o a.zip -d out",
        "git rebase --onto main feature~3 feature",
        "git config --get user.name",
        "git -c user.name=x -c color.ui=false log",
        "git -c core.quotepath=off status",
        "git grep -nE 'x' -- '*.c'",
        "git rev-list --count HEAD",
        "git push -u origin main",
        "rg -n foo -g'*.py'",
        "rg -l foo src",
        "cargo fmt --all -- --check",
        "cargo clippy --all-targets -- -D warnings",
        "python3 -m compileall -q src",
        "python3 -m pip install -r requirements.txt",
        "python3 -m venv .venv",
        "python3 -m http.server 8000",
        "python3 manage.py migrate --plan",
        "ruff check --fix src tests",
        "tree -L 2 -I 'node_modules|dist'",
        "curl -s https://api.example.com/items",
        "curl -X POST -H 'A: b' -d '{\"a\": 1}' https://example.com",
        "deno fmt",
        "unlisted $X",
        "ssh-keygen -l -f key.pub",
        "less f",
        "man ls",
        "date +%Y%m%d",
        "xxd f",
        "tee -a log",
        "diff -u a b",
        "env",
        "env -0",
        "nice",
        "command -v rm",
    ] {
        let parts = opaque(line);
        if !parts.is_empty() {
            wrong.push((line, parts));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Lines that start, load or write something by what stands in them.
const RISKY: &[&str] = &[
    "env rm x",
    "sudo id",
    "xargs rm",
    "sh -c id",
    "bash",
    "bash -s",
    "bash /dev/stdin",
    "python3 -c x",
    "python3 -m timeit x",
    "python3",
    "node -e x",
    "node -r ./x y.js",
    "git -c core.pager=x log",
    "git -C . -c alias.x=!y x",
    "git rebase -x make",
    "git grep -Ovi x",
    "git config core.pager x",
    "git config core.pager list;x",
    "git config core.pager x --get",
    "git config --edit",
    "git clone --upl=x a b",
    "git push --exe=x",
    "git clone --templ=x a",
    "git grep --open=vi x",
    "git rebase --ex=x",
    "npm --script-s=x run y",
    "make --ev all:;x",
    "tar cIf x a b",
    "tar cf host:a b",
    "fd -Hx rm",
    "zip -rTT x a b",
    "wget -qe use_askpass=x https://a.b",
    "wget --inp x",
    "split --fil=x a",
    "man -aP x ls",
    "vim.basic -c !x",
    "gtimeout 5 x",
    "just -c x",
    "ccache x",
    "ssh -I x.so host",
    "zless +!x f",
    "npm pkg set scripts.test=x",
    "ruby -v -e x",
    "lua -v -e x",
    "node --test --import data:text/javascript,x",
    "wait -np a[x]",
    "/usr/lib/git-core/git-clone -u x a",
    "java -XX:OnOutOfMemoryError=x y",
    "awk BEGIN{ARGV[1]=\"x\"} y",
    "git submodule foreach x",
    "git clone -uevil a b",
    "npm exec x",
    "npm --prefix x exec y",
    "npm x y",
    "docker run x",
    "docker --debug run x",
    "kubectl exec p -- x",
    "find . -exec rm",
    "awk {system(\"x\")}",
    "sed 1e",
    "sed -f x",
    "sed s/a/b/e f",
    "sed s/a/b/w f",
    "sed -n 1w out",
    "make CC=x",
    "go run x.go",
    "go generate",
    "tar -I x cf a",
    "sort --compress-program=x a",
    "less +!x",
    "printf -v a[x] b",
    "command rm x",
    "deno eval x",
    "deno run x",
    "bun x y",
    "eval x",
    "source x",
    ". x",
    "vim -c !x",
    "jobs -x rm",
    "/usr/bin/env rm",
    "ENV.EXE rm",
    "python3.12 -c x",
    "sed --expression=1e f",
    "sed -e p -e 1e f",
    "git -c core.pager='rm x' log",
    "git -c core.pager='rm x' -p log",
    "git -c core.editor='rm x' commit",
    "git -c core.sshCommand='rm x' fetch ssh://h/r",
    "git -c core.fsmonitor='rm x' status",
    "git -c gpg.program=/tmp/evil.sh log --show-signature",
    "git -c core.askPass=/tmp/evil.sh fetch https://h/r",
    "git -c filter.x.clean='rm x' diff",
    "git -c merge.x.driver='rm x' merge topic",
    "git -c protocol.ext.allow=always clone 'ext::sh -c rm% x' d",
    "git --exec-path=/tmp/evil status",
    "git clone -u 'rm x' . d",
    "git difftool -y -x 'rm x' HEAD~1",
    "git grep --open-files-in-pager='rm x' foo",
    "git bisect run rm x",
    "git filter-branch --msg-filter 'rm x' HEAD",
    "git send-email --sendmail-cmd='rm x' a.patch",
    "tar xf a.tar -I 'rm x'",
    "git merge-index rm -a",
    "git submodule--helper foreach 'rm x'",
    "git -c pull.twohead=evil pull",
    "gh repo clone o/r -- -u 'rm x'",
    "cargo +nightly watch -s 'rm x'",
    "cargo rustc -- -C linker=rm",
    "cargo clippy -- -Zcodegen-backend=x.so",
    "npm exe rm x",
    "npm confi set script-shell x",
    "pnpm curl x",
    "pnpm exec --shell-mode ls ';rm x'",
    "pnpm exec -c ls ';rm x'",
    "gcc -Wp,-MD,x a.c",
    "gcc -Wa,-a=x a.c",
    "ld -plugin x.so a.o",
    "rustc --codegen linker=rm a.rs",
    "rustc -Clinker=rm a.rs",
    "nmap --script x.nse h",
    "go test --exec=rm",
    "podman unshare rm x",
    "podman --runtime /x run i ls",
    "systemd-run -p ExecStartPre=rm ls",
    "systemd-run -E LD_PRELOAD=x ls",
    "sqlite3 db 'vacuum into x'",
    "fakeroot -l x.so ls",
    "pylint --init-hook=x y",
    "mypy --python-executable x y",
    "gcloud compute ssh x --command 'rm x'",
    "gpg --agent-program x -d y",
    "strace -E LD_PRELOAD=x ls",
    "yarn plugin import x.js",
    "tar xf a.tar --use-compress-program='rm x'",
    "tar xf u@h:a.tar --rsh-command=/tmp/evil.sh",
    "zip a.zip a.txt -T -TT 'rm x #'",
    "zip a.zip a.txt -T --unzip-command='rm x #'",
    "cpio -o --rsh-command /bin/sh -F localhost:",
    "rsync -e 'rm x' a h:b",
    "ssh -oProxyCommand='rm x' h",
    "ssh -o PermitLocalCommand=yes -o LocalCommand=/bin/sh h",
    "ssh -o KnownHostsCommand='rm x' h",
    "scp -S /tmp/evil.sh a h:b",
    "sftp -o ProxyCommand='rm x' h",
    "wget --use-askpass=/tmp/evil.sh http://h",
    "aria2c --on-download-complete=/bin/sh http://h/x",
    "socat - exec:/bin/sh",
    "yt-dlp http://h/v --exec 'rm x'",
    "sed 's/.*/rm x/e' a.txt",
    "rg --pre /tmp/evil.sh foo",
    "rg --pre=/tmp/evil.sh foo",
    "rg --hostname-bin=/tmp/evil.sh foo",
    "fd -X rm",
    "fzf --bind 'enter:execute(rm {})'",
    "fzf --preview='rm {}'",
    "bat --pager='rm x' a.txt",
    "man --pager='rm x' ls",
    "man '-Hrm x #' man",
    "less '+!rm x' a.txt",
    "vim -c ':!rm x' -c ':q'",
    "vim --cmd ':!rm x' a.txt",
    "vi -c ':set shell=/bin/sh | shell' a.txt",
    "nano -s /bin/sh a.txt",
    "dc -e '!rm x'",
    "sqlite3 /dev/null '.shell rm x'",
    "gdb -nx -ex '!rm x' -ex quit",
    "make --eval='$(shell rm x)' .",
    "npm exec rm x",
    "npm test --script-shell=/tmp/evil.sh",
    "pnpm exec rm x",
    "go build -toolexec /tmp/evil.sh ./...",
    "gcc -wrapper /bin/sh,-s x.c",
    "mvn exec:exec -Dexec.executable=rm",
    "pip config --editor 'rm x' edit",
    "bundle exec rm x",
    "pipenv run rm x",
    "hatch run rm x",
    "nix-shell --run 'rm x'",
    "direnv exec . rm x",
    "mise exec -- rm x",
    "concurrently 'rm x'",
    "nodemon --exec 'rm x'",
    "hg --config alias.x='!rm x' x",
    "svn commit --editor-cmd='rm x'",
    "ansible localhost -m shell -a 'rm x'",
    "apt-get update -o APT::Update::Pre-Invoke::=/bin/sh",
    "docker exec web sh -c 'rm -rf /'",
    "docker exec c bash -c 'rm -rf build'",
    "docker compose exec web bash",
    "kubectl exec pod -- rm -rf /",
    "tmux new-session -d 'rm x'",
    "capsh -- -c 'rm x'",
    "restic --password-command='rm x' backup .",
    "awk 'BEGIN{system(\"rm x\")}' f",
    "awk '{print > \"f\"}' f",
    "sqlite3 x '.shell rm'",
    "mysql -e '\\! rm x'",
    "cargo --config 'target.x.runner=\"rm\"' run",
    "git config alias.st '!rm x'",
    "git $X",
    "find . $X",
    "find $X -name x",
    "find . -name $X",
    "find *",
    "tar cf a.tar *",
    "tar cf a.tar $X",
    "sort $X",
    "sort \"$X\"",
    "sort *",
    "sed -i 's/a/b/' *.txt",
    "npm $X",
    "docker $X",
    "cargo $X",
    "make $X",
    "sed \"$X\" f",
    "sed -i $X f",
    "awk \"$X\" f",
    "rg \"$X\"",
    "xargs $X",
    "env $X",
    "env \"$X\" ls",
    "timeout \"$X\" ls",
    "sudo $X",
    "git push \"$X\"",
    "git -c \"$X\" log",
    "git -c core.pager=\"$X\" log",
    "git clone \"$X\"",
    "curl \"$X\"",
    "curl -K x https://a.b",
    "bash -c \"$X\"",
    "bash \"$X\"",
    "bash -O extglob -c ls",
    "bash -ic ls",
    "bash -k -c ls",
    "bash +B -c ls",
    "bash --rcfile f -c ls",
    "python3 -",
    "python3 -m \"$X\"",
    "python3 -uc x",
    "perl -pi -e x f",
    "perl -ne x",
    "node -pe x",
    "ruby -ne x",
    "node --require x y",
    "tar -xf a --one-top-level=x",
    "watch ls",
    "flock f -c x",
    "su -c x",
    "script -c x",
    "parallel echo ::: a",
    "ssh h ls",
    "find . -delete",
    "find . -fprint f",
    "find . -exec rm {} +",
    "find . -execdir rm {} ;",
    "fd x -x rm",
    "rsync -a --delete a b",
    "git submodule foreach 'rm x'",
    "less -o f g",
    "env -S 'rm x'",
    "env -S 'sh -c \"x\"'",
    "env --split-string=rm",
    "env -C / rm",
    "xargs -a f rm",
    "make SHELL=/tmp/x",
    "make 'V=$(shell rm x)'",
    "make -f - all",
    "npm --script-shell=x test",
    "npm test --script-shell=x",
    "go vet -vettool=x",
    "go vet -toolexec x",
    "kubectl --kubeconfig f get pods",
    "docker run --entrypoint rm x",
    "docker compose run web rm",
    "mise exec -- rm",
    "uv run rm",
    "uv run -m x",
    "npx rm",
    "npx -c 'rm x'",
    "bundle exec rm",
    "git log --output=f",
    "git log --ext-diff",
    "man -P 'rm x' ls",
    "bat --pager=x f",
    "strace -o '|rm x' ls",
    "vim +!x f",
    "psql -c '\\! rm'",
    "psql -c 'copy t to program $$x$$'",
    "psql",
    "redis-cli eval x 0",
    "jq env",
    "perl -Mx y",
    "php -d x=y f",
    "gcc -B. x.c",
    "gcc @f",
    "go test -exec x",
    "mvn exec:java",
    "cmake -DCMAKE_C_COMPILER=rm .",
    "cmake -E env rm",
    "split --filter=x a",
    "install --strip-program=x a b",
    "sed -s -f x f",
    "sed --expression='s/a/b/e' f",
    "gawk -i x 1",
    "awk -f x",
    "tar --to-comm=x -xf a",
    "tar -xf a --checkpoint=1 --checkpoint-action=exec=x",
    "rsync -aex a b",
    "scp -oProxyCommand=x a h:b",
    "ssh h -p 22 ls",
    "wget -i f",
    "openssl x -engine y",
    "perl -lne x",
    "perl -0777ne x f",
    "ruby -W0e x",
    "git clone 'ext::sh -c rm%'",
    "git remote add x ext::y",
    "git --config-env=core.pager=X log",
    "git clone --config core.fsmonitor=x a",
    "scons CC=x",
    "gradle -Dx=y build",
    "just x=y z",
    "base64 -d -o f",
    "tar xf h:a",
];

/// Whether nothing is said of a line but that files are read.
fn is_silent(effects: &Effects) -> bool {
    let writes = effects.files.iter().any(|file| !matches!(file.access, Access::Read | Access::Either));
    effects.starts.is_empty() && effects.opaque.is_empty() && !writes
}

#[test]
fn what_starts_or_loads_something_else_is_not_silent() {
    let silent: Vec<_> = RISKY.iter().filter(|line| is_silent(&of(line))).collect();
    assert!(silent.is_empty(), "{silent:#?}");
}

#[test]
fn a_word_that_is_not_known_may_be_what_is_risky() {
    let mut silent = Vec::new();
    for line in RISKY {
        let known = words(line);
        let (name, arguments) = known.split_first().unwrap();
        // All that follow a word become unknown with it: the first may end what they belong to.
        for at in 0..arguments.len() {
            let mut unknown = arguments.to_vec();
            unknown.truncate(at);
            unknown.push(Word::unknown());
            let name = name.as_literal().unwrap();
            if is_silent(&effects(name, &unknown)) && is_silent(&effects(name, &arguments[..at])) {
                silent.push(*line);
            }
        }
    }
    // Git itself refuses helpers in a URL unless it is told otherwise.
    silent.dedup();
    assert_eq!(silent, ["git remote add x ext::y"]);
}

macro_rules! files {
    ($($name:ident: $command:expr => [$(($path:expr, $how:ident)),*];)*) => {$(
        #[test]
        fn $name() {
            let expected: Vec<(String, &str)> = vec![$(($path.to_owned(), stringify!($how))),*];
            let how = |file: &NamedFile| match (file.access, file.origin) {
                (Access::Read, _) => "Read",
                (Access::Either, _) => "Unknown",
                (_, Origin::Option) => "OptionWrite",
                _ => "Write",
            };
            let found: Vec<_> = of($command).files.iter().map(|file| (show(&file.path), how(file))).collect();
            assert_eq!(found, expected);
        }
    )*};
}

files! {
    reads: "cat a b" => [("a", Read), ("b", Read)];
    after_dashes: "rm -- -x" => [("-x", Write)];
    text: "echo /etc/passwd" => [];
    unlisted: "tool a @b" => [("a", Unknown), ("b", Unknown)];
    names: "git log ./x .env topic" => [("./x", Unknown), (".env", Unknown)];
    git_files: "git checkout a" => [("a", Unknown)];
    git_difference: "git diff a -- b" => [("b", Read)];
    several_folders: "git -C a -C b diff -- c" => [("c", Read)];
    target_folder: "cargo b --target-dir a" => [("a", Unknown)];
    mode_like_option: "chmod -w a" => [("a", Write)];
    parents: "cp --parents a/b c" => [("c", Write), ("a/b", Read), ("c/b", Write), ("c/a/b", Write)];
    one_link: "ln -s /x/a" => [("./a", Write), ("/x/a", Read)];
    output_folder: "curl --output-dir a -o b h" => [("b", OptionWrite), ("a", OptionWrite), ("a/b", OptionWrite)];
    several_uploads: "curl -T '{a,b}' h" => [("{a,b}", Read), ("?", Read)];
    build_secret: "docker build --secret id=a,src=b -" => [("a", Unknown), ("b", Unknown)];
    build_output: "docker build -o type=local,dest=a -" => [("a", OptionWrite)];
    mount_in_quotes: "docker run --mount '\"Source=/a\"' i ls" => [("/a", Unknown)];
    named_content: "kubectl create cm x --from-file=k=/a" => [("/a", Unknown)];
    attached_output: "gcc -oa" => [("a", OptionWrite)];
    value_behind_a_sign: "docker run -v=/a:/b i ls" => [("/a", Unknown)];
    output_behind_a_sign: "docker save -o=a i" => [("a", OptionWrite)];
    device: "docker run --device /dev/a i ls" => [("/dev/a", Unknown)];
    field_of_a_form: "gh api x --field a=@/b" => [("/b", Unknown)];
    body: "gh pr create -F /b" => [("/b", Unknown)];
    gist: "gh gist create a" => [("create", Unknown), ("a", Unknown)];
    bucket: "aws s3 cp a s3://b/c" => [("a", Read)];
    payload: "aws x --payload fileb:///a" => [("/a", Unknown)];
    raw_file: "jq --rawfile n a . b" => [("a", Read), ("b", Read)];
    formatted: "rustfmt a" => [("a", Unknown)];
    report: "pytest --junitxml a" => [("a", Unknown)];
    key_with_token: "ssh -i %d/a h ls" => [("%d/a", Read), ("?", Read)];
    message: "git commit -m .env" => [];
    attached_message: "git commit -m.env" => [];
    pattern: "grep -rn .env src" => [("src", Read)];
    pattern_by_option: "grep -e x .env" => [(".env", Read)];
    patterns_from_file: "grep -f/etc/passwd a" => [("/etc/passwd", Read), ("a", Read)];
    patterns_from_long: "grep --file=/etc/passwd a" => [("/etc/passwd", Read), ("a", Read)];
    modes: "chmod +x a" => [("a", Write)];
    mode_of_another: "chmod --reference=b a" => [("b", Read), ("a", Write)];
    edited_yaml: "yq eval -i .a=1 f" => [("f", Read), ("f", Write)];
    deleted: "find a b -delete" => [("a", Read), ("b", Read), ("a", Write), ("b", Write)];
    packed: "tar czf a.tar src" => [("a.tar", Write), ("src", Read)];
    unpacked: "tar xzf a.tar -C out" => [("a.tar", Read), ("out", Write)];
    unpacked_here: "tar -xf a.tar" => [("a.tar", Read), (".", Write)];
    unzipped: "unzip -o a.zip -d out" => [("a.zip", Read), ("out", Write)];
    script_writes: "sed 's/a/b/w f' a" => [("f", OptionWrite), ("a", Read)];
    program_writes: "awk '{print > \"f\"}' a" => [("f", OptionWrite), ("a", Read)];
    unknown_file: "cat $X" => [("?", Read)];
    unknown_tail: "cat /etc/$X" => [("/etc/?", Read)];
    unknown_copy: "cp \"$X\" out" => [("out", Write), ("?", Read), ("out/?", Write), ("?", Write)];
    volume: "docker run -v /etc:/e alpine ls" => [("/etc", Unknown)];
    git_output: "git diff --output=f" => [("f", OptionWrite)];
    removed: "rm -r a" => [("a", Write)];
    removed_by_force: "rm -fr a" => [("a", Write)];
    touched: "touch -m a" => [("a", Write)];
    compressed_to_output: "gzip -c a" => [("a", Read)];
    compressed: "gunzip a.gz" => [("a.gz", Read), ("a.gz", Write), ("a", Write), ("a.gz.*", Write)];
    dumped: "xxd -r a b" => [("b", Write), ("a", Read), ("b/a", Write)];
    shuffled: "shuf -o b a" => [("b", OptionWrite), ("a", Read)];
    recoded: "iconv -f utf8 -o b a" => [("b", OptionWrite), ("a", Read)];
    dates: "date -f a" => [("a", Read)];
    encoded: "openssl base64 -in a" => [("a", Read), ("base64", Unknown)];
    abbreviated_output: "sort --outp=b a" => [("b", OptionWrite), ("a", Read)];
    abbreviated_output_apart: "sort --outp b a" => [("b", OptionWrite), ("a", Read)];
    abbreviated_patterns: "grep --fil=b .env" => [("b", Read), (".env", Read)];
    edited: "sed -i.bak s/a/b/ a" => [("a", Read), ("a", Write), ("a.bak", OptionWrite)];
    scanned: "nmap -oN a h" => [("a", OptionWrite)];
    list_of_files: "wc --files0-from=a" => [("a", Read)];
    output_of_sort: "sort -o b a" => [("b", OptionWrite), ("a", Read)];
    output_in_cluster: "sort -uob a" => [("b", OptionWrite), ("a", Read)];
    unlisted_option: "cat --x=/etc/y" => [("/etc/y", Read), ("/etc/y", Unknown)];
    copy: "cp -r a/b /etc" => [("/etc", Write), ("a/b", Read), ("/etc/b", Write)];
    moved: "mv a b" => [("b", Write), ("a", Read), ("a", Write), ("b/a", Write)];
    dd: "dd if=a of=/dev/sda" => [("a", Read), ("/dev/sda", OptionWrite)];
    curl_output: "curl -sSLo /etc/x https://a.b" => [("/etc/x", OptionWrite)];
    curl_here: "curl -O https://a.b/c" => [(".", OptionWrite)];
    curl_data: "curl -d @/etc/passwd https://a.b" => [("/etc/passwd", Read)];
    curl_data_whole: "curl -d @a,b;c https://a.b" => [("a,b;c", Read)];
    curl_forms: "curl -F x=@a,/etc/passwd;type=y https://a.b" => [("a", Read), ("/etc/passwd", Read)];
    curl_form_headers: "curl -F x=@a;headers=@/etc/b https://a.b" => [("a", Read), ("/etc/b", Read)];
    curl_form_name: "curl -F u@h=</etc/b https://a.b" => [("/etc/b", Read)];
    curl_form_quoted: "curl -F x=@\"/etc/a,b\" https://a.b" => [("/etc/a", Read), ("b", Read), ("/etc/a,b", Read)];
    curl_form: "curl -F x=@/etc/passwd;type=y https://a.b" => [("/etc/passwd", Read)];
    wget_here: "wget https://a.b/c" => [(".", Write)];
    wget_there: "wget -O x https://a.b/c" => [("x", OptionWrite)];
    standard: "cat - /dev/null" => [];
    copy_into: "cp -t /etc a" => [("/etc", Write), ("a", Read), ("/etc/a", Write)];
    split: "split a x" => [("a", Read), ("x*", Write)];
    upload: "scp ./a host:b" => [("./a", Read)];
    download: "scp host:a /etc/b" => [("/etc/b", Write)];
}

#[test]
fn very_many_files_take_no_time_to_speak_of() {
    let words: Vec<Word> = (0..50_000).map(|number| Word::literal(format!("f{number}"))).collect();
    let start = std::time::Instant::now();
    assert_eq!(effects("cat", &words).files.len(), words.len());
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
}

macro_rules! hosts {
    ($($name:ident: $command:expr => $hosts:expr, $uses:expr;)*) => {$(
        #[test]
        fn $name() {
            let found = of($command);
            let hosts: Vec<String> = found.hosts.iter().map(show).collect();
            assert_eq!((hosts, found.uses_network), ($hosts.map(|host: &str| host.to_owned()).to_vec(), $uses));
        }
    )*};
}

hosts! {
    operand: "curl -o out.html example.com" => ["example.com"], true;
    proxy_attached: "curl -sxevil.example https://good.example" => ["evil.example", "https://good.example"], true;
    proxy_long: "curl --proxy=evil.example:80 good.example" => ["evil.example:80", "good.example"], true;
    quiet_pings: "fping -q a.example b.example" => ["a.example", "b.example"], true;
    who_answers: "whois -h a.example b.example" => ["a.example", "b.example"], true;
    applied: "kubectl apply -f https://a.example/x" => ["https://a.example/x"], true;
    charts: "helm install x y --repo https://a.example" => ["https://a.example"], true;
    daemon: "docker -H tcp://a.example ps" => ["tcp://a.example"], true;
    connection: "psql 'host=a.example dbname=b'" => ["a.example"], true;
    named_database: "psql -d postgresql://a.example/b" => ["postgresql://a.example/b"], true;
    port: "nc good.example 80" => ["good.example"], true;
    number_first: "nc 2130706433 80" => ["2130706433"], true;
    record_type: "dig @1.1.1.1 good.example A" => ["1.1.1.1", "good.example"], true;
    in_option: "tool --url=https://a.b/c d" => ["https://a.b/c"], true;
    message_with_url: "git commit -m https://x.example" => [], false;
    remote: "git clone git@h.io:o/r" => ["git@h.io"], true;
    remote_without_user: "git -C x clone h.io:o/r" => ["h.io"], true;
    remote_pushed: "git push h:o" => ["h"], true;
    refspec: "git push origin main:main :old" => [], true;
    image: "docker pull evil.example/x" => ["evil.example"], true;
    configured: "npm install" => [], true;
    bare: "yarn" => [], true;
    local: "npm test" => [], false;
    ssh: "ssh -p 22 -i key.pem u@good.example" => ["u@good.example"], true;
    jump: "ssh -J evil.example good.example" => ["evil.example", "good.example"], true;
    scp: "scp -P 22 a good.example:x" => ["good.example"], true;
    scp_local: "scp a b" => [], false;
    relative: "nc.openbsd h 1" => ["h"], true;
    text_with_url: "echo https://a" => [], false;
}

macro_rules! starts {
    ($($name:ident: $command:expr => $starts:expr;)*) => {$(
        #[test]
        fn $name() {
            assert_eq!(started($command), $starts.map(|start: &str| start.to_owned()).to_vec());
            assert_eq!(opaque($command), [""; 0]);
        }
    )*};
}

starts! {
    digit_in_name: "ionice 7z git" => ["7z git"];
    no_user: "chpst rm git" => ["rm git"];
    value_of_fakeroot: "fakeroot -s git rm x" => ["rm x"];
    env_assignments: "env -i A=b git status" => ["git status"];
    env_split: "env -S 'A=b rm x' y" => ["rm x y"];
    sudo_user: "sudo -n -u root systemctl status nginx" => ["systemctl status nginx"];
    timeout_signal: "timeout --signal=KILL 120 pytest -q" => ["pytest -q"];
    nice_attached: "nice -n19 make -j4" => ["make -j4"];
    nice_number: "nice -19 make" => ["make"];
    ionice_class: "ionice -c3 git gc" => ["git gc"];
    xargs_appended: "xargs -0 -n 10 wc -l" => ["wc -l ?"];
    xargs_mark: "xargs -I {} echo {}.txt" => ["echo ?.txt"];
    xargs_parallel: "xargs -n 5 -P 4 grep -l foo" => ["grep -l foo ?"];
    xargs_alone: "xargs" => ["echo ?"];
    find_exec: "find . -name '*.md' -exec cat {} ;" => ["cat .?"];
    find_twice: "find a -exec x {} + -exec y {} ;" => ["x a?", "y a?"];
    find_shell: "find . -exec sh -c 'rm {}' ;" => ["sh -c rm .?"];
    fd_exec: "fd -e md -x wc -l" => ["wc -l ?"];
    shell_code: "bash -c 'ls -la' _ a" => ["bash: ls -la [_ a]"];
    shell_pipefail: "bash -euxo pipefail -c ls" => ["bash: ls []"];
    shell_cluster: "bash -xec ls" => ["bash: ls []"];
    shell_login: "bash -lc ls" => ["bash: ls []"];
    shell_posix: "sh -c ls" => ["sh: ls []"];
    shell_script: "bash -x build.sh a" => ["script build.sh"];
    shell_input: "bash -s x" => ["<"];
    shell_quoted: "bash -c \"$X\"" => ["bash: ? []"];
    npx_program: "npx eslint src --ext .ts,.tsx" => ["eslint src --ext .ts,.tsx"];
    npm_exec: "npm exec rm x" => ["rm x"];
    docker_exec: "docker exec -it web sh -c ls" => ["sh -c ls"];
    docker_run: "docker run --rm -v /a:/b alpine ls -la" => ["ls -la"];
    compose_exec: "docker compose exec web bash" => ["bash"];
    kubectl_exec: "kubectl exec -it pod -- rm -rf /" => ["rm -rf /"];
    ssh_command: "ssh -p 22 u@h rm -rf x" => ["sh: rm -rf x []"];
    watch_words: "watch -n 1 git status" => ["sh: git status []"];
    flock_program: "flock -n f rm x" => ["rm x"];
    taskset_mask: "taskset -c 0 rm x" => ["rm x"];
    command_p: "command -p rm x" => ["rm x"];
    git_pager: "git -c core.pager='rm x' log" => ["sh: rm x []"];
    git_alias: "git -c alias.x='!rm y' x" => ["rm y ?"];
    git_rebase: "git rebase -x 'make test' main" => ["sh: make test []"];
    git_bisect: "git bisect run rm x" => ["rm x"];
    tar_program: "tar xf a.tar -I 'rm x'" => ["rm x", "rm x ?"];
    rsync_shell: "rsync -e 'ssh -p 22' a h:b" => ["ssh -p 22", "ssh -p 22 ?"];
    ssh_proxy: "ssh -oProxyCommand='rm x' h ls" => ["sh: rm x []", "sh: ls []"];
    tar_checkpoint: "tar xf a.tar --checkpoint=1 --checkpoint-action=exec=date" => ["sh: date []"];
    git_pager_cat: "git -c core.pager=cat log" => ["sh: cat []"];
    make_compiler: "make CC=gcc all" => ["gcc ?"];
    bundle_exec: "bundle exec rspec" => ["rspec"];
    uv_run: "uv run pytest -q" => ["pytest -q"];
    uv_script: "uv run x.py" => ["python x.py"];
    shell_process_substitution: "bash /dev/fd/*" => ["<"];
    git_difftool: "git difftool -x mytool HEAD" => ["mytool ?"];
    busybox: "busybox rm x" => ["rm x"];
    entr: "entr -r make /_" => ["make ?"];
    strace: "strace -f -o out rm x" => ["rm x"];
}

#[test]
fn what_is_transparent_starts_a_program() {
    for (line, transparent) in [
        ("env A=b git status", true),
        ("env", false),
        ("env -0", false),
        ("nice", false),
        ("nohup ls", true),
        ("command -v x", true),
        ("command ls", true),
        ("exec ls", true),
        ("builtin echo", true),
        ("timeout 5 ls", true),
        ("time ls", true),
        ("stdbuf -oL ls", true),
        ("sudo ls", false),
        ("xargs ls", false),
    ] {
        assert_eq!(of(line).transparent, transparent, "{line}");
    }
}

#[test]
fn env_gives_its_assignments_and_folder() {
    let effects = of("env -C sub A=b ls");
    let start = effects.starts.first().unwrap();
    assert_eq!(start.environment, [("A".to_owned(), Word::literal("b"))]);
    assert_eq!(start.folder, Some(Word::literal("sub")));
}

mod laws {
    use proptest::prelude::*;

    use super::*;

    /// Words that programs read in ways of their own, whole and in part.
    const PIECES: &[&str] = &[
        "-",
        "--",
        "-c",
        "-x",
        "-e",
        "-o",
        "-f",
        "-I",
        "-S",
        "-exec",
        "{}",
        ";",
        "+",
        ":::",
        "=",
        "a=b",
        "a",
        "/",
        ".",
        "exec",
        "run",
        "config",
        "xf",
        "s/a/b/",
        "{print > ",
        "\"f\"}",
        "--output=",
        "--to-command",
        "@",
        "é",
        "host:",
        "https://",
        "[",
        "\\",
        "|",
        "core.pager=",
        " ",
        "",
    ];

    fn word() -> impl Strategy<Value = Word> {
        let part = prop_oneof![
            6 => prop::sample::select(PIECES).prop_map(|text| Part::Known(text.to_owned())),
            1 => Just(Part::Unknown),
            1 => Just(Part::Segment),
        ];
        let extent = prop_oneof![
            5 => Just(Extent::One), 1 => Just(Extent::Operand), 1 => Just(Extent::Parameter), 1 => Just(Extent::Each), 1 => Just(Extent::Many)
        ];
        (prop::collection::vec(part, 0..3), extent).prop_map(|(parts, extent)| Word::new(parts, extent))
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 5_000, ..ProptestConfig::default() })]

        #[test]
        fn every_program_reads_any_words(
            name in prop::sample::select(table::all().flat_map(|entry| entry.names.split_ascii_whitespace()).collect::<Vec<_>>()),
            arguments in prop::collection::vec(word(), 0..6),
        ) {
            let effects = effects(name, &arguments);
            for file in &effects.files {
                prop_assert!(file.argument.is_none_or(|at| arguments.get(at).is_some()), "{file:?}");
            }
            // What says nothing of known words cannot say less of an unknown one than that it is there.
            let transparent = effects.transparent;
            prop_assert!(!transparent || !effects.starts.is_empty() || matches!(name, "command" | "exec"));
        }
    }

    #[test]
    fn time_is_linear_in_the_words() {
        let time = |name: &str, word: &str| {
            let words: Vec<Word> = (0..1_000).map(|_| Word::literal(word)).collect();
            let start = std::time::Instant::now();
            drop(effects(name, &words));
            (name.to_owned(), word.to_owned(), start.elapsed())
        };
        for entry in table::all() {
            let name = entry.names.split_ascii_whitespace().next().unwrap();
            for word in ["a", "-x", "--output=a", "-exec", "a=b"] {
                let (name, word, taken) = time(name, word);
                assert!(taken.as_millis() < 1000, "{name} {word}: {taken:?}");
            }
        }
    }
}
