//! The entries. To add one, write it as a policy would and say in one sentence what it can do.
//!
//! All entries of mlld 2.0.5 are here in its own words; where one names the files of a folder (`/*`), another beside it
//! names everything below (`/**`).

use super::DangerEntry;

const fn entry(text: &'static str, reason: &'static str) -> DangerEntry {
    DangerEntry { text, reason }
}

#[rustfmt::skip]
pub(super) const ENTRIES: &[DangerEntry] = &[
    // Secrets that programs hand out.
    entry("@keychain", "The keychain holds passwords and tokens."),
    entry("cmd:mlld:keychain:*", "It reads and changes the secrets in mlld's keychain."),
    entry("cmd:security:*", "It reads and changes the macOS keychain."),
    entry("cmd:pass:*", "It prints passwords from the password store."),
    entry("cmd:op:*", "It prints secrets from 1Password."),

    // Files that hold secrets.
    entry("fs:r:~/.ssh/*", "The folder holds private SSH keys."),
    entry("fs:r:~/.ssh/**", "The folder holds private SSH keys."),
    entry("fs:r:~/.aws/*", "The folder holds AWS credentials."),
    entry("fs:r:~/.aws/**", "The folder holds AWS credentials."),
    entry("fs:r:~/.gnupg/**", "The folder holds private GnuPG keys."),
    entry("fs:r:~/.config/gh/*", "The folder holds GitHub tokens."),
    entry("fs:r:~/.config/gh/**", "The folder holds GitHub tokens."),
    entry("fs:r:~/.kube/config", "The file holds credentials for Kubernetes clusters."),
    entry("fs:r:~/.docker/config.json", "The file holds logins for container registries."),
    entry("fs:r:~/.netrc", "The file holds passwords for hosts."),
    entry("fs:r:~/.npmrc", "The file can hold tokens that publish packages."),
    entry("fs:r:~/.pypirc", "The file holds passwords that publish packages."),
    entry("fs:r:~/.git-credentials", "The file holds passwords for Git hosts."),
    entry("fs:r:**/.env", "The file usually holds secrets of a project."),
    entry("fs:r:/**/.env", "The file usually holds secrets of a project."),
    entry("fs:r:**/.env.*", "The file usually holds secrets of a project."),
    entry("fs:r:/**/.env.*", "The file usually holds secrets of a project."),
    entry("fs:r:**/*.pem", "The file can hold a private key."),
    entry("fs:r:**/*_rsa", "The file can hold a private key."),
    entry("fs:r:**/*_ed25519", "The file can hold a private key."),
    entry("fs:r:**/.anthropic/*", "The folder holds API keys."),
    entry("fs:r:**/.anthropic/**", "The folder holds API keys."),
    entry("fs:r:**/.openai/*", "The folder holds API keys."),
    entry("fs:r:**/.openai/**", "The folder holds API keys."),

    // Files that decide what runs later, or what an agent may do.
    entry("fs:w:.claude/*", "The folder decides what the Claude agent may do and runs."),
    entry("fs:w:.claude/**", "The folder decides what the Claude agent may do and runs."),
    entry("fs:w:~/.claude/**", "The folder decides what the Claude agent may do and runs."),
    entry("fs:w:~/.claude.json", "The file decides what the Claude agent may do and runs."),
    entry("fs:w:.codex/*", "The folder decides what the Codex agent may do and runs."),
    entry("fs:w:.codex/**", "The folder decides what the Codex agent may do and runs."),
    entry("fs:w:~/.codex/**", "The folder decides what the Codex agent may do and runs."),
    entry("fs:w:.mlld/*", "The folder decides what mlld scripts may do."),
    entry("fs:w:.mlld/**", "The folder decides what mlld scripts may do."),
    entry("fs:w:~/.mlld/**", "The folder decides what mlld scripts may do."),
    entry("fs:w:.cursor/*", "The folder decides what the Cursor agent may do and runs."),
    entry("fs:w:.cursor/**", "The folder decides what the Cursor agent may do and runs."),
    entry("fs:w:~/.cursor/**", "The folder decides what the Cursor agent may do and runs."),
    entry("fs:w:.continue/*", "The folder decides what the Continue agent may do and runs."),
    entry("fs:w:.continue/**", "The folder decides what the Continue agent may do and runs."),
    entry("fs:w:~/.continue/**", "The folder decides what the Continue agent may do and runs."),
    entry("fs:w:.gemini/**", "The folder decides what the Gemini agent may do and runs."),
    entry("fs:w:~/.gemini/**", "The folder decides what the Gemini agent may do and runs."),
    entry("fs:w:.mcp.json", "The file names programs that an agent starts as its tools."),
    entry("fs:w:~/.mcp.json", "The file names programs that an agent starts as its tools."),
    entry("fs:w:~/.ssh/**", "A key written here lets somebody log in, and its configuration can run commands."),
    entry("fs:w:.git/hooks/**", "Git runs the files in this folder."),
    entry("fs:w:/**/.git/hooks/**", "Git runs the files in this folder."),
    entry("fs:w:.git/config", "Git's configuration can name programs that Git runs."),
    entry("fs:w:/**/.git/config", "Git's configuration can name programs that Git runs."),
    entry("fs:w:~/.gitconfig", "Git's configuration can name programs that Git runs."),
    entry("fs:w:~/.config/git/**", "Git's configuration can name programs that Git runs."),
    entry("fs:w:~/.bashrc", "The shell runs the file whenever it starts."),
    entry("fs:w:~/.bash_profile", "The shell runs the file at every login."),
    entry("fs:w:~/.bash_login", "The shell runs the file at every login."),
    entry("fs:w:~/.bash_logout", "The shell runs the file at every logout."),
    entry("fs:w:~/.profile", "The shell runs the file at every login."),
    entry("fs:w:~/.zshrc", "The shell runs the file whenever it starts."),
    entry("fs:w:~/.zshenv", "The shell runs the file whenever it starts."),
    entry("fs:w:~/.zprofile", "The shell runs the file at every login."),
    entry("fs:w:~/.zlogin", "The shell runs the file at every login."),
    entry("fs:w:~/.config/fish/**", "The shell runs files in this folder whenever it starts."),
    entry("fs:w:/etc/crontab", "The system runs the commands in this file at set times."),
    entry("fs:w:/etc/cron*/**", "The system runs the commands in this folder at set times."),
    entry("fs:w:/var/spool/cron/**", "The system runs the commands in this folder at set times."),
    entry("fs:w:/var/at/tabs/**", "The system runs the commands in this folder at set times."),
    entry("fs:w:/etc/systemd/**", "The system starts the services in this folder."),
    entry("fs:w:/lib/systemd/**", "The system starts the services in this folder."),
    entry("fs:w:/usr/lib/systemd/**", "The system starts the services in this folder."),
    entry("fs:w:/run/systemd/**", "The system starts the services in this folder."),
    entry("fs:w:~/.config/systemd/**", "The system starts the services in this folder at login."),
    entry("fs:w:~/.local/share/systemd/**", "The system starts the services in this folder at login."),

    // Switches that take an agent's own limits away.
    entry("cmd:claude:*:--dangerously-skip-permissions", "It starts an agent that may do anything without asking."),
    entry("cmd:codex:*:--dangerously-bypass-approvals-and-sandbox", "It starts an agent that may do anything without asking."),
    entry("cmd:codex:*:--full-auto", "It starts an agent that runs commands without asking."),
    entry("cmd:mlld:*:--no-policy", "It runs a script without any policy."),
    entry("cmd:mlld:*:--no-guards", "It runs a script without its guards."),

    // Destruction.
    entry("cmd:rm:*:-rf", "It deletes whole folders without asking."),
    entry("cmd:find:*:-delete", "It deletes every file it finds."),
    entry("cmd:shred:*", "It destroys the contents of files for good."),
    entry("cmd:dd:*", "It can overwrite a whole disk."),
    entry("cmd:mkfs:*", "It erases a disk by making a new file system."),
    entry("cmd:mkfs*", "It erases a disk by making a new file system."),
    entry("cmd:git:push:*:--force", "It can delete the work of others in the remote repository."),

    // Rights and the system.
    entry("cmd:sudo:*", "It runs a command as another user, mostly as root."),
    entry("cmd:doas:*", "It runs a command as another user, mostly as root."),
    entry("cmd:chmod:*", "It changes who may read, write or run files."),
    entry("cmd:chown:*", "It changes who owns files."),
    entry("cmd:chattr:*", "It changes attributes that protect files."),
    entry("cmd:kill:*", "It ends running programs."),
    entry("cmd:pkill:*", "It ends running programs by their name."),
    entry("cmd:killall:*", "It ends running programs by their name."),
    entry("cmd:crontab:*", "It changes which commands the system runs at set times."),
    entry("cmd:systemctl:*", "It starts, stops and installs services."),
    entry("cmd:launchctl:*", "It starts, stops and installs services."),
    entry("cmd:shutdown:*", "It turns the machine off."),
    entry("cmd:reboot:*", "It restarts the machine."),

    // Data that leaves the machine.
    entry("cmd:curl:*:--upload-file", "It sends a file to another host."),
    entry("cmd:curl:*:-T", "It sends a file to another host."),
    entry("cmd:scp:*", "It copies files to and from other hosts."),
    entry("cmd:rsync:*", "It copies files to and from other hosts, and can delete them."),
    entry("cmd:nc:*", "It opens connections to any host."),
    entry("cmd:git:remote:add:*", "It adds a repository that the code can be sent to."),
    entry("cmd:git:remote:set-url:*", "It changes the repository that the code is sent to."),
    entry("net:169.254.169.254", "The address hands out credentials of the cloud machine."),
    entry("net:fd00:ec2::254", "The address hands out credentials of the cloud machine."),
    entry("net:metadata.google.internal", "The host hands out credentials of the cloud machine."),
];
