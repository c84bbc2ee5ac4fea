# shellcheck shell=bash
# What the scripts here have in common; to be sourced. It goes to the top of the project.

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit

say() {
    printf '== %s\n' "$*"
}

# fail WHAT HAPPENED, WHAT TO DO
fail() {
    printf '== FAILED: %s\n   %s\n' "$1" "$2" >&2
    exit 1
}

# build PRESET TARGET...: configures when that was not done yet, or the presets have changed, and builds.
build() {
    local preset=$1
    shift
    if [[ ! -f build/$preset/build.ninja || CMakePresets.json -nt build/$preset/build.ninja ]]; then
        say "Configuring build/$preset"
        cmake --preset "$preset" ||
            fail "cmake cannot configure the preset $preset" \
                "The message above names what is missing. After installing it: rm -r build/$preset, and again."
    fi
    say "Building $* in build/$preset"
    ninja -C "build/$preset" "$@" ||
        fail "the build of $* in build/$preset" \
            "The first error above is the one to mend. If the folder itself is at fault: rm -r build/$preset, and again."
}
