//! Files that a program reads as code without being told: what a text writes there, the program runs.

use super::entry::lists;
use crate::pattern::command::Word;

/// Programs, and the names of the files that say what they run.
const CONVENTIONAL: &[(&str, &str)] = &[
    ("make gmake", "Makefile makefile GNUmakefile"),
    ("bmake", "Makefile makefile BSDmakefile"),
    ("just", "justfile Justfile .justfile"),
    ("rake", "Rakefile rakefile Rakefile.rb rakefile.rb"),
    ("task go-task", "Taskfile.yml Taskfile.yaml taskfile.yml taskfile.yaml"),
    ("ninja", "build.ninja"),
    ("cmake", "CMakeLists.txt"),
    ("npm npx pnpm yarn bun bunx", "package.json"),
    ("deno", "deno.json deno.jsonc"),
    ("cargo", "build.rs Cargo.toml config.toml"),
    ("gradle gradlew", "build.gradle build.gradle.kts settings.gradle settings.gradle.kts"),
    ("mvn", "pom.xml"),
    ("ant", "build.xml"),
    ("pip pip3 uv poetry", "setup.py setup.cfg pyproject.toml"),
    ("tox nox", "tox.ini noxfile.py"),
    (
        "docker docker-compose podman",
        "Dockerfile Containerfile docker-compose.yml docker-compose.yaml compose.yml compose.yaml",
    ),
    ("vagrant", "Vagrantfile"),
    ("bundle", "Gemfile"),
    ("direnv", ".envrc"),
    ("mise", "mise.toml .mise.toml"),
    ("gdb", ".gdbinit"),
    ("psql", ".psqlrc"),
    ("git", ".gitconfig .gitmodules"),
];

/// Programs that change files, but not what is in them.
const KEEP_CONTENT: &str = "chmod chown chgrp setfacl touch rm rmdir unlink mkdir";

/// Whether a program makes names for files that it is given: what is done to the one is done to the other. Here as below
/// the name is the program's base name.
pub(crate) fn makes_links(name: &str) -> bool {
    lists("ln link gln", name)
}

/// Whether what a program starts may have another home folder.
pub(crate) fn changes_home(name: &str, arguments: &[Word]) -> bool {
    const OTHERS: &str = "sudo doas su runuser chroot unshare setpriv gosu su-exec ssh docker podman nerdctl kubectl systemd-run machinectl \
        firejail bwrap proot pkexec run0";
    let clears = |word: &Word| word.as_literal().is_none_or(|text| text.starts_with('-'));
    lists(OTHERS, name) || (lists("env genv", name) && arguments.first().is_some_and(clears))
}

/// Whether a program leaves the content of the files it changes as it is.
pub(crate) fn keeps_content(name: &str) -> bool {
    lists(KEEP_CONTENT, name)
}

/// The names of the files that the program `name` reads as code.
pub(crate) fn conventional(name: &str) -> impl Iterator<Item = &'static str> {
    let found = CONVENTIONAL.iter().find(|(programs, _)| lists(programs, name));
    found.map_or("", |(_, files)| *files).split_ascii_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_known_by_its_name_alone() {
        assert!(conventional("make").any(|file| file == "Makefile"));
        assert_eq!(conventional("cat").count(), 0);
    }
}
