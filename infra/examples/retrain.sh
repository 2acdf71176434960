#!/bin/sh
# Trains on the worker's current data, serves the new version to 10% of the visitors for an hour, then promotes it. Without
# changes since the last training the version is the one that serves, and nothing is deployed.
#
#   retrain.sh STORE [options of curatornet run]
#
# STORE is a permanent folder. It contains the signing key, model-key.json, and a folder per training with its dataset and
# run; `latest` links to the last successful one. Before the first time, put your dataset into STORE/first/dataset, and run
# `ln -s first STORE/latest`. The environment must have CURATORNET_URL and CURATORNET_DEPLOY_KEY.
set -eu
: "${CURATORNET_URL:?set it to the address of the worker}" "${CURATORNET_DEPLOY_KEY:?set it to the deploy key of the worker}"
store=$(cd "${1:?usage: retrain.sh STORE [options of curatornet run]}" && pwd)
shift
cd "$(dirname "$0")/../.."

new=training-$(date -u +%Y-%m-%dT%H%M%S)
mkdir "$store/$new"
npx curatornet pull --url "$CURATORNET_URL" --data "$store/latest/dataset" --out "$store/$new/dataset"
npx curatornet run --data "$store/$new/dataset" --run "$store/$new/run" --key "$store/model-key.json" \
  --deploy --url "$CURATORNET_URL" --canary 10 --promote --watch 3600 --yes --why "weekly training" "$@"
ln -sfn "$new" "$store/latest"

# Keep the latest four trainings, so that an older bundle can be deployed again with its dataset.
cd "$store"
ls -d training-* | sort -r | tail -n +5 | xargs rm -rf
