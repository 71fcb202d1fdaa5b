//! What command lines find when they run: programs, environment, files. The generator makes lines about these.

/// Where the runner, the real programs and the log are. Nothing that is generated names it.
pub(crate) const HIDDEN: &str = "/.soundness";
pub(crate) const RUNNER: &str = "/.soundness/runner";
pub(crate) const REAL_FOLDER: &str = "/.soundness/real";
pub(crate) const LOG: &str = "/.soundness/log";

/// The folder that lines run in.
pub(crate) const BASE: &str = "/w";
/// The home folder.
pub(crate) const HOME: &str = "/home/u";

/// The environment of every line. The values of variables that no text sets are there to hurt where an analysis takes
/// them for one harmless word.
pub(crate) const ENVIRONMENT: [(&str, &str); 7] = [
    ("PATH", "/usr/local/bin:/usr/bin:/bin"),
    ("HOME", HOME),
    ("LC_ALL", "C.UTF-8"),
    ("U", "rm -rf u"),
    ("OPTION", "-delete"),
    ("STAR", "*"),
    ("SEVERAL", "-exec rm several ;"),
];

/// Programs that run others, or write where no redirection says so: the real ones, which log that they were started.
pub(crate) const REAL: [&str; 33] = [
    "env", "nice", "nohup", "timeout", "stdbuf", "chroot", "find", "xargs", "setsid", "ionice", "taskset", "flock",
    "script", "unshare", "tar", "sed", "awk", "mawk", "gawk", "git", "bash", "dash", "sh", "cat", "tee", "sort",
    "split", "touch", "cp", "ln", "truncate", "install", "dd",
];

/// Programs that only say that they were started.
pub(crate) const STUBS: [&str; 59] = [
    "rm", "foo", "bar", "baz", "x", "a", "b", "mv", "ls", "grep", "wc", "seq", "date", "nproc", "curl", "wget", "npm",
    "node", "python3", "perl", "make", "gcc", "cargo", "chmod", "chown", "mkdir", "rmdir", "sleep", "sudo", "doas",
    "ssh", "less", "vim", "head", "tail", "uniq", "cut", "tr", "diff", "time", "strace", "watch", "parallel", "echo",
    "printf", "test", "[", "true", "false", "pwd", "kill", "cd", "if", "{", "é", "zsh", "ksh", "busybox", "docker",
];

/// Files below the base, with what is in them. `-delete` and `-exec` are there for globs to become options.
pub(crate) const FILES: [(&str, &str); 9] = [
    ("a.txt", "x y\n"),
    ("b.txt", "rm\nb\n"),
    ("list", "one\ntwo\n"),
    ("script.sh", ":\n"),
    ("-delete", ""),
    ("-exec", ""),
    ("sub/c.txt", "c\n"),
    ("sub/b.txt", "c\n"),
    ("sub/deep/d.txt", "d\n"),
];

/// Files elsewhere.
pub(crate) const FILES_ELSEWHERE: [(&str, &str); 3] =
    [("/home/u/notes", "n\n"), ("/etc/passwd", "root:x:0:0:root:/home/u:/bin/bash\n"), ("/tmp/t", "t\n")];

/// A program in the base itself, by this name.
pub(crate) const LOCAL_PROGRAM: &str = "tool";
