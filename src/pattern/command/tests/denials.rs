//! The wide reading, sentence by sentence, and attacks on it.

use super::*;

denies!(
    two_words_or_more_are_open_at_the_end,
    "git push": ["git push", "git push origin", "git push origin main --tags"],
    "git": ["git", "git push"],
    "*": ["rm", "./x y"],
    "*:--hard": ["git reset --hard", "x --hard"],
    "git:*:push": ["git push", "git stash push", "git a b push c"],
);

denies!(
    programs_by_base_name_in_any_case,
    "git push": ["/usr/bin/git push", "./git push", "/tmp/evil/git push", "git.exe push", "GIT.EXE push", "Git push", "git.cmd push", "git.bat push", "git.com push"],
    "git": ["C:\\bin\\git.exe push", "C:/bin/git.exe"],
    "/usr/bin/git:*": ["git push", "/bin/git"],
    "git.exe": ["git", "git.exe", "x/git.cmd"],
    "mkfs*": ["mkfs.ext4 x", "mkfs", "/sbin/MKFS.xfs"],
    // The Kelvin sign and the long s, which file systems without regard to case take for `k` and `s`.
    "kill": ["\u{212a}ill 9", "KILL 9"],
    "sudo": ["\u{17f}udo id"],
    "./scripts/*": ["./scripts/x", "scripts/x", "/work/proj/scripts/x", "./a/../scripts/x"],
    "C:\\tools\\evil.exe:*": ["C:\\tools\\evil.exe x", "evil x", "D:\\evil.cmd"],
    "C:\\tools\\evil.exe x": ["C:\\tools\\evil.exe x y", "evil x"],
);

passes!(
    other_programs_pass,
    "git push": ["gitk push", "git-push", "git", "xgit push", "\u{ff47}it push", "g\u{200b}it push"],
    "kill": ["killall x", "pkill"],
    "./scripts/*": ["rm x", "./other/x", "test x", "./scripts/a/b"],
    "mkfs*": ["mkdir x"],
    "curl:https://evil.example/rm": ["rm x", "bin/rm"],
    "npm:run:a/ls": ["ls"],
);

denies!(
    subcommands_and_long_options_in_any_case,
    "npm:run:build": ["npm RUN Build"],
    "git push --force": ["git PUSH --Force"],
    "git push * --FORCE": ["git push --force"],
);

passes!(
    single_letters_and_paths_keep_their_case,
    "curl:*:-T": ["curl -t x"],
    "foo -d": ["foo -D"],
    "cat a.Txt": ["cat a.txt"],
);

denies!(
    arguments_that_name_paths,
    "cat .env": ["cat .env", "cat ./.env", "cat /work/proj/.env", "cat x/../.env", "cat a/.env", "cat -n .env", "cat -- .env", "cat .//.env", "cat ../proj/.env"],
    "cat secrets/key": ["cat ./secrets/key", "cat /work/proj/secrets/key", "cat secrets//key", "cat secrets/./key"],
    "cat ~/.ssh/id": ["cat /home/u/.ssh/id", "cat ../../home/u/.ssh/id"],
    "cat /etc/passwd": ["cat ../../etc/passwd", "cat //etc/passwd"],
    "cat docs/*": ["cat ./docs/a", "cat /work/proj/docs/a"],
    "rm -rf /work/proj": ["rm -rf .", "rm -r -f ./"],
    "tool --file=secret": ["tool --file=./secret", "tool --file secret"],
);

passes!(
    other_paths_pass,
    "cat .env": ["cat .env.example", "cat x .env", "cat env", "cat .env/x"],
    "cat secrets/key": ["cat key", "cat other/secrets/key"],
    "git push --force": ["git push origin feature/--force"],
);

denies!(
    options_anywhere_before_the_end_of_options,
    "git:push:*:--force": ["git push --force", "git push origin --force x", "git --force push", "git push a b --force", "git push --force -- x"],
    "docker run --privileged": ["docker run -it --privileged alpine", "docker run alpine --privileged", "docker run --privileged=true x"],
    "find -delete": ["find . -name x -delete"],
    "git push origin --force": ["git push --force origin", "git push -f origin"],
);

passes!(
    after_the_end_of_options_there_are_none,
    "git:push:*:--force": ["git push -- --force", "git push", "git commit --force"],
    "rm:*:-rf": ["rm -- -rf", "rm -r -- -f"],
    "git commit -m x": ["git commit -- -m x"],
);

denies!(
    a_value_that_looks_like_the_end_of_options_is_none,
    "git commit * --no-verify": ["git commit -m -- --no-verify"],
    "foo * --evil": ["foo --unknown -- --evil"],
);

denies!(
    abbreviations_and_values_of_long_options,
    "git:push:*:--force": ["git push --forc", "git push --force=x", "git push --f"],
    "rm:*:--recursive": ["rm --rec x", "rm --r x"],
    "foo * --evil": ["foo --ev", "foo -evil", "foo --EVIL=1"],
    "foo * --no-*": ["foo --no-verify", "foo --no-x=1"],
    "foo * --x=1": ["foo --x=1", "foo --x 1"],
);

passes!(
    another_option_is_no_abbreviation,
    "git:push:*:--force": ["git push --force-with-lease", "git push --follow-tags", "git push --forced"],
    "git:push:*:--force-with-lease": ["git push --force"],
    "npm install --save-dev": ["npm install --save x"],
    "docker run --privileged": ["docker run --priv x"],
    "foo * --x=1": ["foo --x=2", "foo --x"],
    "find * -delete": ["find . -del"],
);

denies!(
    clusters,
    "rm:*:-rf": ["rm -rf x", "rm -fr x", "rm -r -f x", "rm -rfv x", "rm -vrif x", "rm x -R -f", "rm --recursive x -f", "rm --recursive --force x", "rm --rec --forc x"],
    "rm:*:-r:-f": ["rm -rf x", "rm -fr x"],
    "rm:*:--recursive": ["rm -rf x", "rm -Rv x"],
    "foo -x": ["foo -abx"],
    "git commit -n": ["git commit -anm x", "git commit --no-verify", "git commit --no-ver -m x"],
);

denies!(
    a_cluster_without_a_dash,
    "tar:*:-x": ["tar xzf a.tgz", "tar -xf a", "tar --extract -f a", "tar zxf a", "tar --get a"],
    "tar x": ["tar x"],
);

passes!(
    only_the_first_word_is_one,
    "tar:*:-x": ["tar cf x", "tar -tf x", "tar tf xx"],
    "foo * -x": ["foo xzf"],
);

passes!(
    half_a_cluster_or_a_value_is_none,
    "rm:*:-rf": ["rm -r x", "rm -f x", "rm -v rf", "rm rf"],
    "curl:*:-T": ["curl -HX-T:1 u", "curl -oT u", "curl -o T u"],
    "git commit -n": ["git commit -mn", "git commit -am nn"],
    "git push -f": ["git push -of x", "git push -o -x"],
);

denies!(
    values_apart_or_attached,
    "git commit -m wip": ["git commit -m wip", "git commit -mwip", "git commit -am wip", "git commit -amwip", "git commit --message wip", "git commit --message=wip", "git -C x commit -a -mwip"],
    "docker run -v /:/host": ["docker run -v /:/host x", "docker run -v/:/host x", "docker run --volume=/:/host x", "docker run --rm --volume /:/host x"],
    "docker:run:-v:/:/host": ["docker run -v /:/host x", "docker run --volume=/:/host x"],
    "foo -p80": ["foo -p80"],
    "kubectl delete -n prod": ["kubectl delete --namespace=prod pod x", "kubectl -n prod delete pod"],
);

passes!(
    other_values_pass,
    "git commit -m wip": ["git commit -m done", "git commit -mdone", "git commit"],
    "kubectl delete -n prod": ["kubectl delete -n dev pod x", "kubectl get -n prod pod"],
);

denies!(
    global_options_before_the_subcommand_are_skipped,
    "git push": ["git -C . push", "git -C push push", "git -c x.y=z push", "git --no-pager push", "git --git-dir x --work-tree y push", "git --git-dir=x push", "git -Cx push", "git -pC x push", "git --unheard-of push", "git --unheard-of x push", "git -P -p push", "git --unheard-of -C push"],
    "kubectl delete": ["kubectl --context x delete pod", "kubectl -n x delete pod", "kubectl --namespace=x delete", "kubectl -nx delete"],
    "docker run": ["docker --context x run y", "docker -H tcp://h run y", "docker -D run y", "docker --config d run y"],
    "npm publish": ["npm --prefix x publish", "npm -C x publish", "npm --silent publish", "npm --access public publish", "npm --global true publish", "npm --registry --userconfig x publish"],
    "cargo publish": ["cargo +nightly publish", "cargo -q publish", "cargo --color never publish", "cargo -C x publish"],
    "gh repo delete": ["gh -R o/r repo delete", "gh --repo o/r repo delete"],
    "aws s3 rm": ["aws --profile p s3 rm x", "aws --region r --debug s3 rm x"],
    "gcloud projects delete": ["gcloud --project p projects delete", "gcloud -q projects delete"],
    "terraform destroy": ["terraform -chdir=x destroy", "tofu-x/terraform destroy"],
    "terraform apply -auto-approve": ["terraform -chdir=x apply --auto-approve", "terraform apply -auto-approve"],
    "systemctl stop": ["systemctl --user stop x", "systemctl -H h stop x", "systemctl -q --now stop x"],
    "helm uninstall": ["helm -n x uninstall r", "helm --kube-context c delete r"],
    "pip install": ["pip --proxy p install x", "pip -q install x", "pip3 install x", "pip3 --log f install x"],
    "go install": ["go install x", "go install -C d x"],
    "make deploy": ["make -C d deploy", "make -f F deploy", "make A=1 deploy", "make -j4 deploy", "make -j 4 deploy", "gmake -k deploy"],
    "ssh host": ["ssh -p 22 host", "ssh -i key host", "ssh -o A=b host", "ssh -v host", "ssh -p22 host"],
    "yarn publish": ["yarn --cwd d publish"],
    "pnpm publish": ["pnpm -C d publish", "pnpm --filter x publish", "pnpm -r publish"],
    "apt-get install": ["apt-get -y install x", "apt-get -o a=b install x"],
    "git branch a b": ["git --unheard-of branch -C a b"],
    "foo bar": ["foo -x bar", "foo -x y bar", "foo --x=y bar"],
);

passes!(
    a_value_or_later_operand_is_no_subcommand,
    "git push": ["git log push", "git -C push log", "git log --grep push", "git stash push", "git -c push log", "git --no-pager log push", "git branch push", "git commit -m push"],
    "kubectl delete": ["kubectl -n delete get pod", "kubectl get delete"],
    "npm publish": ["npm run publish", "npm --prefix publish test"],
    "docker run": ["docker ps run", "docker -c run ps"],
    "ssh host": ["ssh -i host other"],
    "make deploy": ["make -C deploy all"],
);

denies!(
    both_readings_of_every_colon,
    "npm run deploy:prod": ["npm run deploy:prod", "npm run deploy prod"],
    "npm:run:deploy:prod": ["npm run deploy:prod", "npm run deploy prod", "npm run:deploy:prod"],
    "curl:https://evil.example/*": ["curl https://evil.example/x", "curl -s https://evil.example/x"],
    "docker:pull:evil:*": ["docker pull evil:latest", "docker pull evil", "docker pull evil x"],
    "npm run test:*": ["npm run test", "npm run test x", "npm run test:unit"],
    "git push origin HEAD:main": ["git push origin HEAD:main", "git push origin HEAD main"],
    "a:b:c:d:e:f:g:h": ["a b c d e f g h", "a b:c d:e:f g h", "a b:c:d:e:f:g:h", "a:b c:d e f g:h"],
    "npm:run:deploy\\:prod": ["npm run deploy:prod"],
);

passes!(
    a_colon_that_is_escaped_is_one,
    "npm:run:deploy\\:prod": ["npm run deploy prod"],
    "a:b:c:d:e:f:g:h": ["a b:c d:x:f g h"],
);

#[test]
fn a_word_with_a_blank_is_one_word() {
    assert!(!matches_words(Reading::Denial, "git push", &["git", "push origin"]));
    assert!(matches_words(Reading::Denial, "git commit -m", &["git", "commit", "-m", "a b"]));
}

#[test]
fn a_trace_says_what_matched() {
    let explain = |pattern: &str, words: &[&str]| {
        let args = Word::literals(words[1..].iter().copied());
        let trusted = trusted();
        let context = CommandContext { places: &Machine, trusted_folders: &trusted };
        CommandPattern::parse(pattern).unwrap().explain_denial(&Invocation::new(words[0], &args), &context)
    };
    assert_eq!(
        explain("git:push:*:--force", &["git", "-C", ".", "push", "-f"]).unwrap(),
        "`git push *` and anything after it, with `--force` among the options in any spelling"
    );
    assert_eq!(explain("git", &["git", "x"]).unwrap(), "`git` with any arguments");
    assert_eq!(explain("*", &["git", "x"]).unwrap(), "any command");
    assert_eq!(
        explain("npm install", &["npm", "i"]).unwrap(),
        "`npm install` and anything after it, by another name of the command"
    );
    assert_eq!(explain("git push", &["git", "pull"]), None);
}
