#!/bin/sh
# Puts this site into a bucket. Written by `hushset build --host s3`.
#     sh s3/upload.sh s3://bucket[/folder]
set -eu
site='/srv/site'
bucket=${1:?name the bucket: s3://bucket or s3://bucket/folder}

# put FILES… TYPE CACHING: of all files, only these.
put() {
  aws s3 sync "$site" "$bucket" --no-progress --exclude '*' "$@"
}

# What is pointed to.
put --include 'app-*.html' --include 'embed/hush-check-*.html' --content-type 'text/html; charset=utf-8' --cache-control 'public, max-age=31536000, immutable'
put --include 'app-*.js' --include 'embed/hush-check-*.js' --content-type 'text/javascript; charset=utf-8' --cache-control 'public, max-age=31536000, immutable'
put --include 'app-*.css' --include 'embed/hush-check-*.css' --content-type 'text/css; charset=utf-8' --cache-control 'public, max-age=31536000, immutable'
put --include 'app-*.json' --include 'embed/hush-check-*.json' --content-type 'application/json' --cache-control 'public, max-age=31536000, immutable'
put --include 'app-*.svg' --include 'embed/hush-check-*.svg' --content-type 'image/svg+xml' --cache-control 'public, max-age=31536000, immutable'
put --include 'app-*.wasm' --include 'embed/hush-check-*.wasm' --content-type 'application/wasm' --cache-control 'public, max-age=31536000, immutable'
put --include 'hushset/*' --exclude 'hushset/current.bin' --content-type 'application/octet-stream' --cache-control 'public, max-age=31536000, immutable, no-transform'

# What points to it.
put --include '*.html' --exclude 'app-*' --exclude 'embed/hush-check-*.html' --content-type 'text/html; charset=utf-8' --cache-control 'no-cache, no-transform'
put --include '*.js' --exclude 'app-*' --exclude 'embed/hush-check-*.js' --content-type 'text/javascript; charset=utf-8' --cache-control 'no-cache, no-transform'
put --include '*.css' --exclude 'app-*' --exclude 'embed/hush-check-*.css' --content-type 'text/css; charset=utf-8' --cache-control 'no-cache, no-transform'
put --include '*.json' --exclude 'app-*' --exclude 'embed/hush-check-*.json' --content-type 'application/json' --cache-control 'no-cache, no-transform'
put --include '*.svg' --exclude 'app-*' --exclude 'embed/hush-check-*.svg' --content-type 'image/svg+xml' --cache-control 'no-cache, no-transform'
put --include '*.wasm' --exclude 'app-*' --exclude 'embed/hush-check-*.wasm' --content-type 'application/wasm' --cache-control 'no-cache, no-transform'
put --include 'hushset/current.bin' --content-type 'application/octet-stream' --cache-control 'no-cache, no-transform'

# What is no more. Somebody may have asked to be left out.
aws s3 sync "$site" "$bucket" --no-progress --delete --size-only --exclude '*.br' --exclude '*.gz' --exclude '.*'
