#!/bin/sh
# Runs every fuzz target for SECONDS, JOBS of them at a time. What is found lies in FOLDER/found; what
# was learnt stays in FOLDER/corpus for the next time. usage: fuzz.sh FOLDER SECONDS JOBS [TARGET…]
set -u
folder=$1 seconds=$2 jobs=$3
shift 3
here=$(dirname "$0")

"$folder/seeds" "$folder/seeds.d" || exit 1
[ $# -gt 0 ] || set -- $("$folder/fuzz" --list)

# The folders whose files a target begins with.
beginnings () { # TARGET
    for place in "$folder/seeds.d/$1" "$here/corpus/$1"; do
        [ ! -d "$place" ] || echo "$place"
    done
    case $1 in
    scenario) echo "$here/../../assets/scenarios" ;;
    lesson) echo "$here/../../lessons/en" ;;
    esac
}

fuzz_one () { # TARGET
    mkdir -p "$folder/corpus/$1" "$folder/found/$1"
    dictionary=
    [ ! -f "$here/dict/$1.dict" ] || dictionary=-dict=$here/dict/$1.dict
    # shellcheck disable=SC2046,SC2086
    if "$folder/fuzz" "$1" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
        -print_final_stats=1 -artifact_prefix="$folder/found/$1/" $dictionary \
        "$folder/corpus/$1" $(beginnings "$1") >"$folder/$1.log" 2>&1; then
        runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$folder/$1.log")
        echo "$1: $runs inputs, nothing found"
    else
        echo "$1: see $folder/$1.log:"
        grep -m 1 -A 12 -E 'ERROR|runtime error' "$folder/$1.log" | sed 's/^/    /'
        touch "$folder/failed"
    fi
}

rm -f "$folder/failed"
running=0
for target; do
    fuzz_one "$target" &
    running=$((running + 1))
    if [ "$running" -ge "$jobs" ]; then
        wait
        running=0
    fi
done
wait
[ ! -e "$folder/failed" ]
