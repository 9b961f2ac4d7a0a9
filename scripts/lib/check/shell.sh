#!/usr/bin/env bash
# `npm run check:shell`: holds every shell script of the repository to shellcheck.
# Without shellcheck it says so and passes, except in CI, where it must be there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

if ! command -v shellcheck >/dev/null 2>&1; then
  echo "shellcheck is not installed: the shell scripts are not checked" >&2
  [ -z "${CI:-}" ] || exit 1
  exit 0
fi

scripts=()
while IFS= read -r file; do
  case "$file" in
    *.sh) scripts+=("$file") ;;
    *) if head -n 1 "$file" | grep -Eq '^#!.*[/ ](ba|da)?sh( |$)'; then scripts+=("$file"); fi ;;
  esac
done < <(find .ci scripts deploy test bench -type f ! -name '*.ts' ! -name '*.mjs' ! -name '*.json' 2>/dev/null)

shellcheck --external-sources --source-path=SCRIPTDIR "${scripts[@]}"
echo "${#scripts[@]} shell scripts"
