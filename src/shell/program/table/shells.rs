//! Shells and interpreters.

use super::super::entry::Kind::{Code, Flag, Input, Loads, LoadsValue, Module, Query, Reads, Text};
use super::super::entry::Network::{Configured, IfUrl};
use super::super::entry::Operands::{Files, Names, Opaque, Own, Script};
use super::super::entry::{Entry, Operands, entry};
use super::super::special::{shells, wrappers};
use crate::policy::Capability;

const SH: &[Capability] = &[Capability::Sh];
const PY: &[Capability] = &[Capability::Py];
const JS: &[Capability] = &[Capability::Js, Capability::Node];

const CODE: &str = "program text for an interpreter";
const STATE: &str = "a command that changes how the shell reads or runs later text";

const fn interpreter(names: &'static str) -> Entry {
    entry(names, Script).network(IfUrl)
}

const fn named(names: &'static str, operands: Operands) -> Entry {
    entry(names, operands).network(IfUrl)
}

#[rustfmt::skip]
pub(super) const ENTRIES: &[Entry] = &[
    named("sh bash rbash rksh rzsh zsh dash ash ksh ksh93 mksh lksh oksh pdksh fish csh tcsh yash posh osh elvish nu xonsh", Own(shells::program)).is(SH),
    named("pwsh powershell cmd", Opaque("shell code")).is(SH),
    named("busybox toybox", Operands::Program(0)).with(&[("--help --list --list-full --install", Query)]).strict().is(SH),

    interpreter("python pythonw py python2 python3 pypy pypy3 jython micropython").is(PY).with(&[
        ("-c", Code), ("-m", Module), ("-i", Input), ("--help -h -V --version -VV --help-all --help-env --help-xoptions", Query),
        ("-W -X --check-hash-based-pycs", Text), ("-B -b -d -E -I -O -P -q -R -s -S -u -v -x -t -3", Flag),
    ]),
    named("ipython ipython3 bpython ptpython", Opaque(CODE)).is(PY).with(&[("--version --help", Query)]),
    interpreter("node nodejs").is(JS).with(&[
        ("-e --eval -p --print -pe", Code), ("-i --interactive", Input), ("-v --version -h --help --v8-options --test --run?", Query),
        ("-r --require --import --loader --experimental-loader --experimental-config-file --experimental-default-config-file \
          --env-file --env-file-if-exists --snapshot-blob --icu-data-dir --openssl-config --diagnostic-dir --redirect-warnings \
          --build-snapshot-config --experimental-sea-config --test-reporter --test-global-setup", LoadsValue),
        ("--inspect? --inspect-brk? --inspect-wait? --cpu-prof --heap-prof --prof --report-on-signal --build-snapshot --trace-events-enabled", Loads),
        ("-c --check --watch --no-warnings --enable-source-maps --experimental-strip-types --experimental-vm-modules --expose-gc \
          --trace-warnings --use-strict --preserve-symlinks --max-old-space-size? --stack-size? --unhandled-rejections? --input-type? \
          --test-only --test-force-exit --experimental-test-coverage --harmony --permission", Flag),
        ("-C --conditions --watch-path --title --test-name-pattern --test-concurrency --test-timeout --test-shard", Text),
    ]),
    interpreter("tsx ts-node qjs d8").is(JS).with(&[
        ("-e --eval -p --print -c", Code), ("-r --require --import --loader -i --interactive -l -m -I", LoadsValue), ("-v --version -h --help", Query),
        ("-T --transpile-only --esm --files", Flag), ("-P --project --tsconfig -O --compiler-options", Text),
    ]),
    named("deno", Names).is(JS).network(Configured("install i add update upgrade x create publish outdated pm"))
        .with(&[("-V --version -h --help", Query), ("-c --config --import-map --preload --cert --env-file? -r? --reload?", LoadsValue)])
        .commands(&[
            entry("eval repl run serve x jupyter task compile upgrade install add create init bundle lsp", Opaque(CODE)),
            entry("test lint fmt check remove update outdated doc info cache publish vendor types coverage bench clean", Names),
            entry("*", Opaque(CODE)),
        ]),
    named("bun", Names).is(JS).network(Configured("install i add update upgrade x create publish outdated pm"))
        .with(&[("-v --version -h --help --revision", Query), ("-e --eval -p --print", Code), ("-r --preload --require --import -c --config --env-file --shell", LoadsValue)])
        .commands(&[
            entry("test install i ci add a remove rm update outdated pm link unlink audit info publish why", Names),
            // A script of the project by its name, or of a file.
            entry("run", Names), entry("build", Names),
            entry("*", Opaque(CODE)),
        ]),
    interpreter("java").words().with(&[
        ("-jar -cp -classpath --class-path -p --module-path -m --module --add-modules --add-opens --add-exports", Text), ("-version --version -help --help -h", Query),
        ("-javaagent* -agentlib* -agentpath* -XX:OnError* -XX:OnOutOfMemoryError* -Xbootclasspath* -XX:Flags* -XX:VMOptionsFile* -Xrun*", LoadsValue),
        ("@*", LoadsValue),
    ]),
    interpreter("perl").with(&[
        ("-e -E", Code), ("-M? -m? -I -d? -x? -D?", LoadsValue), ("-v -V? --version --help -h", Query),
        ("-p -n -a -w -W -c -l -0 -t -T -u -U -s -S -X -f -g -C -i? -F?", Flag),
    ]),
    interpreter("ruby").with(&[
        ("-e", Code), ("-r -I --require", LoadsValue), ("-v --version --help -h --copyright", Query),
        ("-n -p -a -l -w -W -c -s -S -x? -0 -i? -K -E? -F? -C? -X? -T --enable --disable --yjit --jit", Flag),
    ]),
    interpreter("php").with(&[
        ("-r -B -R -E --run --process-begin --process-code --process-end", Code), ("-d -c -z --define --php-ini --zend-extension -F --process-file", LoadsValue),
        ("-a --interactive", Input), ("-v --version -h --help -i --info -m --modules --ini", Query), ("-n -q -l --syntax-check -w -s", Flag), ("-f --file", Text), ("-S --server -t --docroot", Text),
    ]),
    interpreter("lua luajit tclsh wish guile racket julia rscript osascript groovy scala runghc elixir escript").with(&[
        ("-e -E -c --eval -i -l -L -r -R -p -I --load --require --interactive -s -C -P", LoadsValue), ("-v --version --help -h", Query),
    ]),
    named("expect irb pry jrunscript jjs clojure clj bb octave matlab ocaml utop ghc swipl sbcl clisp raku gforth root cling tcc r jshell \
        ghci iex erl dc tex pdftex latex pdflatex xelatex lualatex luatex m4 gnuplot", Opaque(CODE)).with(&[("--version", Query)]),
    // A calculator: it opens files, and runs nothing.
    named("bc", Operands::Reads).with(&[("-l -q -i -s -w --mathlib --quiet", Flag)]),

    // Shell builtins that run text or change how later text is read.
    named("eval source . trap alias unalias export declare typeset readonly local set shopt enable hash read mapfile \
        readarray unset let getopts bind complete compgen compopt fc history setopt unsetopt emulate autoload zmodload \
        noglob nocorrect repeat begin and or not coproc jobs", Opaque(STATE)),
    // bash evaluates subscripts in what these test or assign.
    entry("test [", Operands::Text).words().with(&[("-v -R", LoadsValue)]),
    entry("printf", Operands::Text).with(&[("-v", LoadsValue)]),
    entry("wait", Operands::Text).with(&[("-p", LoadsValue)]),
    entry("exec", Operands::Wrapper(wrappers::builtin)).strict().transparent().with(&[("-a", Text), ("-c -l", Flag)]),
    entry("command", Operands::Wrapper(wrappers::builtin)).strict().transparent().with(&[("-v -V", Query), ("-p", Flag)]),
    entry("builtin", Operands::Wrapper(wrappers::builtin)).strict().transparent(),
    entry("ld.so ld-linux.so.2 ld-linux-x86-64.so.2 ld-linux-aarch64.so.1 ld-musl-x86_64.so.1", Operands::Program(0)).strict().with(&[("--list --version --help", Query)]),
    named("basenc", Files).with(&[("-w --wrap", Text), ("--files0-from", Reads)]),
];
