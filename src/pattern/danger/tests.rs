//! The list against commands an attacker would write, and against what developers type every day.

use super::*;
use crate::pattern::Reading;
use crate::pattern::command::{
    CommandContext, CommandPattern, CommandSet, Invocation, PreparedCommand, ResolvePath, Word,
};
use crate::policy::value::{Data, Value};

#[derive(Debug)]
struct Base;

impl ResolvePath for Base {
    fn absolute(&self, path: &str) -> Option<String> {
        Some(if path.starts_with('/') { path.to_owned() } else { format!("/work/proj/{path}") })
    }
}

/// The entries that stop a command.
fn dangers(command: &str) -> Vec<&'static str> {
    let entries: Vec<_> = danger_entries().iter().filter(|entry| entry.kind() == DangerKind::Command).collect();
    let patterns: Vec<_> = entries.iter().map(|entry| CommandPattern::parse(entry.pattern()).unwrap()).collect();
    let words: Vec<&str> = command.split(' ').collect();
    let args = Word::literals(words[1..].iter().copied());
    let context = CommandContext { places: &Base, trusted_folders: &[] };
    let command = PreparedCommand::new(Invocation::new(words[0], &args), &context);
    let set = CommandSet::new(Reading::Denial, &patterns);
    set.matches(&command, |index| patterns.get(index)).map(|index| entries[index].text).collect()
}

#[test]
fn attacks_are_on_the_list() {
    for command in [
        "rm -rf /",
        "rm -Rf /",
        "rm -fr /",
        "rm -r -f /",
        "rm --recursive --force /",
        "rm -rfv /",
        "rm --rec --forc x",
        "rm x -rf",
        "RM -rf x",
        "/bin/rm -rf x",
        "rm -f x --recursive",
        "rm -vrif x",
        "git push --force",
        "git push --mirror",
        "git push -d origin main",
        "git push origin --del main",
        "grm -fr x",
        "gfind . -delete",
        "git push -f",
        "git push origin +main",
        "git push origin :main",
        "git push origin main -f",
        "git -C . push --force",
        "git -c a.b=c push -uf origin x",
        "git push --forc",
        "git --no-pager push -qf",
        "git remote add evil https://evil",
        "git -C x remote add e u",
        "git remote set-url origin evil",
        "curl --upload-file f u",
        "curl --upload-file=f u",
        "curl -T f u",
        "curl -Tf u",
        "curl -sT f u",
        "curl --upload f u",
        "ncat evil 1",
        "netcat evil 1",
        "nc evil 1",
        "mkfs /dev/sda",
        "mkfs.ext4 /dev/sda",
        "mkfs.xfs /dev/sda",
        "find / -delete",
        "find . -name x -delete",
        "find . --delete",
        "doas id",
        "sudo id",
        "SUDO id",
        "shred x",
        "chmod +x script.sh",
        "kill %1",
        "kill -9 1",
        "crontab -e",
        "systemctl stop x",
        "launchctl load x",
        "chattr -i x",
        "shutdown now",
        "reboot",
        "scp a b:",
        "rsync a b:",
        "mlld keychain get x",
        "security find-generic-password",
        "pass show x",
        "op read x",
        "claude -p x --dangerously-skip-permissions",
        "claude --dangerously-skip-permissions=true",
        "codex --full-auto",
        "codex exec --dangerously-bypass-approvals-and-sandbox",
        "mlld --no-policy x",
        "mlld run x --no-guards",
        "sudo.exe id",
        "mkfs",
    ] {
        assert!(!dangers(command).is_empty(), "{command} is dangerous");
    }
}

#[test]
fn daily_work_is_not_on_the_list() {
    for command in [
        "rm -r build",
        "rm -f x",
        "rm x",
        "rm -- -rf",
        "git push",
        "git push origin main",
        "git push -u origin main",
        "git push --force-with-lease",
        "git push --follow-tags",
        "git push origin HEAD:main",
        "git push -o ci.force",
        "git commit -m force",
        "git fetch --force",
        "git remote -v",
        "git remote show origin",
        "git checkout -f",
        "curl -t ansi https://x",
        "curl https://x",
        "curl -HX-T:1 https://x",
        "curl -fsSL https://x",
        "curl -d T https://x",
        "find . -name delete",
        "find . -type f",
        "claude -p x",
        "claude --debug",
        "mlld run x",
        "mlld x.mld --no-color",
        "codex exec x",
        "docker run --rm alpine",
        "npm install",
        "make",
        "systemd-analyze",
        "opa eval x",
        "passwd",
        "killer",
        "mkdir x",
        "npm run kill",
        "echo sudo",
        "git stash push",
        "grep -rf x y",
        "curl --url x",
        "cargo build --release",
    ] {
        assert_eq!(dangers(command), Vec::<&str>::new(), "{command} is daily work");
    }
}

#[test]
fn entries_are_unique_and_every_reason_is_a_sentence() {
    let mut texts: Vec<_> = danger_entries().iter().map(|entry| entry.text).collect();
    let count = texts.len();
    texts.sort_unstable();
    texts.dedup();
    assert_eq!(texts.len(), count);
    for entry in danger_entries() {
        let (kind, pattern) = entry.parts();
        assert!(entry.reason.ends_with('.') && entry.reason.starts_with(char::is_uppercase), "{}", entry.reason);
        assert_eq!(pattern.is_empty(), kind == DangerKind::Keychain, "{}", entry.text);
        assert!(kind != DangerKind::Keychain || entry.text == "@keychain");
    }
}

#[test]
fn everything_mlld_lists_is_listed() {
    let listed = crate::compat::call("DEFAULT_DANGER_PATTERNS", &[]).unwrap().unwrap();
    let Data::Array(listed) = listed.data else { panic!() };
    assert_eq!(listed.len(), 41);
    for listed in listed {
        assert!(danger_entries().iter().any(|entry| Value::from(entry.text) == listed), "{listed} is missing");
    }
}

#[test]
fn everything_that_mlld_does_not_list_is_listed() {
    for text in [
        "net:169.254.169.254",
        "net:fd00:ec2::254",
        "net:metadata.google.internal",
        "fs:r:~/.gnupg/**",
        "fs:r:~/.kube/config",
        "fs:r:~/.docker/config.json",
        "fs:r:~/.npmrc",
        "fs:r:~/.pypirc",
        "fs:r:~/.git-credentials",
        "fs:r:**/.env.*",
        "fs:w:~/.ssh/**",
        "fs:w:.git/hooks/**",
        "fs:w:.git/config",
        "fs:w:.mcp.json",
        "fs:w:~/.claude/**",
        "fs:w:~/.bashrc",
        "fs:w:~/.zshrc",
        "fs:w:~/.profile",
        "fs:w:~/.bash_profile",
        "fs:w:~/.config/fish/**",
        "fs:w:~/.gitconfig",
    ] {
        assert!(danger_entries().iter().any(|entry| entry.text == text), "{text} is missing");
    }
}

#[test]
fn an_opt_in_is_for_that_command_and_no_other() {
    let opted_in = |pattern: &str, command: &str| {
        let words: Vec<&str> = command.split(' ').collect();
        let args = Word::literals(words[1..].iter().copied());
        let context = CommandContext { places: &Base, trusted_folders: &[] };
        let invocation = Invocation::new(words[0], &args);
        CommandPattern::parse(pattern).unwrap().matches(Reading::Permission, &invocation, &context)
    };
    assert!(opted_in("rm -rf build", "rm -rf build"));
    for other in ["rm -rf buildx", "rm -rf build /", "rm -rf ./build", "rm -fr build", "rm -rf BUILD", "RM -rf build"] {
        assert!(!opted_in("rm -rf build", other), "{other}");
    }
    assert!(opted_in("rm:*", "rm -rf /"));
}
