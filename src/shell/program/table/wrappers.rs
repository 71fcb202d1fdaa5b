//! Programs that start others.

use super::super::entry::Kind::{Flag, Folder, LoadsValue, OwnValue, Query, Reads, Runs, Text, Writes};
use super::super::entry::Network::IfUrl;
use super::super::entry::Operands::{self, Names, Opaque, Program, ShellWords, Wrapper};
use super::super::entry::{Entry, entry};
use super::super::special::containers;
use super::super::special::wrappers as own;

const OTHER: &str = "a program that starts another program";
const HELP: (&str, super::super::entry::Kind) = ("--help --version", Query);

const fn wrapper(names: &'static str, operands: Operands) -> Entry {
    entry(names, operands).strict()
}

#[rustfmt::skip]
pub(super) const ENTRIES: &[Entry] = &[
    wrapper("env genv", Wrapper(own::environment)).transparent().with(&[
        HELP, ("-i --ignore-environment -0 --null -v --debug --list-signal-handling", Flag), ("-u --unset -a --argv0", Text), ("-C --chdir", Folder),
        ("-S --split-string", OwnValue), ("--block-signal? --default-signal? --ignore-signal?", Flag),
    ]),
    wrapper("sudo", Wrapper(own::environment)).with(&[
        HELP, ("-l -ll -v -V -k -K --list --validate --reset-timestamp --remove-timestamp -h?", Query),
        ("-A --askpass -b --background -E --preserve-env? -H --set-home -n --non-interactive -P --preserve-groups -S --stdin -B --bell -N --no-update \
          -i --login -s --shell", Flag),
        ("-C --close-from -g --group --host -p --prompt -r --role -T --command-timeout -t --type -U --other-user -u --user", Text),
        ("-D --chdir", Folder), ("-R --chroot -e --edit", LoadsValue),
    ]),
    wrapper("doas", Wrapper(own::environment)).with(&[("-n -L", Flag), ("-s", Flag), ("-u -a", Text), ("-C", LoadsValue)]),
    wrapper("nice gnice", Program(0)).transparent().with(&[HELP, ("-n --adjustment", Text), ("-0? -1? -2? -3? -4? -5? -6? -7? -8? -9?", Flag)]),
    wrapper("nohup gnohup", Program(0)).transparent().with(&[HELP]),
    wrapper("timeout gtimeout", Program(1)).transparent().with(&[HELP, ("-k --kill-after -s --signal", Text), ("-f --foreground -p --preserve-status -v --verbose", Flag)]),
    wrapper("time", Program(0)).transparent().with(&[HELP, ("-p --portability -v --verbose -q --quiet -a --append -V", Flag), ("-f --format", Text), ("-o --output", Writes)]),
    wrapper("stdbuf gstdbuf", Program(0)).transparent().with(&[HELP, ("-i --input -o --output -e --error", Text)]),
    wrapper("setsid", Program(0)).with(&[HELP, ("-c --ctty -f --fork -w --wait -V -h", Flag)]),
    wrapper("ionice", Wrapper(own::of_process)).with(&[HELP, ("-c --class -n --classdata -p --pid -P --pgid -u --uid", Text), ("-t --ignore", Flag)]),
    wrapper("taskset", Wrapper(own::of_process)).with(&[HELP, ("-a --all-tasks -c --cpu-list -p --pid", Flag)]),
    wrapper("chrt", Wrapper(own::of_process)).with(&[HELP, ("-a -b -d -f -i -o -r -R -m -v -p --batch --deadline --fifo --idle --other --rr --pid --reset-on-fork --max --verbose", Flag),
        ("-T -P -D --sched-runtime --sched-period --sched-deadline", Text)]),
    wrapper("choom", Wrapper(own::of_process)).with(&[HELP, ("-n --adjust", Text), ("-p --pid", Text)]),
    wrapper("cpulimit", Program(0)).with(&[("-l --limit -e --exe -p --pid", Text), ("-i -z -v -b -f -k --lazy --verbose --include-children", Flag)]),
    wrapper("chroot gchroot", Wrapper(own::or_shell)).with(&[HELP, ("--groups --userspec", Text), ("--skip-chdir", Flag)]),
    wrapper("unshare", Wrapper(own::or_shell)).with(&[HELP,
        ("-m? --mount? -u? --uts? -i? --ipc? -n? --net? -p? --pid? -U? --user? -C? --cgroup? -T? --time? -f --fork -r --map-root-user -c --map-current-user \
          --map-auto --keep-caps --kill-child? --mount-proc? -h", Flag),
        ("--map-user --map-group --map-users --map-groups --propagation --setgroups -S --setuid -G --setgid --monotonic --boottime", Text), ("-w --wd", Folder)]),
    wrapper("strace", Wrapper(own::traced)).with(&[HELP,
        ("-A -C -D -DD -DDD -c -d -f -ff -F -h -i -k -n -N -q -qq -r -t -tt -ttt -T -v -V -w -x -xx -y -yy -z -Z -Y --follow-forks --output-separately --summary --summary-only", Flag),
        ("-E --env", LoadsValue), ("-a -b -e -I -O -p -P -s -S -u -U -X --trace --signal --attach --string-limit --user --columns", Text), ("-o --output", OwnValue)]),
    wrapper("ltrace", Wrapper(own::traced)).with(&[HELP, ("-c -C -f -h -i -L -r -S -t -tt -ttt -T -V -b", Flag), ("-a -A -D -e -n -p -s -u -w -x -l", Text),
        ("-o --output", OwnValue), ("-F --config", LoadsValue)]),
    wrapper("flock", Wrapper(own::flock)).with(&[HELP, ("-s --shared -x -e --exclusive -u --unlock -n --nb --nonblock -o --close -F --no-fork -v --verbose -h", Flag),
        ("-w --wait --timeout -E --conflict-exit-code", Text), ("-c --command", OwnValue)]),
    wrapper("watch", ShellWords(0)).with(&[HELP, ("-b --beep -c --color -C --no-color -d? --differences? -e --errexit -g --chgexit -p --precise -r --no-rerun -t --no-title -w --no-wrap -x --exec -h -v", Flag),
        ("-n --interval -q --equexit", Text), ("-s --shotsdir", Writes)]),
    wrapper("xargs gxargs", Wrapper(own::xargs)).with(&[HELP, ("-0 --null -o --open-tty -p --interactive -r --no-run-if-empty -t --verbose -x --exit --show-limits", Flag),
        ("-a --arg-file", Reads), ("-d --delimiter -E -L --max-lines? -n --max-args -P --max-procs -s --max-chars --process-slot-var -R", Text),
        ("-e? --eof? -l?", Flag), ("-I -J", Text), ("-i? --replace?", Flag)]),
    wrapper("parallel", Wrapper(own::parallel)).with(&[("--version --help", Query), ("-j --jobs -P --max-procs -n --max-args -N --delay --retries --timeout --halt --memfree --load -C --colsep -d --delimiter --nice --tagstring --block --max-replace-args", Text),
        ("-k --keep-order --bar --progress --eta -0 --null --tag --will-cite --line-buffer --lb -u --ungroup --dry-run -X -m --xargs -t --verbose -v --no-notice --group --quiet --linebuffer --silent --no-run-if-empty -r --eta", Flag),
        ("-a --arg-file", Reads)]),
    wrapper("su", Operands::Own(own::su)).with(&[HELP, ("-c --command --session-command", Runs), ("-l --login -m -p --preserve-environment -f --fast -P --pty -h", Flag), ("-g --group -G --supp-group -w --whitelist-environment", Text), ("-s --shell", LoadsValue)]),
    wrapper("runuser", Wrapper(own::su)).with(&[HELP, ("-c --command --session-command", Runs), ("-l --login -m -p --preserve-environment -f --fast -P --pty -h", Flag), ("-u --user -g --group -G --supp-group -w --whitelist-environment", Text), ("-s --shell", LoadsValue)]),
    wrapper("sg", Operands::Own(own::su)).with(&[("-c", Runs)]),
    wrapper("script", Operands::Own(own::script)).with(&[HELP, ("-c --command", Runs), ("-a --append -e --return -f --flush --force -q --quiet -t? --timing? -h -V", Flag),
        ("-E --echo -m --logging-format -o --output-limit", Text), ("-I --log-in -O --log-out -B --log-io -T --log-timing", Writes)]),
    wrapper("systemd-run", Program(0)).with(&[HELP, ("--scope --user --system -r --remain-after-exit --wait --pipe -P -t --pty -q --quiet -G --collect --no-block -d --same-dir --no-ask-password", Flag),
        ("-u --unit --description --slice --uid --gid --nice --service-type", Text), ("-p --property -E --setenv -M --machine -H --host", LoadsValue), ("--working-directory", Folder)]),
    wrapper("systemd-inhibit", Program(0)).with(&[HELP, ("--what --who --why --mode", Text), ("--list", Query), ("--no-pager --no-legend", Flag)]),
    wrapper("systemd-cat", Program(0)).with(&[HELP, ("-t --identifier -p --priority --stderr-priority --level-prefix", Text)]),
    wrapper("dbus-run-session", Program(0)).with(&[HELP, ("--config-file --dbus-daemon", LoadsValue)]),
    wrapper("unbuffer", Program(0)).with(&[("-p", Flag)]),
    wrapper("caffeinate", Program(0)).with(&[("-d -i -m -s -u", Flag), ("-t -w", Text)]),
    wrapper("gosu su-exec setuidgid s6-setuidgid", Program(1)),
    wrapper("chpst", Program(0)),
    wrapper("tini dumb-init", Program(0)).with(&[("--version -h", Query), ("-s -g -v -w -c --single-child --verbose", Flag), ("-p -e -r --rewrite", Text)]),
    wrapper("proxychains proxychains4 torsocks tsocks", Program(0)).with(&[("-q", Flag), ("-f", LoadsValue)]),
    wrapper("sshpass", Program(0)).with(&[("-p -d -P", Text), ("-f", Reads), ("-e -v", Flag), ("-h -V", Query)]),
    wrapper("chronic", Program(0)).with(&[("-v -e", Flag)]),
    wrapper("ifne", Program(0)).with(&[("-n", Flag)]),
    wrapper("entr", Wrapper(own::entr)).with(&[("-a -c -d -n -p -r -s -x -z -cc", Flag)]),
    wrapper("watchexec", ShellWords(0)).with(&[HELP, ("-e --exts -w --watch -i --ignore -f --filter -d --debounce -s --signal -o --on-busy-update --stop-timeout --delay-run -W --watch-non-recursive", Text),
        ("-r --restart -c? --clear? -p --postpone -q --quiet -N --notify -v -1 --no-vcs-ignore --no-project-ignore --no-default-ignore --no-discover-ignore --timings", Flag)]),
    wrapper("linux32 linux64 i386 x86_64", Program(0)).with(&[HELP, ("-B -F -I -L -R -S -T -X -Z -3 -v --addr-no-randomize --verbose", Flag)]),
    wrapper("fakeroot", Program(0)).with(&[HELP, ("-l --lib --faked", LoadsValue), ("-i", Reads), ("-s", Writes), ("-u --unknown-is-real", Flag), ("-b --fd-base", Text), ("-h -v", Query)]),
    wrapper("catchsegv eatmydata ccache sccache distcc icecc zrun", Program(0)).with(&[HELP, ("-s --show-stats -z --zero-stats -C --clear -c --cleanup -p --show-config", Query)]),
    wrapper("direnv", Names).with(&[HELP]).commands(&[
        entry("exec", Program(1)).strict(), entry("status version help", Names), entry("*", Opaque(OTHER)),
    ]),
    wrapper("mise", Names).with(&[HELP, ("-q --quiet -v --verbose -y --yes", Flag), ("-C --cd", Folder)]).commands(&[
        entry("exec x", Operands::Own(containers::after_dashes)).with(&[("-c --command", Runs), ("-j --jobs", Text)]),
        entry("ls list current version where which doctor outdated help env bin-paths registry search", Names), entry("*", Opaque(OTHER)),
    ]),

    // Package runners: the runner and what it starts.
    wrapper("npx", Program(0)).network(super::super::entry::Network::Configured("")).with(&[HELP, ("-y --yes --no -q --quiet --no-install --prefer-offline --offline --ignore-existing -v --include-workspace-root", Flag), ("-p --package -w --workspace", Text), ("-c --call", Runs)]),
    wrapper("bunx pnpx", Program(0)).network(super::super::entry::Network::Configured("")).with(&[HELP, ("--bun --no-install --verbose --silent -y --yes", Flag), ("-p --package", Text)]),
    wrapper("uvx", Program(0)).network(super::super::entry::Network::Configured("")).with(&[HELP, ("--from --with -p --python --index-url --with-requirements --color", Text), ("-q --quiet -v --verbose --offline --isolated --refresh --no-cache -n", Flag)]),
    wrapper("pipx", Names).with(&[HELP]).commands(&[
        entry("run", Program(0)).strict().with(&[("--spec --python --with --index-url", Text), ("--no-cache --verbose -v -q --quiet", Flag)]),
        entry("list environment completions", Names), entry("install upgrade upgrade-all uninstall inject reinstall ensurepath", Names), entry("*", Opaque(OTHER)),
    ]),
    entry("uv", Names).network(super::super::entry::Network::Configured("sync add lock pip tool run python self publish build"))
        .with(&[HELP, ("--directory --project", Folder), ("-q --quiet -v --verbose --offline --no-cache -n --no-progress --native-tls --no-config", Flag), ("--color --cache-dir --config-file", Text)])
        .commands(&[
            entry("run", Wrapper(containers::uv_run)).strict().with(&[
                ("--with --with-requirements --with-editable --extra --group --only-group --no-group -p --python --package --env-file --index-url --no-extra", Text), ("-m --module", Text),
                ("--all-extras --dev --no-dev --no-sync --frozen --locked --isolated --active --exact --no-project --all-groups --refresh --no-editable --all-packages -s --script", Flag), ("--directory --project", Folder)]),
            entry("tool", Names).commands(&[
                entry("run", Program(0)).strict().with(&[("--from --with -p --python", Text), ("--isolated --offline", Flag)]), entry("*", Names)]),
            entry("*", Names),
        ]),
    entry("poetry", Names).network(super::super::entry::Network::Configured("install add update lock publish search self")).with(&[HELP, ("-C --directory -P --project", Folder), ("-q --quiet -v -vv -vvv -n --no-interaction --no-cache --ansi --no-ansi", Flag)])
        .commands(&[entry("run", Program(0)).strict(), entry("shell", Opaque(OTHER)), entry("*", Names)]),
    entry("pipenv", Names).network(super::super::entry::Network::Configured("install update upgrade sync lock")).with(&[HELP])
        .commands(&[entry("run", Program(0)).strict(), entry("shell open", Opaque(OTHER)), entry("*", Names)]),
    entry("hatch", Names).with(&[HELP, ("-e --env -p --project --data-dir --cache-dir --config", Text), ("-v --verbose -q --quiet --color --no-color --interactive --no-interactive", Flag)])
        .commands(&[entry("run", Program(0)).strict().with(&[("-i -x", Text)]), entry("shell", Opaque(OTHER)), entry("*", Names)]),
    entry("pdm rye pixi", Names).with(&[HELP]).network(super::super::entry::Network::Configured("install add update sync lock"))
        .commands(&[entry("run", Program(0)).strict(), entry("exec shell use", Opaque(OTHER)), entry("*", Names)]),
    entry("conda mamba micromamba", Names).with(&[HELP]).network(super::super::entry::Network::Configured("install create update search"))
        .commands(&[entry("run", Program(0)).strict().with(&[("-n --name", Text), ("-p --prefix", Text), ("--no-capture-output --live-stream -v", Flag), ("--cwd", Folder)]),
            entry("list info search install create update remove clean env config", Names), entry("*", Opaque(OTHER))]),
    entry("tox nox", Names).with(&[("-f --noxfile -c --conf -x --override", LoadsValue)]),

    // Others are not seen through.
    entry("sudoedit pkexec nsenter perf gdb lldb valgrind rr scriptreplay at batch setpriv prlimit numactl firejail bwrap proot \
        screen tmux rlwrap xvfb-run ssh-agent capsh setarch hyperfine asdf nix nix-shell wine \
        wsl start open xdg-open run-parts start-stop-daemon daemonize softlimit newgrp cgexec nodemon concurrently dotenv cross-env \
        git-shell vipe sponge pee mispipe socat dialog whiptail logsave pkgx \
        - yt-dlp fzf sk hg svn restic borg rdiff-backup ansible ansible-playbook \
        coreutils runcon faketime fakechroot schroot run0 volta fnm rbenv \
        pyenv nodenv jenv goenv devbox guix nix-build nix-instantiate flatpak-spawn host-spawn distrobox toolbox \
        systemd-nspawn bear scan-build compiledb kcov prove rename prename file-rename ldd \
        aws-vault chamber sops doppler infisical xcrun arch sandbox-exec sem lckdo setlock envdir envuidgid tsp nq apply dtach abduco \
        zellij ttyd asciinema xterm x-terminal-emulator gnome-terminal konsole alacritty wezterm sensible-editor sensible-pager \
        sensible-browser run-mailcap logrotate tcpdump tshark pdsh clush pssh parallel-ssh gdbserver uftrace heaptrack dtrace forfiles \
        rundll32 regsvr32 mshta wscript cscript msiexec wmic schtasks runas pcalua reflex air modd cargo-watch when-changed \
        onchange lint-staged env-cmd dotenvx libtool latexmk", Opaque(OTHER)).network(IfUrl),
    entry("crontab", Opaque(OTHER)).with(&[("-l", Query), ("-u", Text)]),
];
