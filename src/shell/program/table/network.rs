//! Clients of the network.

use super::super::entry::Kind::{
    Both, Data, Fields, Flag, Form, Here, Host, Loads, LoadsKnown, LoadsValue, Query, Reads, RunsFile, RunsMore,
    RunsWords, SshConfig, Target, Text as Value, Writes,
};
use super::super::entry::Network::{Client, Configured, FirstOperand, Remote};
use super::super::entry::Operands::{Downloads, Files, Names, Opaque, Own, Transfers, Urls, Wrapper};
use super::super::entry::{Entry, entry};
use super::super::special::{git, ssh};

const OTHER: &str = "a subcommand that starts or loads something else";
const ELSEWHERE: &str = "a command that runs on another host or in a container";

#[rustfmt::skip]
pub(super) const ENTRIES: &[Entry] = &[
    entry("curl", Urls).network(Client).with(&[
        ("-K --config", LoadsValue), ("-: --next", Loads), ("--engine", LoadsValue), ("-J --remote-header-name", Loads), ("--ssl-sessions", LoadsValue),
        ("-o --output -c --cookie-jar -D --dump-header --trace --trace-ascii --stderr --libcurl --etag-save", Writes), ("--output-dir", Target),
        ("-O --remote-name --remote-name-all", Here),
        ("-T --upload-file --cacert --capath --cert -E --key --netrc-file --etag-compare --crlfile --pinnedpubkey --unix-socket --abstract-unix-socket --proxy-cacert --proxy-cert --proxy-key --proxy-capath --proxy-crlfile --egd-file --random-file", Reads),
        ("--hsts --alt-svc", Both),
        ("-d --data --data-raw --data-binary --data-urlencode --data-ascii --json -H --header --proxy-header --variable --url-query", Data),
        ("-w --write-out", super::super::entry::Kind::WriteOut),
        ("-F --form", Form), ("-b --cookie", Reads),
        ("-x --proxy --preproxy --socks4 --socks4a --socks5 --socks5-hostname --resolve --connect-to --doh-url --url --dns-servers", Host),
        ("-X --request -A --user-agent -u --user -m --max-time --connect-timeout --retry --retry-delay --retry-max-time -r --range --limit-rate --proto --form-string --interface --max-redirs --tls-max --ciphers \
          --proto-redir -e --referer -y -Y -z -C --continue-at -P -Q -t --max-filesize --oauth2-bearer --aws-sigv4 --parallel-max --keepalive-time -U --proxy-user --local-port --rate", Value),
        ("-# -0 -1 -2 -3 -4 -6 -a -B -f -g -G -i -I -j -k -l -L -M -n -N -p -q -R -s -S -v -Z --silent --show-error --fail --fail-with-body --location --location-trusted --insecure --include --head --verbose \
          --compressed --get --globoff --ipv4 --ipv6 --no-buffer --progress-bar --create-dirs --parallel --netrc --http1.1 --http2 --ssl --ssl-reqd --ssl-no-revoke --tlsv1.2 --tlsv1.3 --raw --retry-all-errors --retry-connrefused --anyauth --basic --digest --negotiate --no-progress-meter --path-as-is", Flag),
        ("-V --version -h --help --manual", Query)]),
    entry("wget wget2", Downloads("-O --output-document -P --directory-prefix")).network(Client).with(&[
        ("-e --execute --config --use-askpass --post-file --body-file", LoadsValue), ("-i --input-file", LoadsValue),
        ("-O --output-document -o --output-file -a --append-output -P --directory-prefix --save-cookies --warc-file --warc-tempdir --hsts-file --rejected-log", Writes), ("--load-cookies --ca-certificate --certificate --private-key", Reads),
        ("-U --user-agent -t --tries -T --timeout --header --post-data --body-data --method -D -l -A -R -w --wait -Q --quota --limit-rate --user --password --level --accept --reject --progress --max-redirect --waitretry --restrict-file-names -X -I -B", Value),
        ("-q -nv -v -c -N -S -b -r -p -k -m -H -L -np -nc -nd -nH --quiet --continue --recursive --mirror --no-parent --no-check-certificate --show-progress --no-verbose --spider -4 -6 -E -K", Flag), ("-V --version -h --help", Query)]),
    entry("aria2c axel lftp ftp tftp http https httpie xh lynx w3m links elinks gnutls-cli smbclient", Opaque("a client that loads or writes in ways of its own")).network(Client).with(&[("--version --help", Query)]),
    entry("nc ncat netcat", Urls).network(Client).with(&[("-e -c --exec --sh-exec --lua-exec", LoadsValue), ("-l --listen -k", Loads), ("-p -s -w -i -X -q -I -O -T -V -M -m -W", Value), ("-x --proxy", Host), ("-z -v -n -u -U -4 -6 -t -d -N -r -C -D -h -S", Flag), ("-o --output -x --hex-dump", Writes)]),
    // Only what always has a value is listed: the word behind any other option may be a host.
    entry("dig kdig", Urls).network(Client).with(&[("-f -k", LoadsValue), ("-b -c -p -q -t -x -y", Value)]),
    entry("drill nsupdate hping3", Urls).network(Client).with(&[("-e -f -i -w -k -r", LoadsValue), ("-b -c -p", Value)]),
    entry("host", Urls).network(Client).with(&[("-c -m -N -p -R -t -W", Value)]),
    entry("nslookup", Urls).network(Client).words(),
    entry("ping ping6", Urls).network(Client).with(&[("-c -i -W -w -s -t -p -m -I -l -Q -M -S -T -F", Value)]),
    entry("fping", Urls).network(Client).with(&[("-f", LoadsValue), ("-b -B -c -C -H -i -I -k -O -p -Q -r -S -t -x -X", Value)]),
    entry("traceroute", Urls).network(Client).with(&[("-g --gateway", Host), ("-f -i -m -N -p -P -q -s -t -w -z -O -M", Value)]),
    entry("mtr", Urls).network(Client).with(&[("-F --filename", LoadsValue), ("-c -i -s -m -f -a -P -B -Q -o -y -L -U", Value)]),
    entry("whois", Urls).network(Client).with(&[("-h --host", Host), ("-p --port -i -s -T -t -q -v", Value)]),
    entry("telnet", Urls).network(Client).with(&[("-n", Writes), ("-l -e -b -S -X -k", Value)]),
    entry("nmap masscan", Urls).network(Client).with(&[("-e --script -iL -iR --resume --datadir --servicedb --versiondb --stylesheet --script-args --script-args-file", LoadsValue), ("-p -T --top-ports --exclude --max-retries --host-timeout", Value), ("-oN -oX -oG -oA -oS -oM -oD -oL -oJ -oU", Writes)]).words(),
    entry("openssl", Files).words().network(Configured("s_client s_time ocsp cmp")).with(&[("-engine -provider -config -provider-path", LoadsValue), ("-connect -proxy -url -host", Host), ("-out -writerand -keyout", super::super::entry::Kind::WritesKnown), ("-in -key -cert -CAfile -inkey", Reads), ("-subj -days -newkey -name -passin -passout -pass -servername", Value)]),
    entry("ssh", Wrapper(ssh::program)).network(FirstOperand).with(&[
        ("-o", SshConfig), ("-F -S -w -I -E", LoadsValue), ("-L -R -D", LoadsKnown), ("-W -J", Host),
        ("-p -l -b -c -m -O -B -e -P", Value), ("-i", Reads), ("-Q -G -V", Query), ("-4 -6 -A -a -C -f -g -K -k -M -N -n -q -s -T -t -v -X -x -Y -y", Flag)]).strict(),
    entry("sftp", Opaque("commands of a client from standard input")).network(Client).with(&[("-o", SshConfig), ("-F -b -S -s -D", LoadsValue), ("-P -l -B -c -R -X", Value), ("-i", Reads), ("-J", Host)]),
    entry("scp", Transfers).network(Remote).with(&[("-o", SshConfig), ("-S", RunsFile), ("-F -D", LoadsValue), ("-P -l -c -X", Value), ("-i", Reads), ("-J", Host), ("-r -p -q -v -C -3 -4 -6 -A -B -O -R -T -s", Flag)]),
    entry("rsync", Transfers).network(Remote).with(&[("-e --rsh", RunsWords), ("--rsync-path", RunsMore), ("-M --remote-option -T --temp-dir --config --daemon", LoadsValue),
        ("--log-file --backup-dir --temp-dir --partial-dir --write-batch --only-write-batch", Writes), ("--files-from --include-from --exclude-from --link-dest --copy-dest --compare-dest --read-batch --password-file --early-input", Reads),
        ("--delete --delete-after --delete-before --delete-excluded --delete-during --del --remove-source-files", Loads),
        ("--exclude --include -f --filter --bwlimit --timeout --chmod --chown --max-size --min-size --port --out-format --info --debug --compress-level --modify-window -B --block-size --suffix --contimeout --address --log-file-format --usermap --groupmap", Value),
        ("-a -v -z -r -n -u -h -P -q -c -x -H -A -X -l -L -p -o -g -t -D -E -S -W -i -R -b -k -K -I -C -m -s -y -0 -4 -6 -F -8 -J -O -U -N -d --archive --verbose --compress --recursive --dry-run --progress --partial --stats --update --checksum", Flag)]),
    entry("mosh autossh ssh-copy-id rclone sshfs mail mailx mutt sendmail msmtp swaks", Opaque(ELSEWHERE)).network(FirstOperand).with(&[("--version --help", Query)]),
    entry("ssh-keyscan", Urls).network(Client).with(&[("-f", LoadsValue), ("-p -T -t", Value)]),
    entry("ssh-keygen", Files).with(&[("-D -w -P", LoadsValue), ("-f", super::super::entry::Kind::WritesKnown), ("-t -b -C -N -l -m -R -F", Value)]),
    entry("gh glab hub doctl", Names).network(Configured("")).with(&[("-R --repo -q --jq --json -L --limit -t --template -X --method -H --header -s --state --search -B --base --title --body -a --assignee -l --label -b -m", Value), ("-f --raw-field", Value), ("-F --body-file --field --notes-file", Fields), ("--input", Reads), ("--hostname", Host)])
        .commands(&[entry("alias extension extensions ext ssh exec codespace cs config console configure", Opaque(OTHER)),
            entry("secret variable", Names).with(&[("-f --env-file", Reads)]), entry("gist", Files),
            entry("release run", Names).with(&[("-D --dir -O --output", super::super::entry::Kind::WritesKnown)]),
            entry("repo", Names).commands(&[entry("clone fork", Own(git::clone_of_hub)), entry("*", Names)]), entry("*", Names)]),
    entry("aws gcloud az terraform tofu pulumi vercel netlify wrangler firebase gsutil", Names).network(Configured("")).with(&[
        ("--cli-input-json --cli-input-yaml --cli-connect -plugin-dir", LoadsKnown), ("--endpoint-url", Host), ("--profile --region --output --query --filters --project --zone --format --subscription -n --name -g --resource-group --filter --limit -o --analytics-query -w --workspace -var -target", Value), ("-chdir", super::super::entry::Kind::Folder)])
        .commands(&[entry("ssh exec console configure alias config", Opaque(OTHER)), entry("cp mv rsync", Transfers),
            entry("s3", Names).commands(&[entry("cp mv sync", Transfers), entry("*", Names)]),
            entry("compute", Names).commands(&[entry("ssh scp", Opaque(OTHER)), entry("*", Names)]), entry("*", Names)]),
    entry("heroku fly flyctl vagrant adb lxc lxd machinectl ctr crictl", Names).network(Configured("pull push login search")).commands(&[
        entry("run exec ssh shell console create build attach cp plugin config up install sideload debug edit", Opaque(ELSEWHERE)), entry("*", Names)]),
];
