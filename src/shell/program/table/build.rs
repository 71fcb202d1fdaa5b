//! Build tools, compilers and package managers: the project's own files are data, options that carry code are not.

use super::super::entry::Kind::{
    Flag, Folder, Host, Loads, LoadsValue, Path, Query, Reads as ReadsFile, RunsWords, ScriptFile, Text,
    Writes as WritesFile, WritesKnown,
};
use super::super::entry::Network::{Configured, IfUrl};
use super::super::entry::Operands::{Files, Names, Opaque, Own, Program, Reads};
use super::super::entry::{Entry, entry};
use super::super::special::make;
use crate::list::List;
use crate::prelude::*;

const OTHER: &str = "a subcommand that starts or loads something else";
const NODE: &[(&str, super::super::entry::Kind)] = &[
    ("--script-shell --shell", LoadsValue),
    (
        "--node-options --init-module --userconfig --globalconfig --git --viewer --browser --editor --use-yarnrc",
        LoadsValue,
    ),
    ("--prefix -C --dir --cwd", Folder),
    ("--registry", Host),
    ("-w --workspace --filter -F --loglevel --otp --tag --omit --include --scope --reporter --access --depth", Text),
    ("-c --call", LoadsValue),
    (
        "-r --recursive -g --global -D --save-dev -S --save -E --save-exact -O -P -s --silent -y --yes -f --force --ignore-scripts --legacy-peer-deps --workspaces --if-present \
      --dry-run --no-audit --no-fund --json --long --all --frozen-lockfile --no-frozen-lockfile --immutable --production --prod --parallel --offline --prefer-offline",
        Flag,
    ),
];
const NODE_NETWORK: &str = "- install i in ins inst insta instal isnt isnta isntal isntall add ci clean-install update up upgrade \
            publish view info show search audit outdated login adduser whoami ping fetch unpublish deprecate dist-tag access token \
            team owner star install-test it dlx exec x create init";

#[rustfmt::skip]
pub(super) const ENTRIES: &[Entry] = &[
    entry("make gmake bmake", Own(make::program)).network(IfUrl).with(&[
        ("--eval -E", LoadsValue), ("-e --environment-overrides", Loads), ("-f --file --makefile", ScriptFile), ("-I --include-dir", LoadsValue), ("-C --directory", Folder),
        ("-j? --jobs? -l? --load-average? --max-load? --debug? -O? --output-sync?", Text), ("-o --old-file -W --what-if --new-file --assume-new --assume-old", Text),
        ("-B -k -n -s -i -q -t -w -d -p -r -R -S -b -m --always-make --keep-going --dry-run --just-print --silent --quiet --ignore-errors --question --touch --print-directory --no-print-directory \
          --print-data-base --no-builtin-rules --no-builtin-variables --trace --warn-undefined-variables --recon -L --check-symlink-times", Flag), ("-v --version -h --help", Query)]),
    entry("ninja", Names).with(&[("-C", Folder), ("-f", ScriptFile), ("-j -k -l -d -t -w", Text)]),
    entry("just", Own(make::program)).with(&[("-f --justfile", ScriptFile), ("-d --working-directory", Folder), ("-c --command --shell --chooser --shell-arg --shell-command --set --dotenv-path --tempdir --cygpath", LoadsValue), ("-e --edit --choose", Loads), ("-l --list -n --dry-run -q --quiet -v --verbose -u --unsorted --summary --evaluate --dump", Flag)]),
    entry("rake ant gradle gradlew meson scons bazel", Own(make::program)).network(IfUrl).with(&[
        ("--eval -E -e -I -f --file --command --shell --run_under --init-script -c --settings-file -b --build-file -r --require -lib -listener -logger --rakefile -p --execute-continue", LoadsValue),
        ("-D* -P*", LoadsValue)]),
    entry("mvn mvnw", Own(maven)).network(IfUrl).with(&[("-f --file", ScriptFile), ("-s --settings -gs --global-settings -t --toolchains -gt --global-toolchains", LoadsValue), ("-D --define", Text),
        ("-q --quiet -B --batch-mode -o --offline -U --update-snapshots -e -X --debug -N -nsu -ntp -am -amd -ff -fae -fn -V -C -c", Flag), ("-T --threads -pl --projects -P --activate-profiles -rf --resume-from -l --log-file", Text)]),
    entry("cmake", Own(cmake)).network(IfUrl).with(&[
        ("-C -P --toolchain --preset --debugger-pipe --debugger", LoadsValue), ("-D", Text), ("-S -B --build --install -G -T -A --target -t --config --parallel? -j? --prefix --component -U --log-level --workflow", Text),
        ("--graphviz --trace-redirect --debugger-dap-log", WritesFile), ("-v --verbose --fresh -W? --clean-first -N -L -LA -LH --trace --version --help", Flag)]),
    entry("ctest", Names).network(IfUrl).with(&[("-S -D -M -T --script --build-and-test --test-command --dashboard --build-makeprogram --build-generator", LoadsValue), ("-O --output-log --output-junit", WritesFile),
        ("-j? --parallel? -R -E -L -LE -C --timeout --test-dir --preset --repeat -I --tests-regex", Text), ("-V -VV -Q -N --output-on-failure --verbose --progress", Flag)]),
    entry("rustup", Names).network(Configured("install update toolchain component target self"))
        .commands(&[entry("run", Program(1)), entry("*", Names)]),
    entry("swift", Names).network(IfUrl).commands(&[entry("build test package", Names).with(&[("-Xswiftc -Xcc -Xlinker", LoadsValue), ("--package-path -c", Text)]), entry("*", Opaque("program text for an interpreter"))]).with(&[("--version", Query)]),
    entry("cargo", Names).network(Configured("install add update fetch publish search login yank owner")).with(&[("--config -Z", LoadsValue), ("-C", Folder), ("--color +*", Text), ("--manifest-path --target-dir --artifact-dir --root --lockfile-path", Path), ("-v --verbose -q --quiet --offline --frozen --locked", Flag), ("-V --version --list", Query)])
        .commands(&[
            entry("watch", Opaque(OTHER)), entry("script", Opaque(OTHER)),
            entry("rustc rustdoc clippy", Own(rustc)).with(&[("-p --package --bin --test --example --bench -F --features --target --profile -j --jobs --message-format --crate-type", Text)]),
            entry("*", Names).with(&[("-p --package --bin --test --example --bench -F --features --target --profile -j --jobs --message-format --exclude -D --branch --tag --rev --version", Text), ("--git", Host), ("--path", ReadsFile)]),
        ]),
    entry("go", Names).words().network(Configured("get install mod")).with(&[("-C", Folder)]).commands(&[
        entry("generate tool run", Opaque(OTHER)),
        entry("env", Names).with(&[("-w -u", Loads)]),
        entry("version doc list clean help mod work telemetry", Names).with(&[("-toolexec -modfile -overlay -exec", LoadsValue), ("-f -m", Text)]),
        entry("fmt vet fix", Names).with(&[("-toolexec -vettool -overlay -modfile -exec", LoadsValue), ("-tags", Text)]),
        entry("*", Names).with(&[("-exec -toolexec -ldflags -gcflags -asmflags -gccgoflags -modfile -overlay -vettool -pkgdir -installsuffix", LoadsValue),
            ("-o -coverprofile -cpuprofile -memprofile -blockprofile -mutexprofile -trace -outputdir", WritesFile),
            ("-run -bench -tags -timeout -count -p -parallel -cpu -covermode -coverpkg -mod -buildmode -skip -fuzz -fuzztime -benchtime", Text), ("-v -race -short -cover -x -n -a -i -c -json -failfast -trimpath -benchmem", Flag)]),
    ]),
    entry("gcc g++ cc c++ clang clang++ ld rustc rustdoc gfortran", Reads).with(&[
        ("-wrapper* -fplugin* -B* -specs* --specs* -load* -Xlinker* -Wl,* -fuse-ld* --linker* -Clinker* -Z* @* -Xclang* -fpass-plugin* -plugin* -Wp,* -Wa,* -C* --codegen*", LoadsValue), ("-C --codegen", LoadsValue),
        ("-MF -MF* -o -o* -aux-info -dumpdir --out-dir --emit -Map -Map*", WritesFile), ("-I -L -D -l -x -U -W? -f* -m* -O? -std* --edition --crate-type --crate-name --cfg --target -arch -isystem -MT -MQ", Text), ("-include -imacros", ReadsFile)]).words(),

    entry("npm pnpm yarn corepack", Names).network(Configured(NODE_NETWORK)).with(NODE).commands(&[
        entry("exec exe x", Own(super::super::special::containers::node_exec)).strict().with(&[("-c --call", super::super::entry::Kind::Runs), ("-p --package", Text), ("-y --yes -r --recursive", Flag)]),
        entry("dlx", Program(0)).strict().with(&[("-p --package", Text), ("-q --quiet -y --yes", Flag)]),
        // npm takes beginnings of its commands for them.
        entry("explore explor explo create creat crea cre cr init ini innit inni inn edit edi ed node", Opaque(OTHER)),
        entry("config confi conf con c", Names).commands(&[entry("get list ls", Names), entry("*", Opaque(OTHER))]),
        entry("set plugin", Opaque(OTHER)),
        // What is neither a command nor a script pnpm runs as a program.
        entry("sh bash zsh dash ksh python python3 perl ruby php deno curl wget ssh scp rsync nc mv cp dd tee sed awk find xargs env sudo git docker", Opaque(OTHER)),
        entry("pkg pk", Names).commands(&[entry("get", Names), entry("*", Opaque("a subcommand that writes a file of scripts"))]),
        entry("*", Names),
    ]),
    entry("pip pip3", Names).network(Configured("")).with(&[("--python", LoadsValue), ("--proxy -i --index-url --extra-index-url --trusted-host", Host), ("--log --report", WritesKnown), ("-r --requirement -c --constraint", ReadsFile), ("-t --target --prefix --root --src -d --dest --download --cache-dir -w --wheel-dir", WritesKnown),
        ("-e --editable -f --find-links", Path), ("--timeout --retries --format --exists-action --upgrade-strategy --only-binary --no-binary --platform --python-version", Text), ("--pre -U --upgrade -q --quiet -v --verbose --user --no-cache-dir --no-deps --force-reinstall --no-input --dry-run -y --yes", Flag)])
        .commands(&[entry("config", Names).with(&[("--editor", RunsWords), ("--global --user --site", Flag)]).commands(&[entry("get list debug", Names), entry("*", Opaque(OTHER))]), entry("*", Names)]),
    entry("gem bundle composer", Names).network(Configured("")).with(&[("-c --config --config-file --post-invoke --pre-invoke", LoadsValue), ("-V -v --verbose", Flag)]).commands(&[
        entry("exec", Program(0)), entry("run run-script console open edit sh config", Opaque(OTHER)), entry("*", Names)]),
    entry("apt apt-get aptitude dnf yum apk pacman brew dpkg rpm snap flatpak port zypper", Names).network(Configured("")).with(&[
        ("-o --option -c --config --config-file --root --pre-invoke --post-invoke --admindir --instdir --setopt --hookdir", LoadsValue), ("-t --target-release --default-release", Text), ("-y --yes --assume-yes -q --quiet -f -s --no-install-recommends", Flag)])
        .commands(&[entry("exec run console open edit sh config edit-sources shell", Opaque(OTHER)), entry("*", Names)]),
    entry("apt-cache apt-mark dpkg-query", Names).with(&[("-o --option -c --config-file", LoadsValue)]),

    // Tests, linters and formatters: configuration and plugins of the project are data.
    entry("pytest py.test", Names).with(&[("-c --config-file --rootdir --confcutdir --junitxml --junit-xml --basetemp --log-file", Path), ("-k -m -n -p -o --override-ini --maxfail --tb --cov-report --durations --timeout --deselect --ignore -W", Text), ("-x -v -s -q -l -vv -vvv --lf --ff --pdb", Flag)]),
    entry("black isort prettier shfmt rustfmt gofmt clang-format", Files).with(&[("-l --line-length -t --target-version --parser --tab-width --print-width --edition --style -i", Text)]),
    entry("ruff flake8 pylint mypy pyright eslint tsc jest vitest mocha rubocop shellcheck golangci-lint coverage rspec phpunit", Names).with(&[
        ("--init-hook --python-executable", LoadsValue), ("--output-file --outFile", WritesKnown),
        ("--select --ignore --extend-select --line-length -l -k --ext --format -f --target-version -t -p --project --max-warnings --testNamePattern --reporter --root", Text)]),
    entry("stylelint biome oxlint turbo nx lerna vite webpack rollup esbuild next nuxt astro tailwindcss svelte-check ng expo playwright cypress storybook prisma drizzle-kit", Names).network(IfUrl),
];

/// `cargo rustc -- options of rustc`.
fn rustc(reading: &mut super::super::read::Reading<'_>) {
    let options = reading.ended_at.and_then(|at| reading.words.get(at..)).unwrap_or_default();
    // Names of lints are no files.
    let lints = reading.subcommands.first() == Some(&"clippy");
    reading.include("rustc", options);
    if lints {
        reading.found.effects.files.clear();
    }
}

/// Maven: goals that run a program.
fn maven(reading: &mut super::super::read::Reading<'_>) {
    use super::super::files::looks_like_path;
    use crate::shell::plan::OpaqueKind;
    for index in reading.operands.clone() {
        let Some(word) = reading.word(index) else { continue };
        let beginning = word.known_beginning();
        if beginning.contains("exec")
            || beginning.contains("antrun")
            || beginning.contains("groovy")
            || beginning.starts_with("org.")
            || beginning.starts_with("com.")
        {
            reading.opaque_word(OpaqueKind::Code, OTHER, index);
        } else if beginning.is_empty() {
            reading
                .opaque(OpaqueKind::Argument, "an argument that is not known and may be a goal that starts a program");
        }
        reading.either(&[index], looks_like_path);
    }
    for given in reading.options.clone() {
        let value = given.value.as_ref().map_or("", |value| value.known_beginning());
        let name = value.split('=').next().unwrap_or_default();
        let runs = ["exec", "argLine", "jvm", "maven.ext", "executable", "debugForked", "compilerArg", "groovy"];
        if matches!(given.name, "-D" | "--define") && (name.is_empty() || runs.iter().any(|run| name.contains(run))) {
            reading.opaque_word(OpaqueKind::Code, "a property that starts or loads something else", given.index);
        }
    }
}

/// CMake: variables that name programs, and commands it runs itself.
fn cmake(reading: &mut super::super::read::Reading<'_>) {
    use super::super::files::looks_like_path;
    use crate::shell::plan::OpaqueKind;
    for given in reading.options.clone().iter().filter(|given| given.name == "-D") {
        let name = given
            .value
            .as_ref()
            .map_or("", |value| value.known_beginning())
            .split(['=', ':'])
            .next()
            .unwrap_or_default();
        let harmless = [
            "CMAKE_BUILD_TYPE",
            "CMAKE_INSTALL_PREFIX",
            "CMAKE_EXPORT_COMPILE_COMMANDS",
            "CMAKE_CXX_STANDARD",
            "CMAKE_C_STANDARD",
            "CMAKE_VERBOSE_MAKEFILE",
            "CMAKE_POSITION_INDEPENDENT_CODE",
            "CMAKE_OSX_ARCHITECTURES",
            "CMAKE_INSTALL_LIBDIR",
            "CMAKE_POLICY_VERSION_MINIMUM",
            "CMAKE_COLOR_MAKEFILE",
            "CMAKE_OSX_DEPLOYMENT_TARGET",
            "CMAKE_UNITY_BUILD",
            "CMAKE_INTERPROCEDURAL_OPTIMIZATION",
        ];
        let upper = name.to_ascii_uppercase();
        let runs = [
            "CMAKE_",
            "COMPILER",
            "LAUNCHER",
            "EXECUTABLE",
            "PROGRAM",
            "COMMAND",
            "LINKER",
            "FLAGS",
            "TOOLCHAIN",
            "_DIR",
            "INCLUDE",
        ];
        if name.is_empty() || (!harmless.contains(&name) && runs.iter().any(|run| upper.contains(run))) {
            reading.opaque_word(OpaqueKind::Code, "a variable that starts or loads something else", given.index);
        }
    }
    if reading.text(0) == Some("-E") {
        let quiet = "echo cat copy copy_directory copy_if_different make_directory remove remove_directory rename sleep \
            touch true false md5sum sha256sum compare_files environment capabilities echo_append";
        if !reading.text(1).is_some_and(|command| super::super::entry::lists(quiet, command)) {
            reading.opaque(OpaqueKind::Code, OTHER);
        }
        let operands: Vec<usize> = (2..reading.words.len()).list();
        return reading.either(&operands, |_| true);
    }
    let operands = reading.operands.clone();
    reading.either(&operands, looks_like_path);
    for given in reading
        .options
        .clone()
        .iter()
        .filter(|given| matches!(given.name, "-S" | "-B" | "--build" | "--install" | "--prefix"))
    {
        if let Some(value) = &given.value {
            reading.file(
                value,
                crate::shell::plan::Access::Either,
                crate::shell::plan::Origin::Operand,
                given.value_index,
            );
        }
    }
}
