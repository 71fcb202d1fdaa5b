//! Spellings of the same act: the table of equals (policy.md, "As a denial"). Data, each line with a test in
//! `equals/tests.rs`.

#[cfg(test)]
mod tests;

use spin::LazyLock;

use crate::names::Names;
use crate::prelude::*;

/// Programs with subcommands, or beginnings of operands, that do the same. Words are separated by blanks.
const SUBCOMMANDS: &[(&str, &[&str])] = &[
    ("npm", &["install", "add", "i", "in", "ins", "inst", "insta", "instal", "isnt", "isnta", "isntal", "isntall"]),
    ("npm", &["uninstall", "unlink", "remove", "rm", "r", "un"]),
    ("npm", &["ci", "clean-install", "ic", "install-clean", "isntall-clean"]),
    ("npm", &["run", "run-script", "rum", "urn"]),
    ("npm", &["test", "t", "tst", "run test", "run-script test"]),
    ("npm", &["start", "run start", "run-script start"]),
    ("npm", &["stop", "run stop", "run-script stop"]),
    ("npm", &["exec", "x"]),
    ("npm", &["update", "up", "upgrade", "udpate"]),
    ("npm", &["link", "ln"]),
    ("npm", &["config", "c"]),
    ("npm", &["config set", "c set", "set"]),
    ("npm", &["init", "create", "innit"]),
    ("npm", &["login", "adduser", "add-user"]),
    ("npm", &["owner", "author"]),
    ("pnpm", &["install", "i"]),
    ("pnpm", &["remove", "rm", "uninstall", "un"]),
    ("pnpm", &["run", "run-script"]),
    ("bun", &["install", "i"]),
    ("bun", &["add", "a"]),
    ("bun", &["remove", "rm"]),
    ("docker podman", &["run", "container run"]),
    ("docker podman", &["create", "container create"]),
    ("docker podman", &["exec", "container exec"]),
    ("docker podman", &["rm", "container rm", "container remove"]),
    ("docker podman", &["cp", "container cp"]),
    ("docker podman", &["kill", "container kill"]),
    ("docker podman", &["stop", "container stop"]),
    ("docker podman", &["start", "container start"]),
    ("docker podman", &["restart", "container restart"]),
    ("docker podman", &["attach", "container attach"]),
    ("docker podman", &["commit", "container commit"]),
    ("docker podman", &["export", "container export"]),
    ("docker podman", &["logs", "container logs"]),
    ("docker podman", &["update", "container update"]),
    ("docker podman", &["ps", "container ls", "container ps", "container list"]),
    ("docker podman", &["build", "image build", "builder build", "buildx build"]),
    ("docker podman", &["pull", "image pull"]),
    ("docker podman", &["push", "image push"]),
    ("docker podman", &["tag", "image tag"]),
    ("docker podman", &["save", "image save"]),
    ("docker podman", &["load", "image load"]),
    ("docker podman", &["import", "image import"]),
    ("docker podman", &["rmi", "image rm", "image remove"]),
    ("docker podman", &["images", "image ls", "image list"]),
    ("docker podman", &["volume rm", "volume remove"]),
    ("docker podman", &["network rm", "network remove"]),
    ("git", &["add", "stage"]),
    ("git", &["push", "send-pack"]),
    ("git", &["remote remove", "remote rm"]),
    ("cargo", &["build", "b"]),
    ("cargo", &["check", "c"]),
    ("cargo", &["doc", "d"]),
    ("cargo", &["run", "r"]),
    ("cargo", &["test", "t"]),
    ("cargo", &["remove", "rm"]),
    ("kubectl oc", &["delete namespace", "delete namespaces", "delete ns"]),
    ("kubectl oc", &["delete pod", "delete pods", "delete po"]),
    ("kubectl oc", &["delete deployment", "delete deployments", "delete deploy"]),
    ("kubectl oc", &["delete service", "delete services", "delete svc"]),
    ("kubectl oc", &["delete secret", "delete secrets"]),
    ("kubectl oc", &["get secret", "get secrets"]),
    ("helm", &["uninstall", "delete", "del", "un"]),
    ("gh", &["pr create", "pr new"]),
    ("gh", &["issue create", "issue new"]),
    ("gh", &["repo create", "repo new"]),
    ("gh", &["release create", "release new"]),
    ("brew", &["uninstall", "remove", "rm"]),
    (
        "chmod",
        &["777", "0777", "00777", "a+rwx", "ugo+rwx", "+rwx", "a=rwx", "ugo=rwx", "=rwx", "ugoa+rwx", "a+xwr", "a+wrx"],
    ),
];

/// Commands that begin with different programs and do the same.
const COMMANDS: &[&[&str]] = &[
    &["docker compose", "docker-compose"],
    &["npm exec", "npx"],
    &["pnpm dlx", "pnpx"],
    &["bun x", "bunx"],
    &["pip", "pip3"],
    &["node", "nodejs"],
    &["make", "gmake"],
    &["nc", "ncat", "netcat"],
    // GNU programs as Homebrew and others name them.
    &["rm", "grm"],
    &["find", "gfind"],
    &["chmod", "gchmod"],
    &["chown", "gchown"],
    &["dd", "gdd"],
    &["shred", "gshred"],
];

/// Options that do the same: the commands (separated by `,`), then the spellings, each a set of options.
const OPTIONS: &[(&str, &[&str])] = &[
    ("rm", &["-r", "-R", "--recursive"]),
    ("rm,mv,cp,ln", &["-f", "--force"]),
    ("rm", &["-d", "--dir"]),
    ("cp", &["-r", "-R", "--recursive"]),
    ("cp", &["-a", "--archive"]),
    ("ln", &["-s", "--symbolic"]),
    ("chmod,chown,chgrp", &["-R", "--recursive"]),
    ("git branch", &["-d", "--delete"]),
    ("git branch", &["-f", "--force"]),
    ("git branch", &["-D", "--delete --force"]),
    ("git branch", &["-m", "--move"]),
    ("git branch", &["-M", "--move --force"]),
    ("git branch", &["-c", "--copy"]),
    ("git branch", &["-C", "--copy --force"]),
    ("git push", &["-f", "--force"]),
    ("git push", &["-d", "--delete"]),
    ("git push", &["-u", "--set-upstream"]),
    ("git push", &["-o", "--push-option"]),
    ("git push", &["--all", "--branches"]),
    ("git push", &["--receive-pack", "--exec"]),
    ("git commit", &["-n", "--no-verify"]),
    ("git commit", &["-a", "--all"]),
    ("git commit,git tag,git merge,git notes", &["-m", "--message"]),
    ("git commit,git tag", &["-F", "--file"]),
    ("git commit", &["-S", "--gpg-sign"]),
    ("git commit", &["-C", "--reuse-message"]),
    ("git commit", &["-s", "--signoff"]),
    ("git tag,git rm,git add,git clean,git checkout,git fetch,git pull,git worktree,git mv", &["-f", "--force"]),
    ("git tag", &["-d", "--delete"]),
    ("git add", &["-A", "--all"]),
    ("git clean", &["-e", "--exclude"]),
    ("git switch", &["-f", "--force", "--discard-changes"]),
    ("git switch", &["-c", "--create"]),
    ("git switch", &["-C", "--force-create"]),
    ("git rebase", &["-i", "--interactive"]),
    ("git rebase", &["-x", "--exec"]),
    ("git clone", &["-c", "--config"]),
    ("git clone", &["-b", "--branch"]),
    ("git clone,git fetch-pack,git ls-remote", &["-u", "--upload-pack"]),
    ("curl", &["-T", "--upload-file"]),
    ("curl", &["-d", "--data", "--data-ascii"]),
    ("curl", &["-F", "--form"]),
    ("curl", &["-o", "--output"]),
    ("curl", &["-O", "--remote-name"]),
    ("curl", &["-X", "--request"]),
    ("curl", &["-H", "--header"]),
    ("curl", &["-k", "--insecure"]),
    ("curl", &["-L", "--location"]),
    ("curl", &["-K", "--config"]),
    ("curl", &["-u", "--user"]),
    ("curl", &["-x", "--proxy"]),
    ("curl", &["-b", "--cookie"]),
    ("curl", &["-c", "--cookie-jar"]),
    ("curl", &["-A", "--user-agent"]),
    ("curl", &["-e", "--referer"]),
    ("curl", &["-E", "--cert"]),
    ("curl", &["-D", "--dump-header"]),
    ("curl", &["-n", "--netrc"]),
    ("wget", &["-O", "--output-document"]),
    ("wget", &["-P", "--directory-prefix"]),
    ("wget", &["-e", "--execute"]),
    ("wget", &["-i", "--input-file"]),
    ("wget", &["-r", "--recursive"]),
    ("docker run,docker create,podman run,podman create", &["-v", "--volume"]),
    ("docker run,docker create,podman run,podman create", &["-p", "--publish"]),
    ("docker run,docker create,podman run,podman create", &["-P", "--publish-all"]),
    ("docker run,docker create,podman run,podman create", &["--network", "--net"]),
    ("docker run,docker create,docker exec,podman run,podman create,podman exec", &["-e", "--env"]),
    ("docker run,docker create,docker exec,podman run,podman create,podman exec", &["-u", "--user"]),
    ("docker run,docker create,docker exec,podman run,podman create,podman exec", &["-w", "--workdir"]),
    (
        "docker run,docker create,docker exec,podman run,podman create,podman exec",
        &["--privileged", "--privileged=true"],
    ),
    ("docker rm,docker rmi,docker system,docker volume,docker image,podman rm,podman rmi", &["-f", "--force"]),
    ("docker system,docker image,docker volume", &["-a", "--all"]),
    ("docker rm,docker compose", &["-v", "--volumes"]),
    ("docker build", &["-f", "--file"]),
    ("docker build", &["-t", "--tag"]),
    ("kubectl apply,kubectl create,kubectl delete,kubectl replace", &["-f", "--filename"]),
    ("kubectl", &["-n", "--namespace"]),
    ("kubectl", &["-A", "--all-namespaces"]),
    ("kubectl", &["-l", "--selector"]),
    ("npm", &["-g", "--global", "--location=global"]),
    ("npm", &["-f", "--force"]),
    ("npm", &["-D", "--save-dev"]),
    ("npm", &["-w", "--workspace"]),
    ("npm", &["-y", "--yes"]),
    ("npm", &["-C", "--prefix"]),
    ("pnpm", &["-g", "--global"]),
    ("pnpm", &["-C", "--dir"]),
    ("cargo", &["-p", "--package"]),
    ("cargo", &["-r", "--release"]),
    ("pip", &["-i", "--index-url"]),
    ("pip", &["-r", "--requirement"]),
    ("pip", &["-U", "--upgrade"]),
    ("pip", &["-t", "--target"]),
    ("pip", &["-e", "--editable"]),
    ("gh", &["-R", "--repo"]),
    ("gh api", &["-X", "--method"]),
    ("gh api", &["-F", "--field"]),
    ("gh api", &["-f", "--raw-field"]),
    ("make", &["-f", "--file", "--makefile"]),
    ("make", &["-C", "--directory"]),
    ("rsync", &["-e", "--rsh"]),
    ("rsync", &["--delete", "--del"]),
    ("tar", &["-x", "--extract", "--get"]),
    ("tar", &["-c", "--create"]),
    ("tar", &["-f", "--file"]),
    ("tar", &["-C", "--directory"]),
    ("tar", &["-P", "--absolute-names"]),
    ("tar", &["-I", "--use-compress-program"]),
    ("sed", &["-i", "--in-place"]),
    ("sed", &["-e", "--expression"]),
    ("node", &["-e", "--eval"]),
    ("node", &["-p", "--print"]),
    ("node", &["-r", "--require"]),
    ("sudo", &["-u", "--user"]),
    ("sudo", &["-s", "--shell"]),
    ("sudo", &["-i", "--login"]),
    ("su", &["-c", "--command", "--session-command"]),
    ("kill", &["-9", "-KILL", "-SIGKILL", "-s=9", "-s=KILL", "-s=SIGKILL", "--signal=9", "--signal=KILL"]),
    ("apt,apt-get", &["-y", "--yes", "--assume-yes"]),
    ("shutdown", &["-r", "--reboot"]),
    ("shutdown", &["-P", "-h", "--poweroff"]),
];

/// The beginning of an operand that acts as an option does.
#[derive(Debug)]
pub(super) struct Mark {
    command: &'static str,
    pub(super) text: char,
    pub(super) options: &'static [&'static str],
    /// Whether it stands between words too, of which the last is what is acted on (`HEAD:main` pushes to `main`).
    pub(super) separates: bool,
}

const MARKS: &[Mark] = &[
    Mark { command: "git push", text: '+', options: &["--force", "-f"], separates: false },
    Mark { command: "git push", text: ':', options: &["--force", "-f", "--delete", "-d"], separates: true },
];

/// Beginnings of commands that do the same.
#[derive(Debug, Clone, Copy)]
pub(super) struct Group {
    /// The program, unless every form names its own.
    program: Option<&'static str>,
    forms: &'static [&'static str],
}

impl Group {
    /// Each beginning: its program and the words after it.
    pub(super) fn forms(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.forms.iter().map(move |form| match self.program {
            Some(program) => (program, *form),
            None => split_command(form),
        })
    }
}

/// The groups by the names of programs: every command that is checked asks for its own.
static GROUPS: LazyLock<Names<Vec<Group>>> = LazyLock::new(|| {
    let mut groups: Names<Vec<Group>> = Names::default();
    let mut add = |program: &str, group| groups.update(program, |groups| groups.push(group));
    for (programs, forms) in SUBCOMMANDS {
        for program in programs.split(' ') {
            add(program, Group { program: Some(program), forms });
        }
    }
    for forms in COMMANDS {
        for program in crate::distinct::distinct(forms.iter().map(|form| split_command(form).0)) {
            add(program, Group { program: None, forms });
        }
    }
    groups
});

/// The groups of a program of one of these names.
pub(super) fn groups(names: &[String]) -> impl Iterator<Item = Group> {
    names.iter().filter_map(|name| GROUPS.get(name.as_str())).flatten().copied()
}

/// The programs that share their meaning with others.
pub(super) fn programs() -> impl Iterator<Item = &'static str> {
    COMMANDS.iter().flat_map(|forms| forms.iter()).map(|form| split_command(form).0)
}

/// The program of a command in the table, and its other words, separated by blanks.
pub(super) fn split_command(command: &'static str) -> (&'static str, &'static str) {
    command.split_once(' ').unwrap_or((command, ""))
}

/// The groups that hold an option: their commands, each the words it begins with, and all spellings.
pub(super) fn spellings(option: &str) -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
    OPTIONS
        .iter()
        .filter(move |(_, forms)| forms.iter().any(|form| has_word(form, option)))
        .map(|(commands, forms)| (*commands, *forms))
}

/// Every mark of a program, after the subcommand it counts for.
pub(super) fn marks_of(program: &str) -> impl Iterator<Item = (&'static str, char)> {
    let split = |mark: &'static Mark| (split_command(mark.command), mark.text);
    MARKS.iter().map(split).filter(move |((of, _), _)| *of == program).map(|((_, subcommand), text)| (subcommand, text))
}

/// The marks that count for a command, which is known by whether it begins with some words.
pub(super) fn marks(begins_with: impl Fn(&'static str) -> bool) -> impl Iterator<Item = &'static Mark> {
    MARKS.iter().filter(move |mark| begins_with(mark.command))
}

/// Whether a set of options holds one.
pub(super) fn has_word(form: &str, option: &str) -> bool {
    form == option || (form.len() > option.len() && form.split(' ').any(|word| word == option))
}
