# shellcheck shell=sh
# Sourced by the commands in scripts/: what a command needs before its own work can begin.
# Messages go to standard error, so that a command's output stays its own.

# Debian keeps daemons in the sbin folders, which the PATH of a normal user leaves out.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
export PATH

say() { printf '%s: %s\n' "${COMMAND_NAME:-${0##*/}}" "$*" >&2; }

fail() {
  say "$*"
  exit 1
}

# require_node: ends the command unless Node.js 20.19 or newer and npm are there.
require_node() {
  command -v node >/dev/null 2>&1 || fail "Node.js is missing: install version 20.19 or newer from https://nodejs.org/"
  command -v npm >/dev/null 2>&1 || fail "npm is missing: install it, it comes with Node.js"
  node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
    fail "Node.js 20.19 or newer is needed, this is $(node --version): install a newer one from https://nodejs.org/"
}

# install_dependencies ROOT: runs npm ci when node_modules is not what package-lock.json asks for.
install_dependencies() {
  node "$1/scripts/lib/dependencies-current.mjs" "$1" && return 0
  say "installing the dependencies (npm ci)"
  (cd "$1" && npm ci --no-audit --no-fund --loglevel=error >&2) || fail "npm ci failed, see above"
}

# run_typescript ROOT NAME ARGUMENT...: the command NAME, which is scripts/lib/NAME/main.ts. Its --help needs nothing
# installed.
run_typescript() {
  root=$1
  COMMAND_NAME=$2
  shift 2
  for argument in "$@"; do
    case $argument in -h | --help) cat "$root/scripts/lib/$COMMAND_NAME/usage.txt" && exit 0 ;; esac
  done
  require_node
  install_dependencies "$root"
  # node looks for tsx from the working folder
  cd "$root" || exit 1
  demo_certificate "$root" "$@"
  exec node --import tsx "scripts/lib/$COMMAND_NAME/main.ts" "$@"
}

# demo_certificate ROOT ARGUMENT...: with --tls, makes a certificate that signs itself, unless there is one; whenever there
# is one, lets Node.js trust it beside what it trusts already. It reads that at its start.
demo_certificate() {
  tls=${HERTZ_DEMO_DIR:-.demo}/tls
  case $tls in /*) ;; *) tls=$1/$tls ;; esac
  shift
  for argument in "$@"; do
    case $argument in --tls) make_certificate "$tls" ;; esac
  done
  [ -f "$tls/certificate.pem" ] || return 0
  cat "$tls/certificate.pem" "${NODE_EXTRA_CA_CERTS:-/dev/null}" >"$tls/trusted.pem"
  export NODE_EXTRA_CA_CERTS="$tls/trusted.pem"
}

# make_certificate FOLDER: certificate.pem and key.pem for localhost and 127.0.0.1, unless they are there.
make_certificate() {
  [ ! -f "$1/certificate.pem" ] || return 0
  command -v openssl >/dev/null 2>&1 || fail "--tls needs openssl, or your own certificate.pem and key.pem in $1"
  mkdir -p "$1"
  (umask 077 && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 365 \
    -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
    -keyout "$1/key.pem" -out "$1/certificate.pem" 2>/dev/null) || fail "openssl made no certificate"
}

# require_commands NAME...: installs the commands that are missing when this is root on Debian or a relative of it;
# elsewhere ends the command with the sentence that says what to install.
require_commands() {
  missing=
  for name in "$@"; do
    has_command "$name" || missing="$missing $name"
  done
  [ -n "$missing" ] || return 0
  missing=${missing# }
  debian=$(packages_for debian "$missing")
  if ! is_debian || [ "$(id -u)" != 0 ]; then
    say "missing: $missing. Install with"
    say "  Debian, Ubuntu  sudo apt-get install $debian"
    say "  Fedora          sudo dnf install $(packages_for fedora "$missing")"
    say "  Alpine          sudo apk add $(packages_for alpine "$missing")"
    say "  macOS           brew install $(packages_for brew "$missing")"
    fail "and run this command again"
  fi
  say "installing $debian (apt-get)"
  # shellcheck disable=SC2086 # one word for each package
  apt_install $debian >&2 || fail "apt-get could not install $debian, see above"
  for name in $missing; do
    has_command "$name" || fail "apt-get installed $debian, and $name is still missing"
  done
}

# has_command NAME: whether it can be started. Debian keeps postgres in a folder for each version, outside of every PATH.
has_command() {
  command -v "$1" >/dev/null 2>&1 && return 0
  for folder in "${POSTGRESQL_FOLDER:-/usr/lib/postgresql}"/*/bin; do
    [ "$1" = postgres ] && [ -x "$folder/$1" ] && return 0
  done
  return 1
}

# packages_for SYSTEM "NAME...": the packages that hold these commands, where they have another name.
packages_for() {
  case $1 in
    # The peer in test/support/go-peer needs the libraries, which only Debian and its relatives have as packages.
    debian)
      printf '%s' "$2" |
        sed -E 's/(^| )go( |$)/\1golang-go golang-github-gorilla-sessions-dev golang-github-boj-redistore-dev\2/; s/promtool/prometheus/g; s/(^| )postgres( |$)/\1postgresql\2/'
      ;;
    fedora) printf '%s' "$2" | sed -E 's/redis-server/redis/g; s/shellcheck/ShellCheck/g; s/(^| )go( |$)/\1golang\2/; s/promtool/golang-github-prometheus/g; s/(^| )postgres( |$)/\1postgresql-server\2/' ;;
    *) printf '%s' "$2" | sed -E 's/redis-server/redis/g; s/promtool/prometheus/g; s/(^| )postgres( |$)/\1postgresql\2/' ;;
  esac
}

is_debian() {
  command -v apt-get >/dev/null 2>&1 && [ -r /etc/os-release ] && grep -Eq '^ID(_LIKE)?=.*(debian|ubuntu)' /etc/os-release
}

# A package that holds a daemon starts it when it is installed, on the ports of the real thing. Exit code 101 of
# policy-rc.d tells Debian's installers to leave it stopped; a policy that the machine has of its own stays.
apt_install() (
  policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    trap 'exit 130' INT TERM HUP
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get -qq update && apt-get -qq -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@"
)
