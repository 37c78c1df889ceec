#!/usr/bin/env bash
# Proves the README's two commands on a bare machine: a Debian 12 root made by debootstrap, holding a clean clone of HEAD.
#   usage: sudo tests/fresh_machine.sh [--keep] [FOLDER]      (FOLDER: where the root is made; 8 GB; default a new one in /var/tmp)
# Then `./run test` once more without a network, with every downloader replaced by one that reports and fails: nothing may
# be downloaded twice. Needs root, debootstrap and git here; takes half an hour on two cores. The last line is
# `fresh machine: passed`, or says what failed.
set -euo pipefail
repo=$(cd "$(dirname "$0")/.." && pwd)
keep=no
if [ "${1:-}" = --keep ]; then keep=yes; shift; fi

say() { printf '== %s (%s s)\n' "$*" "$SECONDS"; }
fail() { printf 'fresh machine: FAILED: %s\n' "$*" >&2; exit 1; }
[ "$(id -u)" = 0 ] || fail "only root can make a root: sudo $0"
for tool in debootstrap git unshare ip; do command -v "$tool" >/dev/null || fail "no $tool here: install it"; done

folder=${1:-$(mktemp -d /var/tmp/inkgrad-fresh.XXXXXX)}
mkdir -p "$folder"
folder=$(realpath "$folder")
root=$folder/root
mounts=(dev/shm dev/pts dev proc sys)
clean_up() {
  local status=$? place process
  # What still runs inside the root (and nothing else) ends with the proof: an apt-get would outlive a Ctrl-C.
  for process in /proc/[0-9]*; do
    if [ "$(readlink "$process/root" 2>/dev/null)" = "$root" ]; then kill -KILL "${process##*/}" 2>/dev/null || true; fi
  done
  for place in "${mounts[@]}"; do umount -l "$root/$place" 2>/dev/null || true; done
  # Never remove a tree that still has a mount of this machine in it.
  if [ "$keep" = no ] && ! grep -q " $root/" /proc/mounts; then rm -rf --one-file-system "$root"; rmdir "$folder" 2>/dev/null || true; fi
  exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# --- a bare Debian 12, on the mirrors and through the proxies that this machine uses -------------------------------------
sources=$(apt-get indextargets --format 'deb $(SITE) $(CODENAME) $(COMPONENT)' 'Created-By: Packages' 'Origin: Debian' 'Component: main' | sort -u)
mirror=$(awk '$2 !~ /security/ {print $2; exit}' <<< "$sources")
[ -n "$mirror" ] || fail "apt names no Debian mirror here: run apt-get update"
say "making a bare Debian 12 in $root"
debootstrap --variant=minbase bookworm "$root" "$mirror" > "$folder/debootstrap.log" 2>&1 ||
  { tail -n 5 "$folder/debootstrap.log" >&2; fail "debootstrap"; }
mv "$folder/debootstrap.log" "$root/var/log/"
if grep -q ' bookworm ' <<< "$sources"; then grep bookworm <<< "$sources"; else echo "deb $mirror bookworm main"; fi > "$root/etc/apt/sources.list"
apt-config dump | grep -E '^Acquire::(http|https)::Proxy |^Acquire::Check-' > "$root/etc/apt/apt.conf.d/90host" || true
cp /etc/resolv.conf /etc/hosts "$root/etc/"
cp -r /usr/local/share/ca-certificates "$root/usr/local/share/" 2>/dev/null || true

mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for device in 'null 1 3' 'zero 1 5' 'full 1 7' 'random 1 8' 'urandom 1 9' 'tty 5 0'; do
  read -r name major minor <<< "$device"
  mknod -m 666 "$root/dev/$name" c "$major" "$minor"
done
ln -s /proc/self/fd "$root/dev/fd"
mkdir "$root/dev/shm" "$root/dev/pts"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"

git clone --quiet --no-local "$repo" "$root/root/inkgrad"
say "cloned $(git -C "$root/root/inkgrad" log -1 --format='%h %s')"

environment=(HOME=/root LANG=C.UTF-8 CI=true PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin)
for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY; do
  if [ -n "${!name:-}" ]; then environment+=("$name=${!name}"); fi
done
if command -v npm >/dev/null; then environment+=("npm_config_registry=$(npm config get registry 2>/dev/null)"); fi
if ls /usr/local/share/ca-certificates/*.crt >/dev/null 2>&1; then
  environment+=(NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt)
fi
inside() { "${wrap[@]}" chroot "$root" env -i "${environment[@]}" bash -c "cd /root/inkgrad && $1" </dev/null; }
wrap=()

# --- the two commands ----------------------------------------------------------------------------------------------------
say "./run --once"
inside './run --once' || fail "./run --once"
say "./run --once, again: in seconds"
began=$SECONDS
inside './run --once' || fail "a second ./run --once"
[ $((SECONDS - began)) -le 20 ] || fail "a second ./run took $((SECONDS - began)) s"
say "./run test"
inside './run test' || fail "./run test"

say "./run test, again, without a network"
for tool in apt-get npm; do
  rm "$root/usr/bin/$tool"
  printf '#!/bin/sh\necho "%s $*" >> /downloads\necho "%s: no downloading now" >&2\nexit 1\n' "$tool" "$tool" > "$root/usr/bin/$tool"
  chmod +x "$root/usr/bin/$tool"
done
rm "$root/etc/resolv.conf"
wrap=(unshare --net bash -c 'ip link set lo up; exec "$@"' --)
inside './run test' || fail "a second ./run test without a network"
if [ -e "$root/downloads" ]; then fail "the second ./run test wanted to download: $(cat "$root/downloads")"; fi
[ -z "$(git -C "$root/root/inkgrad" status --porcelain)" ] || fail "the commands left files that git does not ignore"
say "done"
echo "fresh machine: passed"
