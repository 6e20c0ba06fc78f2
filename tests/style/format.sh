#!/bin/sh
# The layout of every C file is what clang-format 14 (Debian 12's) makes of it by .clang-format; other
# versions lay out some things otherwise, so they do not judge. usage: format.sh SOURCE-ROOT (TAP)
set -u
cd "$1" || exit 99

tool=clang-format-14
command -v $tool >/dev/null 2>&1 || tool=clang-format
version=$($tool --version | sed 's/.*version \([0-9]*\).*/\1/')

echo 1..2
if [ "$version" != 14 ]; then
    echo "ok 1 - a badly laid out file is caught # SKIP clang-format $version is here, 14 judges"
    echo "ok 2 - every file is laid out by .clang-format # SKIP clang-format $version is here, 14 judges"
    exit 0
fi

if printf 'int main(void){return 0;}\n' |
    $tool --assume-filename="$PWD/bad.c" --dry-run -Werror >/dev/null 2>&1; then
    printf 'not '
fi
echo "ok 1 - a badly laid out file is caught"

bad=$(find sim gui tests -name '*.[ch]' -exec $tool --dry-run -Werror {} + 2>&1 |
    sed -n 's/^\([^:]*:[0-9]*\):.*clang-format-violations.*/\1/p')
[ -z "$bad" ] || printf 'not '
echo "ok 2 - every file is laid out by .clang-format"
[ -z "$bad" ] || echo "$bad" | sed 's/^/# /'
