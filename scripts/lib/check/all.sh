#!/usr/bin/env bash
# `npm run check`: runs every check, the rest also after one has failed, and says at the end which did.
# The types come first: they leave the build that the import directions and the package are checked on.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.." || exit

failed=
for check in types lint format directions unused package shell; do
  printf -- '--- %s\n' "$check"
  npm run --silent "check:$check" || failed="$failed $check"
done

[ -z "$failed" ] || echo "failed:$failed" >&2
[ -z "$failed" ]
