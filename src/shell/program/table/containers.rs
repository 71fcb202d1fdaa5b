//! Containers and clusters: what runs inside is a program too.

use super::super::entry::Kind::{
    Fields, FieldsWritten, Flag, Folder, Host, LoadsKnown, LoadsValue, OwnValue, Query, Reads, RunsFile, ScriptFile,
    Text, WritesKnown,
};
use super::super::entry::Network::Configured;
use super::super::entry::Operands::{Names, Opaque, Own, Remote, Transfers, Wrapper};
use super::super::entry::{Entry, Kind, entry};
use super::super::special::containers;
use super::super::special::wrappers as own;

const ELSEWHERE: &str = "a command that runs on another host or in a container";

/// Of `docker run`, `create` and `exec`.
const RUN: &[(&str, Kind)] = &[
    (
        "-d --detach -i --interactive -t --tty --rm --privileged --init -P --publish-all --read-only -q --quiet --no-healthcheck --sig-proxy? --oom-kill-disable",
        Flag,
    ),
    (
        "-p --publish -e --env -w --workdir -u --user --name -h --hostname --expose --detach-keys --index --platform --restart --shm-size --ulimit --pull --gpus --pid --ipc --userns --uts --cgroupns --runtime \
      --network --net --network-alias -m --memory --memory-swap --cpus -c --cpu-shares --cpuset-cpus -l --label --add-host --cap-add --cap-drop --dns --link --tmpfs --volumes-from --security-opt --stop-signal --stop-timeout \
      --health-cmd --health-interval --log-driver --log-opt --sysctl --group-add --ip --mac-address --annotation --isolation --storage-opt -a --attach --pids-limit",
        Text,
    ),
    ("-v --volume --mount", Text),
    ("--device --blkio-weight-device", Text),
    ("--env-file --label-file", Reads),
    ("--cidfile", WritesKnown),
    ("--entrypoint", OwnValue),
    ("--help", Query),
];
const COMPOSE: &[(&str, Kind)] = &[
    ("-f --file", ScriptFile),
    ("--project-directory", Folder),
    ("-p --project-name --profile --ansi --progress --parallel", Text),
    ("--env-file", Reads),
    ("--compatibility --dry-run --all-resources", Flag),
    ("--version -v --help -h", Query),
];
const COMPOSE_COMMANDS: &[Entry] = &[
    entry("exec", Remote(1)).strict().with(&[("-d --detach -T --no-TTY -i --interactive -t --tty --privileged", Flag), ("-e --env -u --user -w --workdir --index", Text)]),
    entry("run", Wrapper(containers::container)).strict().with(RUN).with(&[
        ("-d --detach -T --no-TTY -i --interactive --rm --no-deps -P --service-ports --build --use-aliases --remove-orphans -q --quiet --quiet-pull --quiet-build", Flag),
        ("-e --env -u --user -w --workdir --name -l --label -p --publish -v --volume --cap-add --cap-drop --pull --env-from-file", Text), ("--entrypoint", OwnValue)]),
    entry("cp", Transfers),
    entry("*", Names).with(&[("-n --tail --since --until -t --timeout --scale --format --filter --status --exit-code-from --build-arg --pull --index", Text)]),
];
const IMAGES: &[(&str, Kind)] = &[
    ("-f --file", ScriptFile),
    (
        "-t --tag --build-arg --target --platform --label --network --progress --pull? --add-host --shm-size --ulimit --builder",
        Text,
    ),
    ("--cache-from", Fields),
    ("--cache-to", FieldsWritten),
    ("--iidfile --metadata-file", WritesKnown),
    ("-o --output", FieldsWritten),
    ("--secret --ssh --build-context", Fields),
    ("-q --quiet --no-cache --rm --force-rm --push --load --squash", Flag),
];
const CLUSTER: &[(&str, Kind)] = &[
    (
        "-n --namespace --context --cluster --user --token --as --as-group --as-uid --request-timeout --tls-server-name -v --v -l --selector -o --output --sort-by --field-selector --template --tail --since --since-time -c --container -p --patch --type --replicas \
      --timeout --for --image --from-literal --limits --requests --port --target-port --overrides --labels --restart --grace-period --cascade --dry-run? --show-labels? --log-flush-frequency",
        Text,
    ),
    ("--kubeconfig", LoadsKnown),
    ("-s --server", Host),
    ("--certificate-authority --client-certificate --client-key --from-env-file", Reads),
    ("--from-file", Fields),
    ("--helm-command", LoadsKnown),
    ("--profile-output --output-directory --log-file --log-dir", WritesKnown),
    ("-f --filename -k --kustomize --patch-file", ScriptFile),
    ("--cache-dir", WritesKnown),
    (
        "-i -t -it --stdin --tty -A --all-namespaces -w --watch --all --force --wait --previous -R --recursive --insecure-skip-tls-verify -q --quiet -h --help",
        Flag,
    ),
];

#[rustfmt::skip]
pub(super) const ENTRIES: &[Entry] = &[
    entry("docker podman nerdctl", Names).network(Configured("pull push login search")).with(&[
        ("-D --debug --tls --tlsverify", Flag), ("-c --context -l --log-level --connection --url --identity --root --runroot --storage-driver --tmpdir", Text), ("--runtime --storage-opt --hooks-dir --conmon --network-cmd-path --module", LoadsKnown), ("-H --host", Host), ("--config --tlscacert --tlscert --tlskey", LoadsKnown), ("-v --version --help", Query)])
        .in_front()
        .commands(&[
            entry("exec", Remote(1)).strict().with(RUN),
            entry("run create", Wrapper(containers::container)).strict().with(RUN),
            entry("compose", Names).with(COMPOSE).in_front().commands(COMPOSE_COMMANDS),
            entry("container", Names).commands(&[entry("exec", Remote(1)).strict().with(RUN), entry("run create", Wrapper(containers::container)).strict().with(RUN),
                entry("cp", Transfers), entry("export", Names).with(&[("-o --output", Kind::Writes)]), entry("attach", Opaque(ELSEWHERE)), entry("*", Names).with(&[("--format --filter -f --tail -n --since", Text)])]),
            entry("unshare", Wrapper(own::or_shell)).strict(),
            entry("machine", Names).commands(&[entry("ls list info inspect start stop", Names), entry("*", Opaque(ELSEWHERE))]),
            entry("build", Names).with(IMAGES),
            entry("image", Names).commands(&[entry("build", Names).with(IMAGES), entry("save", Names).with(&[("-o --output", Kind::Writes)]), entry("*", Names).with(&[("--format --filter", Text), ("-i --input", Reads)])]),
            entry("buildx builder", Names).commands(&[entry("build b", Names).with(IMAGES), entry("ls du inspect version prune", Names), entry("*", Opaque(ELSEWHERE))]),
            entry("cp", Transfers),
            entry("debug attach plugin ssh shell edit", Opaque(ELSEWHERE)),
            entry("stack service", Names).commands(&[entry("ls ps logs inspect rm services", Names), entry("*", Opaque(ELSEWHERE))]),
            entry("save export", Names).with(&[("-o --output", Kind::Writes)]),
            entry("load import", Names).with(&[("-i --input", Reads)]),
            entry("*", Names).with(&[("--format --filter -f --tail -n --since --until -t --time -s --signal --type --output -u --username -p --password", Text)]),
        ]),
    entry("docker-compose podman-compose", Names).network(Configured("pull push")).with(COMPOSE).in_front().commands(COMPOSE_COMMANDS),
    entry("kubectl oc k3s microk8s", Names).network(Configured("")).with(CLUSTER).commands(&[
        entry("exec", Own(containers::after_dashes)),
        entry("run debug", Own(containers::cluster_run)),
        entry("attach edit plugin rsh rsync", Opaque(ELSEWHERE)),
        entry("cp", Transfers),
        entry("config", Names).commands(&[entry("view current-context get-contexts use-context get-clusters get-users set-context", Names), entry("*", Opaque("a subcommand that changes what runs"))]),
        entry("proxy port-forward", Names), entry("*", Names),
    ]),
    entry("helm", Names).network(Configured("")).with(&[
        ("-n --namespace --kube-context --kube-apiserver --kube-token --kube-as-user --version --set --set-string --set-json -o --output --timeout --revision --history-max --description", Text),
        ("--kubeconfig --registry-config --repository-cache --repository-config --kube-ca-file", LoadsKnown), ("--repo", Host), ("--set-file", Fields), ("-f --values", Reads), ("--post-renderer", RunsFile), ("--post-renderer-args", LoadsValue), ("--output-dir", WritesKnown)])
        .commands(&[entry("plugin", Opaque(ELSEWHERE)), entry("*", Names)]),
    entry("minikube kind k3d skaffold tilt", Names).commands(&[entry("ssh kubectl exec", Opaque(ELSEWHERE)), entry("*", Names)]),
];
