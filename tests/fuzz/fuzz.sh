#!/bin/sh
# Runs fuzz targets, JOBS at a time (TAP): each for so many SECONDS; or, with "short", over as many
# inputs as a build server has time for, always the same. What breaks something lies in FOLDER/found;
# what was learnt stays in FOLDER/corpus for the next time. usage: fuzz.sh FOLDER JOBS
# SECONDS|short [TARGET…]
set -u
folder=$1 jobs=$2 limit=$3
shift 3
here=$(dirname "$0")

"$folder/seeds" "$folder/seeds.d" || exit 99
[ $# -gt 0 ] || set -- $("$folder/fuzz" --list)
if [ "$limit" = short ]; then
    limit="-runs=2000 -seed=1"
    learnt=$folder/short
    rm -rf "$learnt"
else
    limit=-max_total_time=$limit
    learnt=$folder/corpus
fi

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

fuzz_one () { # NUMBER TARGET
    log=$folder/$2.log
    mkdir -p "$learnt/$2" "$folder/found/$2"
    case $2 in
    scenario | session | lesson | lines | json | explain | pem) dictionary=words ;;
    *) dictionary=numbers ;;
    esac
    # shellcheck disable=SC2046,SC2086
    if "$folder/fuzz" "$2" $limit -timeout=60 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="$folder/found/$2/" -dict="$folder/seeds.d/$dictionary.dict" \
        "$learnt/$2" $(beginnings "$2") >"$log" 2>&1; then
        echo "ok $1 - $2 # $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") inputs"
    else
        echo "not ok $1 - $2"
        grep -m 1 -A 20 -E 'ERROR|runtime error' "$log" | sed 's/^/# /'
        sed -n 's/.*Test unit written to /# /p' "$log"
    fi
}

# One of JOBS processes side by side: it takes every JOBS-th target.
slot () { # SLOT TARGET…
    mine=$1
    shift
    number=0
    for target; do
        number=$((number + 1))
        [ $((number % jobs)) -ne "$mine" ] || fuzz_one "$number" "$target" >"$folder/$target.tap"
    done
}

echo "1..$#"
i=0
while [ "$i" -lt "$jobs" ]; do
    slot "$i" "$@" &
    i=$((i + 1))
done
wait
status=0
for target; do
    cat "$folder/$target.tap"
    ! grep -q '^not ok' "$folder/$target.tap" || status=1
done
exit $status
