//! What is known about the options of programs. Data; a program that is not here is read in every way it could be.

use spin::LazyLock;

use super::scan::Subcommand;
use super::{Part, glob};
use crate::names::Names;
use crate::prelude::*;

/// How a program reads its options.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// Nothing is known: every reading counts.
    Unlisted,
    /// Single letters in clusters, long options that may be abbreviated (`getopt_long` and its like).
    Getopt,
    /// The same, and the first word may be a cluster without a dash (`tar xf`).
    Bundled,
    /// Single letters in clusters, long options in full (clap, cobra, commander).
    Full,
    /// Whole words after one dash or two (`find -delete`, `go test -run`).
    Words,
}

/// A program, with what is needed to tell its options from its operands.
///
/// Only what is certain stands here: an option that is missing is read with and without a value, one that is wrong
/// hides the subcommand from denials. Lists are separated by blanks.
#[derive(Debug)]
pub(super) struct Program {
    /// Its names, in lower case.
    names: &'static str,
    pub(super) style: Style,
    /// Options without a value. With a `*`, a glob for words before the subcommand that are no operands
    /// (`cargo +nightly build`, `make A=1 all`).
    flags: &'static str,
    /// Options with a value.
    values: &'static str,
    /// For a program with subcommands, the options of single ones (`*`: of all): names, flags, values. The lists above
    /// are then for what stands before the subcommand.
    subcommands: &'static [(&'static str, &'static str, &'static str)],
}

const UNLISTED: Program = plain("", Style::Unlisted, "", "");

/// The table by each name: every command that is checked looks its program up, several times.
static BY_NAME: LazyLock<Names<&'static Program>> = LazyLock::new(|| {
    PROGRAMS.iter().flat_map(|program| program.names.split(' ').map(move |name| (name.to_owned(), program))).collect()
});

impl Program {
    /// The entry of a program, by its name in lower case.
    pub(super) fn named(name: &str) -> &'static Self {
        BY_NAME.get(name).copied().unwrap_or(&UNLISTED)
    }

    /// Whether an option, as it stands before any `=`, takes the next word as its value. `None`: not known.
    pub(super) fn takes_value(&self, option: &str, subcommand: Subcommand<'_>) -> Option<bool> {
        let in_lists = |flags: &str, values: &str| {
            if lists(values, option) { Some(true) } else { lists(flags, option).then_some(false) }
        };
        match subcommand {
            Subcommand::Unknown if !self.subcommands.is_empty() => None,
            Subcommand::Known(subcommand) if !self.subcommands.is_empty() => self
                .subcommands
                .iter()
                .filter(|(names, _, _)| *names == "*" || lists(names, subcommand))
                .find_map(|(_, flags, values)| in_lists(flags, values)),
            _ => in_lists(self.flags, self.values),
        }
    }

    /// Whether a word before the subcommand, of which not all may be known, may be something else than an operand.
    pub(super) fn skips(&self, word: &[Part]) -> bool {
        // Few entries hold a glob at all, and this is asked for every operand in front of a subcommand.
        glob::is_glob(self.flags)
            && self.flags.split(' ').any(|flag| glob::is_glob(flag) && glob::could_match(flag, word, false))
    }

    /// The name of every program in the table.
    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        BY_NAME.names()
    }
}

fn lists(words: &str, word: &str) -> bool {
    words.as_bytes().split(|byte| *byte == b' ').any(|listed| listed == word.as_bytes())
}

const fn plain(names: &'static str, style: Style, flags: &'static str, values: &'static str) -> Program {
    Program { names, style, flags, values, subcommands: &[] }
}

/// A program with subcommands of whose own options nothing is listed.
const UNKNOWN: &[(&str, &str, &str)] = &[("", "", "")];

const fn parent(
    names: &'static str,
    style: Style,
    flags: &'static str,
    values: &'static str,
    subcommands: &'static [(&'static str, &'static str, &'static str)],
) -> Program {
    Program { names, style, flags, values, subcommands }
}

const CONTAINER_FLAGS: &str =
    "-d --detach -i --interactive -t --tty --rm --privileged --init -P --publish-all --read-only";
const CONTAINER_VALUES: &str = "-v --volume -p --publish -e --env --env-file -w --workdir -u --user --name -h --hostname \
     --network --net --mount --entrypoint -m --memory --cpus -l --label --add-host --cap-add --cap-drop --device --dns \
     --platform --restart --shm-size --tmpfs --ulimit --volumes-from --security-opt --pull --gpus --pid --ipc --userns";
const KUBERNETES_FLAGS: &str = "--insecure-skip-tls-verify --match-server-version --warnings-as-errors";
const KUBERNETES_VALUES: &str = "-n --namespace --context --cluster --kubeconfig --user --server --token --as --as-group \
     --as-uid --cache-dir --certificate-authority --client-certificate --client-key --request-timeout --tls-server-name";
const AWS_FLAGS: &str = "--debug --no-verify-ssl --no-paginate --no-sign-request --no-cli-pager";
const AWS_VALUES: &str = "--profile --region --output --endpoint-url --query --color --ca-bundle --cli-read-timeout \
     --cli-connect-timeout --cli-binary-format";
const GCLOUD_VALUES: &str = "--project --account --configuration --format --verbosity --impersonate-service-account \
     --billing-project --flags-file --trace-token --access-token-file";

const PROGRAMS: &[Program] = &[
    parent(
        "git",
        Style::Getopt,
        "-p --paginate -P --no-pager --no-replace-objects --bare --literal-pathspecs --glob-pathspecs \
         --noglob-pathspecs --icase-pathspecs --no-optional-locks --no-lazy-fetch --no-advice --exec-path",
        "-C -c --git-dir --work-tree --namespace --super-prefix --config-env --attr-source",
        &[
            (
                "push",
                "-f --force -u --set-upstream -n --dry-run -d --delete --all --branches --tags --mirror --follow-tags \
                 --atomic --verify --no-verify -q --quiet -v --verbose --progress --prune --thin --no-thin -4 --ipv4 \
                 -6 --ipv6 --porcelain --force-with-lease --no-force-with-lease --force-if-includes",
                "-o --push-option --repo --receive-pack --exec",
            ),
            (
                "commit",
                "-a --all -p --patch -n --no-verify -s --signoff -v --verbose -q --quiet --amend --no-edit -e --edit \
                 --allow-empty --allow-empty-message -i --include -o --only --dry-run --short --porcelain --long -z \
                 --null --reset-author --no-gpg-sign --no-post-rewrite",
                "-m --message -F --file -C --reuse-message -c --reedit-message --fixup --squash --author --date -t \
                 --template --cleanup --trailer --pathspec-from-file",
            ),
            (
                "branch",
                "-d -D --delete -f --force -m -M --move -c -C --copy -r --remotes -a --all -l --list -v --verbose -q \
                 --quiet --show-current --no-track",
                "-u --set-upstream-to --points-at --sort --format",
            ),
            (
                "checkout",
                "-f --force -q --quiet -d --detach -l -p --patch -m --merge --ours --theirs",
                "-b -B --orphan",
            ),
            (
                "switch",
                "-f --force --discard-changes -d --detach -m --merge -q --quiet",
                "-c -C --create --force-create --orphan",
            ),
            ("reset", "--hard --soft --mixed --merge --keep -q --quiet -p --patch -N --intent-to-add", ""),
            ("clean", "-d -f --force -x -X -n --dry-run -i --interactive -q --quiet", "-e --exclude"),
            (
                "add stage",
                "-f --force -A --all -u --update -p --patch -n --dry-run -v --verbose -N --intent-to-add",
                "",
            ),
            ("tag", "-d --delete -f --force -a --annotate -s --sign -l --list", "-m --message -F --file"),
            (
                "rebase",
                "-i --interactive --abort --continue --skip --quit --autosquash --autostash",
                "-x --exec --onto",
            ),
            ("rm", "-r -f --force --cached -n --dry-run -q --quiet", ""),
            (
                "log",
                "--oneline -p --patch --stat --graph --all --follow --no-merges",
                "-n --grep --author --since --until",
            ),
        ],
    ),
    plain(
        "rm grm",
        Style::Getopt,
        "-f --force -i -I --interactive -r -R --recursive --one-file-system --no-preserve-root --preserve-root -d --dir \
         -v --verbose",
        "",
    ),
    plain(
        "chmod chown chgrp gchmod gchown",
        Style::Getopt,
        "-c --changes -f --silent --quiet -v --verbose -R --recursive --no-preserve-root --preserve-root \
         --no-dereference -H -L -P",
        "--reference",
    ),
    plain(
        "curl",
        Style::Getopt,
        "-# -0 -1 -2 -3 -4 -6 -a -B -f -g -G -i -I -j -J -k -l -L -M -n -N -O -p -q -R -s -S -v -V -Z -: --silent \
         --show-error --fail --fail-with-body --location --location-trusted --insecure --include --head --verbose \
         --compressed --get --remote-name --remote-header-name --globoff --ipv4 --ipv6 --no-buffer --progress-bar \
         --create-dirs --parallel --netrc",
        "-A -b -c -C -d -D -e -E -F -H -K -m -o -P -Q -r -t -T -u -U -w -x -X -y -Y -z --data --data-ascii --data-raw \
         --data-binary --data-urlencode --json --header --request --user-agent --user --output --output-dir --url \
         --upload-file --form --form-string --cookie --cookie-jar --proxy --proxy-user --max-time --connect-timeout \
         --retry --retry-delay --retry-max-time --referer --range --cert --key --cacert --capath --config --write-out \
         --resolve --connect-to --interface --limit-rate --telnet-option --unix-socket --dump-header --proto",
    ),
    plain(
        "ssh",
        Style::Getopt,
        "-4 -6 -A -a -C -f -G -g -K -k -M -N -n -q -s -T -t -V -v -X -x -Y -y",
        "-B -b -c -D -E -e -F -I -i -J -L -l -m -O -o -p -P -Q -R -S -W -w",
    ),
    parent(
        "docker",
        Style::Full,
        "-D --debug --tls --tlsverify",
        "-c --context -H --host -l --log-level --config --tlscacert --tlscert --tlskey",
        &[("run create exec", CONTAINER_FLAGS, CONTAINER_VALUES)],
    ),
    parent(
        "podman",
        Style::Full,
        "",
        "-c --connection --url --identity --log-level --root --runroot --runtime --storage-driver --storage-opt --tmpdir",
        &[("run create exec", CONTAINER_FLAGS, CONTAINER_VALUES)],
    ),
    parent(
        "docker-compose",
        Style::Full,
        "",
        "-f --file -p --project-name --project-directory --profile --env-file --ansi --progress --parallel",
        UNKNOWN,
    ),
    parent(
        "kubectl oc",
        Style::Full,
        KUBERNETES_FLAGS,
        // `-s` and `-v` mean other things to some subcommands.
        "-n --namespace --context --cluster --kubeconfig --user -s --server --token --as --as-group --as-uid \
         --cache-dir --certificate-authority --client-certificate --client-key --request-timeout --tls-server-name -v --v",
        &[("*", KUBERNETES_FLAGS, KUBERNETES_VALUES)],
    ),
    parent(
        "helm",
        Style::Full,
        "--debug --kube-insecure-skip-tls-verify",
        "-n --namespace --kube-context --kubeconfig --kube-apiserver --kube-token --kube-as-user --kube-as-group \
         --kube-ca-file --kube-tls-server-name --registry-config --repository-cache --repository-config",
        UNKNOWN,
    ),
    parent(
        "npm",
        Style::Getopt,
        "-g --global -s --silent -D --save-dev -S --save -E --save-exact -O --save-optional --no-save -y --yes -f \
         --force --ignore-scripts --legacy-peer-deps --workspaces --if-present --dry-run --no-audit --no-fund",
        "-C --prefix --registry --loglevel -w --workspace --cache --userconfig --globalconfig --script-shell --scope --otp",
        &[(
            "*",
            "-g --global -D --save-dev -S --save -E --save-exact -O --save-optional --no-save -y --yes -f --force \
             --ignore-scripts --legacy-peer-deps --workspaces --if-present --dry-run --no-audit --no-fund",
            "--prefix --registry --loglevel -w --workspace --cache --userconfig --globalconfig --script-shell --scope --otp",
        )],
    ),
    parent("yarn", Style::Full, "", "--cwd", UNKNOWN),
    parent("pnpm", Style::Full, "-r --recursive -w --workspace-root", "-C --dir -F --filter", UNKNOWN),
    parent("bun", Style::Full, "", "--cwd", UNKNOWN),
    parent(
        "cargo",
        Style::Full,
        "+* -v --verbose -q --quiet --offline --frozen --locked",
        "--color --config -Z -C --explain",
        &[(
            "*",
            "-v --verbose -q --quiet --offline --frozen --locked",
            "--color --config -Z --manifest-path --target-dir",
        )],
    ),
    parent("gh", Style::Full, "", "-R --repo", &[("*", "", "-R --repo")]),
    parent("aws", Style::Getopt, AWS_FLAGS, AWS_VALUES, &[("*", AWS_FLAGS, AWS_VALUES)]),
    parent("gcloud", Style::Getopt, "-q --quiet", GCLOUD_VALUES, &[("*", "-q --quiet", GCLOUD_VALUES)]),
    parent("az", Style::Getopt, "", "--subscription --output --query", UNKNOWN),
    parent("terraform tofu", Style::Words, "", "", UNKNOWN),
    parent(
        "systemctl",
        Style::Getopt,
        "--user --system -q --quiet --now -f --force --no-block --no-pager -a --all -l --full --no-ask-password --global \
         --runtime --no-legend --no-reload --no-wall --failed --wait --plain --value",
        "-H --host -M --machine -p --property -t --type -n --lines -o --output -s --signal --root --state --what --image \
         --job-mode --preset-mode --kill-who --kill-whom",
        UNKNOWN,
    ),
    parent(
        "pip pip3",
        Style::Getopt,
        "-v --verbose -q --quiet --isolated --require-virtualenv --no-input --no-cache-dir --no-color --debug \
         --disable-pip-version-check",
        "--proxy --log --cache-dir --python --timeout --retries --trusted-host --exists-action --cert --client-cert \
         --use-feature --use-deprecated",
        UNKNOWN,
    ),
    parent(
        "uv",
        Style::Full,
        "-q --quiet -v --verbose --offline",
        "--directory --project --config-file --cache-dir",
        UNKNOWN,
    ),
    parent("poetry", Style::Full, "", "-C --directory -P --project", UNKNOWN),
    parent("go", Style::Words, "", "", &[("*", "", "-C")]),
    plain(
        "make gmake",
        Style::Getopt,
        "*=* -B --always-make -n --dry-run --just-print --recon -k --keep-going -s --silent -i --ignore-errors -q -t -w",
        "-C --directory -f --file --makefile -I --include-dir -o --old-file --assume-old -W --what-if --new-file \
         --assume-new --eval",
    ),
    parent(
        "apt apt-get",
        Style::Getopt,
        "-y --yes --assume-yes -s --simulate -d --download-only --no-install-recommends --allow-unauthenticated",
        "-o --option -c --config-file -t --target-release --default-release",
        UNKNOWN,
    ),
    plain("find gfind", Style::Words, "", ""),
    plain("tar gtar bsdtar", Style::Bundled, "", ""),
    plain("java", Style::Words, "", ""),
    parent("openssl", Style::Words, "", "", UNKNOWN),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_option_is_listed_both_with_and_without_a_value() {
        for program in PROGRAMS {
            for (names, flags, values) in [("", program.flags, program.values)].iter().chain(program.subcommands) {
                for flag in flags.split(' ').filter(|flag| !flag.is_empty()) {
                    assert!(!lists(values, flag), "{} {names} {flag}", program.names);
                }
            }
        }
    }

    #[test]
    fn a_program_stands_here_once() {
        let mut names: Vec<_> = PROGRAMS.iter().flat_map(|program| program.names.split(' ')).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn the_same_letter_may_mean_another_thing_after_the_subcommand() {
        let git = Program::named("git");
        assert_eq!(git.takes_value("-C", Subcommand::None), Some(true));
        assert_eq!(git.takes_value("-C", Subcommand::Known("branch")), Some(false));
        assert_eq!(git.takes_value("-C", Subcommand::Known("frobnicate")), None);
        assert_eq!(git.takes_value("-C", Subcommand::Unknown), None);
        assert_eq!(Program::named("frobnicate").takes_value("-C", Subcommand::None), None);
    }
}
