#!/bin/sh
# erlang_codec_test.sh SAMPLES EXAMPLES: does Erlang's megaco read what our encoder writes, and as what was meant?
# 77 (skipped) without Erlang: apt-get install erlang-base erlang-megaco.
set -u
if ! command -v escript >/dev/null 2>&1; then
    echo "skipped: escript is not installed"
    exit 77
fi
if ! erl -noshell -eval 'halt(case code:ensure_loaded(megaco_pretty_text_encoder) of {module, _} -> 0; _ -> 1 end).'; then
    echo "skipped: erlang-megaco is not installed"
    exit 77
fi
here=$(cd "$(dirname "$0")" && pwd)
written=$(mktemp -d)
trap 'rm -rf "$written"' EXIT
"$1" "$written" "$2" && escript "$here/same_meaning.escript" "$written" "$2"
