#!/bin/sh
# What the image is made of, as a script so that it can be run and tested where no Docker engine is:
#   deploy/build-image.sh SOURCE TARGET
# leaves in TARGET everything the processes need at run time, and nothing else.
set -eu
source=$1
target=$2

mkdir -p "$target"
cd "$source"
npm ci --ignore-scripts --no-audit --no-fund
node setup/run.mjs build
cp -r dist setup "$target/"
mkdir -p "$target/ingest"
cp -r ingest/models "$target/ingest/models"
cp package.json package-lock.json .npmrc LICENSE NOTICE "$target/"
cd "$target"
npm ci --omit=dev --ignore-scripts --no-audit --no-fund
# ONNX Runtime brings its libraries for every system; one is enough.
for system in node_modules/onnxruntime-node/bin/napi-v*/*; do
  case "$system" in
    */linux) for arch in "$system"/*; do
        [ "$(basename "$arch")" = "$(node -p process.arch)" ] || rm -rf "$arch"
      done ;;
    *) rm -rf "$system" ;;
  esac
done
