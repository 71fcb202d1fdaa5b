//! The narrow reading, sentence by sentence.

use super::*;

permits!(
    a_pattern_permits_what_the_table_says,
    "git": ["git", "git status", "git push origin"],
    "git:*": ["git", "git push origin"],
    "git status": ["git status"],
    "git status:*": ["git status", "git status -s"],
    "git:status:*": ["git status", "git status -s x"],
    "npm run test:*": ["npm run test", "npm run test -- x"],
    "git:push:*:--force": ["git push --force", "git push origin --force"],
    "*": ["rm -rf /", "/tmp/x", "x"],
    "* --version": ["git --version", "--version", "/tmp/x a --version"],
    "a * b * c": ["a b c", "a b b x c c", "a x b x c"],
);

refuses!(
    a_pattern_permits_nothing_more,
    "git status": ["git status -s", "git", "git stash", "git  status", "git -C . status"],
    "git:status:*": ["git statusx", "git --exec-path=/tmp/evil status"],
    "git:push:*:--force": ["git push --force origin", "git push -f", "git push --forc", "git push --force=x"],
    "npm run test:*": ["npm run test:unit", "npm run"],
    "npm install": ["npm i", "npm add"],
    "rm -rf build": ["rm -fr build", "rm -r -f build", "rm -rf build x"],
    "* --version": ["git --version x"],
);

permits!(
    a_program_by_its_exact_name_or_in_a_trusted_folder,
    "git": ["git x", "/usr/bin/git x", "/bin/git", "/opt/homebrew/bin/git", "/usr/local/bin/git"],
    "./git": ["./git x"],
    "/tmp/git:*": ["/tmp/git x"],
    "./scripts/*": ["./scripts/build.sh x"],
    "g*": ["git x", "/usr/bin/git"],
);

refuses!(
    no_other_program,
    "git": ["./git x", "/tmp/git x", "Git x", "GIT", "git.exe", "/usr/bin/../../tmp/git", "//usr/bin/git", "/usr/bin//git", "usr/bin/git"],
    "./git": ["git", "/work/proj/git", "x/git"],
    "/usr/bin/git": ["git", "/bin/git"],
    "./scripts/*": ["./scripts/../evil", "./scripts/..", "scripts/x", "./scripts/a/b", "rm important-file", "./scripts"],
    "g*": ["./git", "/tmp/git", "xgit"],
);

permits!(
    a_star_within_a_word,
    "npm run test-*": ["npm run test-unit", "npm run test-"],
    "cat docs/*.md": ["cat docs/a.md"],
    "git log HEAD*": ["git log HEAD..main"],
);

refuses!(
    a_star_crosses_neither_slash_nor_blank_nor_leaves_the_folder,
    "cat docs/*": ["cat docs/..", "cat docs/a/b", "cat docs/../x", "cat DOCS/x"],
    "cat *": [],
    "tool --out=*": ["tool --out=..", "tool --out=/x"],
    "tar xf *.tar": ["tar xf --checkpoint-action=exec=x.tar", "tar xf -x.tar", "tar xf"],
    "npm run test-*": ["npm run test-a x", "npm run test"],
);

#[test]
fn a_glob_crosses_no_blank() {
    assert!(!matches_words(Reading::Permission, "npm run test-*", &["npm", "run", "test-a b"]));
    assert!(!matches_words(Reading::Permission, "npm run test-*", &["npm", "run", "test-a\nb"]));
    assert!(!matches_words(Reading::Permission, "npm run test-*", &["npm", "run", "test-a\tb"]));
    assert!(matches_words(Reading::Permission, "npm run *", &["npm", "run", "a b/../c"]), "a whole word is any word");
}

refuses!(
    arguments_are_compared_as_they_are,
    "cat:docs/readme.md": ["cat /etc/readme.md", "cat DOCS/README.md", "cat ./docs/readme.md", "cat readme.md", "cat /work/proj/docs/readme.md"],
    "cat:/srv/public/*": ["cat /etc/shadow", "cat shadow", "cat /srv/public/../x"],
    "curl https://api.example.com/v1": ["curl https https://evil/v1", "curl https://api.example.com/v1/x"],
    "npm:run:build:prod": ["npm run build:prod"],
    "npm run deploy:prod": ["npm run deploy prod"],
    "git": ["\u{ff47}it", "g\u{200b}it"],
);

permits!(
    colons_of_arguments,
    "curl https://api.example.com/*": ["curl https://api.example.com/v1"],
    "npm run deploy:prod": ["npm run deploy:prod"],
    "npm:run:deploy\\:prod": ["npm run deploy:prod"],
    "docker run alpine:3": ["docker run alpine:3"],
);
