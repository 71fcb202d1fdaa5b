# Makes the sandbox, in namespaces of its own, and becomes the runner inside it.
#   setup.sh NEW_ROOT TEST_PROGRAM 'REAL PROGRAMS' 'STUBS'
set -eu
new=$1 program=$2 real=$3 stubs=$4
mount -t tmpfs -o size=512m,mode=755 tmpfs "$new"
cd "$new"
mkdir -p .soundness/real usr/bin usr/local dev/pts proc tmp etc home/u w

# What programs need to start: libraries, to be read only.
read_only() {
  mount --bind "$1" "$2"
  mount -o remount,bind,ro "$2"
}
for folder in /usr/lib /usr/lib64 /usr/libexec /usr/local/lib /usr/local/libexec; do
  [ -d "$folder" ] && mkdir -p ".$folder" && read_only "$folder" ".$folder"
done
for folder in /bin /sbin /lib /lib64; do
  [ -L "$folder" ] || exit 1
done
ln -s usr/bin bin
ln -s usr/bin sbin
ln -s usr/lib lib
ln -s "$(readlink /lib64)" lib64

for name in $real; do
  file=$(PATH=$PATH:/usr/sbin:/sbin type -P "$name") || continue
  cp -L "$file" .soundness/real/
done
cp "$program" .soundness/runner
for name in $real $stubs; do
  ln .soundness/runner "usr/bin/$name"
done
read_only usr/bin usr/bin
read_only .soundness/real .soundness/real
: >.soundness/log
mount --bind .soundness/log .soundness/log

for device in null zero full urandom; do
  : >"dev/$device"
  mount --bind "/dev/$device" "dev/$device"
done
mount -t proc proc proc
mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts 2>/dev/null && ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
ln -s fd/0 dev/stdin
ln -s fd/1 dev/stdout
ln -s fd/2 dev/stderr

# A repository, for what git runs only in one.
if [ -x .soundness/real/git ]; then
  git=.soundness/real/git
  export GIT_CONFIG_NOSYSTEM=1 HOME=/nonexistent GIT_COMMITTER_DATE='2001-01-01T00:00:00Z' GIT_AUTHOR_DATE='2001-01-01T00:00:00Z'
  (
    "$git" -c init.defaultBranch=main init -q --template= w
    "$git" -C w config user.name u
    "$git" -C w config user.email u@localhost
    "$git" -C w commit -q --allow-empty -m one
    "$git" -C w commit -q --allow-empty -m two
  ) </dev/null >/dev/null 2>&1
fi

ulimit -c 0 -f 4096 -n 256
exec env -i "$(PATH=$PATH:/usr/sbin:/sbin type -P chroot)" "$new" /.soundness/runner
