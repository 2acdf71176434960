#!/bin/sh
# Trains on what the worker knows, and lets the new version answer a tenth of the visitors for an hour before everybody.
# Where nothing has changed since the last training, the version is the one that serves, and nothing is deployed.
#
#   retrain.sh STORE [options of curatornet run]
#
# STORE is a folder that stays. It has the signing key, model-key.json, and a folder for each training, with its dataset and
# its run; `latest` is a link to the last one that ended well. Before the first time: make STORE/first/dataset your dataset
# folder, and run `ln -s first STORE/latest`. The environment has CURATORNET_URL and CURATORNET_DEPLOY_KEY.
set -eu
: "${CURATORNET_URL:?is the address of the worker}" "${CURATORNET_DEPLOY_KEY:?opens the worker}"
store=$(cd "${1:?names the folder STORE}" && pwd)
shift
cd "$(dirname "$0")/../.."

new=training-$(date -u +%Y-%m-%dT%H%M%S)
mkdir "$store/$new"
npx curatornet pull --url "$CURATORNET_URL" --data "$store/latest/dataset" --out "$store/$new/dataset"
npx curatornet run --data "$store/$new/dataset" --run "$store/$new/run" --key "$store/model-key.json" \
  --deploy --url "$CURATORNET_URL" --canary 10 --promote --watch 3600 --yes --why "weekly training" "$@"
ln -sfn "$new" "$store/latest"

# The latest four stay, so that an older bundle can be deployed again with the dataset that it was trained on.
cd "$store"
ls -d training-* | sort -r | tail -n +5 | xargs rm -rf
