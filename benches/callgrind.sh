#!/usr/bin/env bash
# Counts the instructions of a decision and compares them with `baseline.txt`. A difference of more than
# TOLERANCE per cent (2 by default) in either direction is an error.
#
#   benches/callgrind.sh          compare
#   benches/callgrind.sh --write  replace the baseline
#
# The first line of the baseline names its compiler and target; with another one nothing is compared.
set -euo pipefail
cd "$(dirname "$0")"

if ! command -v valgrind >/dev/null; then
  echo "skipped: valgrind is not installed"
  exit 0
fi

cargo build --quiet --release --bin counted
counted=${CARGO_TARGET_DIR:-target}/release/counted
compiler="# $(rustc --version | cut -d' ' -f1,2), $(rustc -vV | sed -n 's/^host: //p'); instructions per decision"

count() {
  local log cases
  log=$(mktemp)
  cases=$(valgrind --tool=callgrind --callgrind-out-file=/dev/null --toggle-collect="*counted*$1*" \
    "$counted" "$1" 2>"$log")
  awk -v name="$1" -v cases="$cases" '/Collected/ { printf "%-22s %.1f\n", name, $NF / cases }' "$log"
  rm "$log"
}

counts=$(for name in $("$counted" | head -n -1); do count "$name"; done)

if [[ ${1:-} == --write ]]; then
  printf '%s\n%s\n' "$compiler" "$counts" >baseline.txt
  cat baseline.txt
  exit 0
fi

if [[ $(head -n 1 baseline.txt) != "$compiler" ]]; then
  echo "skipped the comparison: the baseline has another compiler: $(head -n 1 baseline.txt)"
  printf '%s\n' "$counts"
  exit 0
fi

printf '%s\n' "$counts" | awk -v tolerance="${TOLERANCE:-2}" '
  NR == FNR { if ($1 != "#") was[$1] = $2; next }
  {
    change = ($1 in was) ? 100 * ($2 - was[$1]) / was[$1] : 0
    wrong = !($1 in was) || change > tolerance || -change > tolerance
    printf "%-22s %8.1f %8s %+6.1f %%%s\n", $1, $2, ($1 in was) ? was[$1] : "new", change, wrong ? "  <-" : ""
    failed = failed || wrong
    delete was[$1]
  }
  END {
    for (name in was) { printf "%-22s is no longer counted\n", name; failed = 1 }
    exit failed
  }
' baseline.txt -
