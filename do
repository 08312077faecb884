#!/bin/sh
# The one entry to this project. Plain POSIX sh: it has to work on a bare Debian with python3 alone.
set -eu

usage() {
    cat <<'WORDS'
usage: ./do COMMAND [ARGUMENTS]

  run          set up, then open the dashboard (arguments go to "streamlit run")
  test         set up, then run every check and test (--all: the sweeps too; the rest to pytest)
  lint         the checks of the code alone: style, types, layers
  bench        set up, then measure what is asked of the dashboard's speed (--quick: to try it out)
  counts       write the counts of data/visits.yaml into README.md
  screenshots  draw the pictures in docs/screenshots (arguments: --all, --out DIR, --path URL)
  lock         bring requirements*.txt in step with pyproject.toml (--upgrade: newest versions)

PYTHON names the Python to use (3.11 or newer), CHROMIUM the browser of tests and screenshots.
WORDS
}

say() { printf '%s\n' "do: $*" >&2; }
die() { say "$*"; exit 1; }

# ---- what the machine has to have ------------------------------------------------------------

# Calling it is the only sure test: a version manager leaves names on PATH that lead nowhere.
is_python() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        is_python "$PYTHON" || die "PYTHON is '$PYTHON', which is not a working Python 3.11 or newer."
        python=$PYTHON
        return
    fi
    for python in python3 python3.13 python3.12 python3.11; do
        if is_python "$python"; then return; fi
    done
    die "No Python 3.11 or newer was found. Install one, or name it: PYTHON=/path/to/python3 ./do ..."
}

apt_install() { # PACKAGE WHAT-FOR
    if ! command -v apt-get >/dev/null 2>&1; then
        die "$2 is missing. Install it with your system's package manager, then run this again."
    fi
    if [ "$(id -u)" != 0 ]; then
        die "$2 is missing. Type this, then run ./do again:  sudo apt-get install $1"
    fi
    say "$2 is missing; installing the Debian package $1 ..."
    DEBIAN_FRONTEND=noninteractive
    export DEBIAN_FRONTEND
    # A new machine has no package lists, and an old one has stale ones: update on failure only.
    apt="apt-get -q -y -o DPkg::Lock::Timeout=300"
    $apt install --no-install-recommends "$1" >&2 || {
        $apt update >&2 && $apt install --no-install-recommends "$1" >&2
    } || die "apt-get could not install $1; its own words are above."
}

# The same names in the same order as find_chromium in scripts/driver.py.
has_chromium() {
    if [ -n "${CHROMIUM:-}" ]; then
        command -v "$CHROMIUM" >/dev/null 2>&1 || die "CHROMIUM is '$CHROMIUM', which cannot be run."
        return 0
    fi
    for name in chromium chromium-browser google-chrome; do
        if command -v "$name" >/dev/null 2>&1; then return 0; fi
    done
    return 1
}

# ---- one setup at a time ---------------------------------------------------------------------

lock() {
    if command -v flock >/dev/null 2>&1; then
        exec 9>.venv.lock
        flock -n 9 || { say "another ./do is setting up; waiting for it ..."; flock 9; }
        return
    fi
    # Without flock (macOS): a directory, because mkdir either makes it or fails, nothing between.
    until mkdir .venv.lock.d 2>/dev/null; do
        owner=$(cat .venv.lock.d/pid 2>/dev/null || true)
        if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then
            die "A setup was cut off earlier. Type this, then run ./do again:  rm -r .venv.lock.d"
        fi
        sleep 1
    done
    trap 'rm -rf .venv.lock.d' EXIT
    trap 'exit 130' INT TERM
    echo $$ >.venv.lock.d/pid
}

unlock() {
    # Closed, not left open: the dashboard would inherit it and hold the lock as long as it runs.
    exec 9>&-
    rm -rf .venv.lock.d
    trap - EXIT INT TERM
}

# ---- the environment -------------------------------------------------------------------------

pip_install() {
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input "$@"
}

install() { # run|dev|bench
    # The folder is part of the stamp: the scripts of an environment carry its path and break
    # when the folder is moved or copied.
    stamp="$(cat requirements*.txt pyproject.toml | cksum) $PWD"
    if [ "$(cat ".venv/stamp.$1" 2>/dev/null || true)" = "$stamp" ] && is_python .venv/bin/python
    then return; fi

    find_python
    if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        apt_install "python$version-venv" "Python's venv module"
    fi
    rm -f .venv/stamp.*
    if [ "$(cat .venv/folder 2>/dev/null || true)" != "$PWD" ] || ! is_python .venv/bin/python
    then
        say "making the environment .venv with $("$python" --version) ..."
        "$python" -m venv --clear .venv || die "Python could not make .venv; its own words are above."
        echo "$PWD" >.venv/folder
    fi
    say "installing the pinned packages (the first time takes a minute or two) ..."
    case $1 in
        run) file=requirements.txt ;;
        dev) file=requirements-dev.txt ;;
        bench) file=requirements-bench.txt ;;
    esac
    pip_install --require-hashes -r "$file" ||
        die "The packages of $file could not be installed; pip's own words are above."
    # The build backend is pinned in both files, so it is here already: no isolation means that
    # pip fetches no second, unpinned one.
    pip_install --no-deps --no-build-isolation -e . ||
        die "The project itself could not be installed; pip's own words are above."
    # Written last, so that a setup which was cut off is done again.
    echo "$stamp" >.venv/stamp.run
    if [ "$1" != run ]; then echo "$stamp" >.venv/stamp.dev; fi
    if [ "$1" = bench ]; then echo "$stamp" >.venv/stamp.bench; fi
}

has_nginx() {
    PATH="$PATH:/usr/sbin:/usr/local/sbin" command -v nginx >/dev/null 2>&1
}

# Only a sweep needs it, and without it those tests are skipped, with this as the reason.
offer_nginx() {
    if has_nginx; then return; fi
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
        say "nginx is missing: the tests of several servers behind it are skipped."
        return
    fi
    apt_install nginx "The proxy nginx"
    # Debian starts it at once, at port 80; the tests start one of their own.
    if command -v systemctl >/dev/null 2>&1; then
        systemctl disable --now nginx >/dev/null 2>&1 || true
    fi
}

setup() { # run|dev|bench [chromium] [nginx]
    lock
    install "$1"
    if [ "${2:-}" = chromium ] && ! has_chromium; then apt_install chromium "The browser Chromium"; fi
    if [ "${3:-}" = nginx ]; then offer_nginx; fi
    unlock
    PATH="$PWD/.venv/bin:$PATH"
    VIRTUAL_ENV="$PWD/.venv"
    export PATH VIRTUAL_ENV
    unset PYTHONHOME
}

# ---- the checks ------------------------------------------------------------------------------

failed=""
step() {
    printf '\n== %s\n' "$*"
    "$@" || failed="$failed
   $*"
}

lint_steps() {
    step ruff check .
    step ruff format --check .
    step pyright
    step lint-imports
}

cd "$(dirname "$0")"
command=${1:-help}
[ $# -eq 0 ] || shift

case $command in
    run)
        setup run
        # Each run is a thread, and each thread would get a heap of its own from the C library.
        MALLOC_ARENA_MAX=${MALLOC_ARENA_MAX:-2}
        export MALLOC_ARENA_MAX
        exec streamlit run serve.py "$@"
        ;;
    test)
        case " $* " in
            *" --all "*) setup dev chromium nginx ;;
            *) setup dev chromium ;;
        esac
        lint_steps
        step python -m dashboard check
        step python -m dashboard format --check
        # Before the tests, so that the last line of all is pytest's own.
        if [ -n "$failed" ]; then printf '\n== failed so far:%s\n' "$failed"; fi
        printf '\n== pytest\n'
        python -m pytest "$@" || exit
        [ -z "$failed" ]
        ;;
    lint)
        setup dev
        lint_steps
        if [ -n "$failed" ]; then printf '\n== failed:%s\n' "$failed"; exit 1; fi
        ;;
    bench)
        setup bench chromium
        PYTHONPATH=scripts
        export PYTHONPATH
        exec python benchmarks/bench.py "$@"
        ;;
    counts)
        setup dev
        exec python scripts/counts.py
        ;;
    screenshots)
        setup dev chromium
        exec python scripts/screenshots.py "$@"
        ;;
    lock)
        setup dev
        # The oldest Python of all we support: what only it needs must be in the files too.
        python -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' ||
            die "The files are made with Python 3.11, the oldest supported. Type:  rm -r .venv && PYTHON=python3.11 ./do lock"
        CUSTOM_COMPILE_COMMAND="./do lock"
        export CUSTOM_COMPILE_COMMAND
        compile() {
            # No --emit-...: what this machine calls its package index is nobody else's business.
            # --build-deps-for and --allow-unsafe: the build backend (setuptools) is pinned as well.
            pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe \
                --build-deps-for editable --no-emit-index-url --no-emit-find-links \
                --no-emit-trusted-host "$@" pyproject.toml
        }
        compile "$@" -o requirements.txt
        compile "$@" --extra dev -c requirements.txt -o requirements-dev.txt
        compile "$@" --extra dev --extra bench -c requirements-dev.txt -o requirements-bench.txt
        say "requirements.txt and those for dev and bench are in step with pyproject.toml."
        ;;
    help | -h | --help) usage ;;
    *)
        usage >&2
        die "there is no command '$command'."
        ;;
esac
