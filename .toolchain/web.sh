#!/usr/bin/env bash
# Makes the toolchain prefix, once: Emscripten, header libraries and third-party sources, from the packages in pins.txt.
#   usage: web.sh PREFIX        (PREFIX/.sources and PREFIX/.emscripten say that a part is complete)
# Nothing is installed into the system: Debian 13's packages would replace a Debian 12's libc. clang-19, lld-19 and llvm-19
# are the system's own; binaryen, the one binary taken from Debian 13, runs under the loader and libc of Debian 13.
# An emcc of 3.1.69 or newer on the PATH is used instead of unpacking one.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "${1:?usage: web.sh PREFIX}"
prefix=$(cd "$1" && pwd)
say() { printf '  %s\n' "$*"; }
fail() { printf 'inkgrad: %s\n' "$*" >&2; exit 1; }

emcc_is_on_path() {
  local version
  version=$(emcc --version 2>/dev/null | sed -n '1s/.* \([0-9]*\.[0-9]*\.[0-9]*\).*/\1/p') && [ -n "$version" ] &&
    [ "$(printf '%s\n' 3.1.69 "$version" | sort -V | head -n 1)" = 3.1.69 ]
}
# A folder of before licences were kept is made anew.
[ -d "$prefix/licenses" ] || rm -f "$prefix/.sources" "$prefix/.emscripten"
want_emscripten=yes
if [ -e "$prefix/.emscripten" ] || emcc_is_on_path; then want_emscripten=no; fi
if [ "$want_emscripten" = no ] && [ -e "$prefix/.sources" ]; then exit 0; fi

exec 9>"$prefix/.lock"
flock -w 1800 9 || fail "another set-up holds $prefix/.lock: wait for it, or end it"
work=$prefix/.work
rm -rf "$work"
mkdir -p "$work"/{lists/partial,cache/archives/partial,deb,source}
trap 'rm -rf "$work"' EXIT

# --- a private view of Debian 13, on the mirror that this machine already uses -------------------------------------------
command -v apt-get >/dev/null ||
  fail "the toolchain is unpacked from Debian's packages, and there is no apt-get here: put emcc 3.1.69 or newer on the PATH and point CMake at your own trees (INKGRAD_XTENSOR_INCLUDE, INKGRAD_PROTOZERO_INCLUDE, INKGRAD_SDL2_SOURCE, INKGRAD_IMGUI_SOURCE, INKGRAD_ZLIB_SOURCE, INKGRAD_PNG_SOURCE)"
sites() { apt-get indextargets --format '$(SITE)' 'Created-By: Packages' "$@"; }
mirror=${INKGRAD_DEBIAN_MIRROR:-$(sites 'Origin: Debian' 'Label: Debian' | head -n 1)}
mirror=${mirror:-$(sites | grep -v security | head -n 1 || true)}
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
[ -n "$mirror" ] || fail "apt names no Debian mirror: set INKGRAD_DEBIAN_MIRROR to one"
[ -e "$keyring" ] || fail "no $keyring: install the package debian-archive-keyring"
printf '%s [signed-by='"$keyring"'] '"$mirror"' trixie main\n' deb deb-src > "$work/sources.list"
apt=(apt-get -q -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts=/dev/null
     -o Dir::State::Lists="$work/lists" -o Dir::Cache="$work/cache" -o APT::Sandbox::User=root)
say "reading Debian 13's package lists"
"${apt[@]}" update >"$work/log" 2>&1 || { cat "$work/log" >&2; fail "Debian 13's lists could not be read from $mirror: is the network there?"; }

# --- download and check --------------------------------------------------------------------------------------------------
check() { printf '%s  %s\n' "$2" "$1" | sha256sum --check --status; }
moved() { fail "Debian's archive no longer holds $1 $2 as pinned: put the version it has now, and its SHA-256, into .toolchain/pins.txt, and run the tests"; }

fetch_deb() {  # kind package version sha256
  say "downloading $2 $3"
  if (cd "$work/deb" && "${apt[@]}" download "$2=$3" >"$work/log" 2>&1) && check "$work/deb/$2"_*.deb "$4"; then return; fi
  [ "$1" = libs ] || moved "$2" "$3"
  rm -f "$work/deb/$2"_*.deb
  (cd "$work/deb" && "${apt[@]}" download "$2" >"$work/log" 2>&1) || moved "$2" "$3"
  say "note: took $(cd "$work/deb" && echo "$2"_*.deb), signed by Debian; $3 is the version that was tested"
}

fetch_source() {  # package version sha256 -> PREFIX/src/PACKAGE
  say "downloading the source of $1 $2"
  local into=$work/source/$1 tested=${2#*:}
  mkdir "$into"
  # What counts is the upstream archive. Debian's own part of a source moves at each point release, and a mirror may lag behind its lists.
  (cd "$into" && "${apt[@]}" source --download-only "$1" >"$work/log" 2>&1) || true
  check "$into"/*.orig.tar.?z "$3" || { cat "$work/log" >&2; moved "$1" "$2"; }
  if compgen -G "$into/*.dsc" >/dev/null && compgen -G "$into/*.debian.tar.*" >/dev/null; then
    [ -e "$into/${1}_$tested.dsc" ] ||
      say "note: took $(cd "$into" && echo *.dsc), the same upstream source with newer Debian patches; $tested was tested"
    dpkg-source --no-check -x "$into"/*.dsc "$into/tree" >"$work/log" 2>&1 || { cat "$work/log" >&2; fail "$1 did not unpack"; }
  else
    say "note: the mirror has no Debian patches for $1 now; took the upstream source alone"
    mkdir "$into/tree"
    tar -xf "$into"/*.orig.tar.?z -C "$into/tree" --strip-components=1
  fi
  rm -rf "$prefix/src/$1"
  mkdir -p "$prefix/src"
  mv "$into/tree" "$prefix/src/$1"
}

pins() { grep -E "^($1) " "$here/pins.txt"; }
unpack() { dpkg-deb --fsys-tarfile "$work/deb/$1"_*.deb | tar -x -C "$2" "${@:3}"; }

# The licence of a package that is compiled in, for whoever gives the site on.
keep_licence() { mkdir -p "$prefix/licenses" && unpack "$1" "$work/source" "./usr/share/doc/$1/copyright" && mv "$work/source/usr/share/doc/$1/copyright" "$prefix/licenses/$1.txt"; }

if [ ! -e "$prefix/.sources" ]; then
  while read -r kind package version sha256; do
    fetch_deb "$kind" "$package" "$version" "$sha256"
    unpack "$package" "$work/source"
    keep_licence "$package"
  done < <(pins headers)
  rm -rf "$prefix/include"
  mv "$work/source/usr/include" "$prefix/include"
  while read -r _ package version sha256; do fetch_source "$package" "$version" "$sha256"; done < <(pins source)
  touch "$prefix/.sources"
fi
[ "$want_emscripten" = yes ] || exit 0

# --- Emscripten ----------------------------------------------------------------------------------------------------------
[ "$(dpkg --print-architecture)" = amd64 ] ||
  fail "the pinned Emscripten is for amd64: put emcc 3.1.69 or newer on the PATH"
while read -r kind package version sha256; do fetch_deb "$kind" "$package" "$version" "$sha256"; done < <(pins 'deb|libs')
say "unpacking Emscripten"
root=$prefix/emscripten
rm -rf "$root" "$prefix/binaryen" "$prefix/bin"
mkdir -p "$prefix"/{binaryen,bin} "$work/emscripten"
# Left out: its tests, and system libraries in variants that a release build for wasm32 never links.
unpack emscripten "$work/emscripten" --exclude='*/test/*' --exclude='*/share/doc/*' --exclude='*-ww*' --exclude='*debug*.a' \
  --exclude='*san*.a' --exclude='*/wasm32-emscripten/lto*' --exclude='*/wasm32-emscripten/pic/*' --exclude='*/wasm64-emscripten/*'
mv "$work/emscripten/usr/share/emscripten" "$root"
keep_licence emscripten  # with those of its C and C++ libraries
for package in binaryen libc6 libstdc++6 libgcc-s1; do unpack "$package" "$prefix/binaryen"; done

libraries=$prefix/binaryen/usr/lib/x86_64-linux-gnu
for tool in "$prefix"/binaryen/usr/bin/wasm*; do
  name=${tool##*/}
  printf '#!/bin/sh\nexec "%s/ld-linux-x86-64.so.2" --library-path "%s" --argv0 %s "%s" "$@"\n' \
    "$libraries" "$libraries" "$name" "$tool" > "$prefix/bin/$name"
  chmod +x "$prefix/bin/$name"
done
# Emscripten's JavaScript optimizer is an ES module: it looks for acorn beside itself, not in NODE_PATH.
mkdir -p "$work/acorn" "$root/node_modules"
unpack node-acorn "$work/acorn"
cp -rL "$work/acorn/usr/share/nodejs/acorn" "$root/node_modules/acorn"
# The first python3 on the PATH may be somebody's own build without the modules that Emscripten imports.
for script in "$root"/em*.py; do sed -i '1a PYTHON=/usr/bin/python3' "${script%.py}"; done
cat > "$root/.emscripten" <<CONFIG
LLVM_ROOT = '/usr/lib/llvm-19/bin'
BINARYEN_ROOT = '$prefix'
NODE_JS = '$(command -v node)'
FROZEN_CACHE = True
CONFIG
printf '#include <cstdio>\nint main() { try { throw 1; } catch (int) { std::puts("ok"); } }\n' > "$work/probe.cpp"
"$root/em++" -O2 -msimd128 -fwasm-exceptions "$work/probe.cpp" -o "$work/probe.js" >"$work/log" 2>&1 || { cat "$work/log" >&2; fail "the unpacked Emscripten does not compile"; }
[ "$(node "$work/probe.js")" = ok ] || fail "what the unpacked Emscripten compiled does not run under $(command -v node)"
touch "$prefix/.emscripten"
say "ready: $("$root/emcc" --version | head -n 1)"
