# shellcheck shell=bash
# What the programs of this folder share. Sourced, never run. The same files serve as scripts/ of a checkout and as bin/
# of the distribution: `locate_home` tells which. Plain bash 3.2, no forks on the way to `holdfast version`.

say() { printf '%s\n' "$*" >&2; }

# die MESSAGE [STATUS]
die() {
  say "${0##*/}: $1"
  exit "${2:-1}"
}

verbose() { if [[ -n "${HOLDFAST_VERBOSE:-}" ]]; then say "$*"; fi; }

# --- where the jars are ---------------------------------------------------------------------------------------------

# Sets CHECKOUT (the root of the sources, empty in a distribution) and HOLDFAST_HOME (empty if nothing is built yet).
locate_home() {
  local parent=${BIN%/*} candidate
  CHECKOUT='' HOLDFAST_HOME=''
  if [[ -d "$parent/lib" && -d "$parent/conf" ]]; then
    HOLDFAST_HOME=$parent
    return
  fi
  CHECKOUT=$parent
  for candidate in "$CHECKOUT"/distribution/target/holdfast-*/lib; do
    [[ -d "$candidate" ]] || continue
    if [[ -z "$HOLDFAST_HOME" || "$candidate" -nt "$HOLDFAST_HOME/lib" ]]; then HOLDFAST_HOME=${candidate%/lib}; fi
  done
}

# Whether a source file of the checkout is newer than the build.
build_is_stale() {
  [[ -n "$CHECKOUT" ]] || return 1
  [[ -n "$HOLDFAST_HOME" ]] || return 0
  [[ -n "$(find "$CHECKOUT"/pom.xml "$CHECKOUT"/*/pom.xml "$CHECKOUT"/*/src/main "$CHECKOUT"/distribution/src \
    -type f -newer "$HOLDFAST_HOME/lib" 2>/dev/null | head -n 1)" ]]
}

# Builds the distribution of a checkout. One line a module on stderr, Maven's own words only if it fails.
build() {
  local log status=0
  command -v mvn >/dev/null 2>&1 || die 'Maven (mvn) is not on the PATH: install Maven 3.8.7 or later, then try again'
  log=$(mktemp "${TMPDIR:-/tmp}/holdfast-build.XXXXXX")
  (cd "$CHECKOUT" && mvn -B -ntp -pl distribution -am -Dmaven.test.skip=true package) 2>&1 | tee "$log" \
    | awk '/^\[INFO\] Building .*\[[0-9]+\/[0-9]+\]$/ {
        $1 = ""; $2 = ""; step = $NF; $NF = ""; sub(/^ */, ""); printf "  %7s %s\n", step, $0; fflush() }' >&2 || status=$?
  if ((status != 0)); then
    grep -E '^\[(ERROR|WARNING)\]' "$log" | head -n 40 >&2 || true
    die "the build failed; all of Maven's output is in $log"
  fi
  rm -f "$log"
  locate_home
  [[ -n "$HOLDFAST_HOME" ]] || die 'the build left no distribution under distribution/target'
}

build_if_needed() {
  locate_home
  if [[ -n "${HOLDFAST_NO_BUILD:-}" && -n "$HOLDFAST_HOME" ]]; then return; fi
  if build_is_stale; then
    say 'Building Holdfast (once; later runs start at once)'
    build
  fi
}

require_home() {
  locate_home
  if [[ -z "$HOLDFAST_HOME" ]]; then
    say 'Holdfast is not built yet: building it now (once)'
    build
  fi
}

# --- which Java -----------------------------------------------------------------------------------------------------

# Sets VERSION (as in the release file, such as 17.0.15) and RANK (a number that orders versions) of the JDK in $1.
read_java_version() {
  local line major minor patch
  VERSION='' RANK=0
  [[ -x "$1/bin/java" ]] || return 1
  if [[ -r "$1/release" ]]; then
    while IFS= read -r line; do
      if [[ "$line" == JAVA_VERSION=* ]]; then
        line=${line#JAVA_VERSION=}
        VERSION=${line//\"/}
        break
      fi
    done <"$1/release"
  fi
  if [[ -z "$VERSION" ]]; then
    VERSION=$("$1/bin/java" -version 2>&1 | sed -n 's/.*version "\([^"]*\)".*/\1/p' | head -n 1)
  fi
  IFS=.-+_ read -r major minor patch _ <<<"$VERSION.0.0"
  [[ "$major$minor$patch" =~ ^[0-9]+$ ]] || return 1
  MAJOR=$major
  RANK=$((major * 1000000 + minor * 1000 + patch))
}

# Sets JAVA_DIR, JAVA (the program), JAVA_VERSION and JAVA_MAJOR: JAVA_HOME if set, else the newest of the usual places.
find_java() {
  local candidate on_path best=0
  if [[ -n "${JAVA_HOME:-}" ]]; then
    read_java_version "$JAVA_HOME" || die "JAVA_HOME ($JAVA_HOME) holds no Java: set it to a JDK 17 or later, or unset it" 2
    ((MAJOR >= 17)) || die "JAVA_HOME ($JAVA_HOME) is Java $VERSION: Holdfast needs 17 or later" 2
    JAVA_DIR=$JAVA_HOME JAVA_VERSION=$VERSION JAVA_MAJOR=$MAJOR
  else
    JAVA_DIR='' on_path=$(command -v java || true)
    while [[ -L "$on_path" ]]; do on_path=$(readlink -f "$on_path" 2>/dev/null || readlink "$on_path"); done
    for candidate in "${on_path%/bin/java}" /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/*jdk* \
      "${HOME:-/nonexistent}"/.sdkman/candidates/java/* "${HOME:-/nonexistent}"/.jdks/* \
      /Library/Java/JavaVirtualMachines/*/Contents/Home; do
      read_java_version "$candidate" || continue
      if ((MAJOR >= 17 && RANK > best)); then
        best=$RANK JAVA_DIR=$candidate JAVA_VERSION=$VERSION JAVA_MAJOR=$MAJOR
      fi
    done
    [[ -n "$JAVA_DIR" ]] || die 'no Java 17 or later was found: install a JDK, or set JAVA_HOME to one' 2
  fi
  JAVA=$JAVA_DIR/bin/java
  verbose "Java $JAVA_VERSION ($JAVA_DIR)"
}

# Sets QUIET_FLAGS: what newer JDKs want to hear before native and Unsafe access is not worth a warning to them.
quiet_flags() {
  QUIET_FLAGS=(-Dslf4j.internal.verbosity=ERROR)
  if ((JAVA_MAJOR >= 22)); then QUIET_FLAGS+=(--enable-native-access=ALL-UNNAMED); fi
  if ((JAVA_MAJOR >= 23)); then QUIET_FLAGS+=(--sun-misc-unsafe-memory-access=allow); fi
}

# --- class-data sharing for the client tool -------------------------------------------------------------------------

# Sets CDS_FLAGS. The archive is made at the first use with a JDK and again after a build; whoever finds another process
# making it, or no folder to write to, goes on without: it is only speed. $1 is the class path.
cds_flags() {
  local cache archive
  CDS_FLAGS=(-Xshare:auto -Xlog:disable)
  if [[ -n "${HOLDFAST_NO_CDS:-}" ]]; then return; fi
  if [[ -n "$CHECKOUT" ]]; then
    cache=$CHECKOUT/distribution/target/cds
  else
    cache=${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/holdfast
  fi
  archive=$cache/cli-$JAVA_VERSION-${HOLDFAST_HOME//[^A-Za-z0-9.]/_}.jsa
  # A build makes lib/ anew, but gives the jars in it a fixed time: the folder tells, the jars do not.
  if [[ ! -s "$archive" || "$HOLDFAST_HOME/lib" -nt "$archive" || "$JAVA_DIR/lib/modules" -nt "$archive" ]]; then
    mkdir -p "$cache" 2>/dev/null || return 0
    archive_classes "$archive" "$1"
  fi
  if [[ -s "$archive" && ! "$HOLDFAST_HOME/lib" -nt "$archive" ]]; then CDS_FLAGS+=("-XX:SharedArchiveFile=$archive"); fi
}

# Makes the archive $1 from class path $2, at most one process at a time, and moves it into place whole.
archive_classes() {
  local archive=$1 lock=$1.lock
  if [[ -d "$lock" && -n "$(find "$lock" -prune -mmin +2 2>/dev/null)" ]]; then rmdir "$lock" 2>/dev/null || true; fi
  mkdir "$lock" 2>/dev/null || return 0
  # Whatever happens next, nobody may start from the archive of an older build.
  rm -f "$archive" 2>/dev/null || true
  verbose "making the class archive $archive"
  if "$JAVA" "${CLI_FLAGS[@]}" "${QUIET_FLAGS[@]}" -Xlog:disable "-XX:ArchiveClassesAtExit=$lock.jsa" \
    -cp "$2" io.holdfast.cli.Main warm-up >/dev/null 2>&1 </dev/null && [[ -s "$lock.jsa" ]]; then
    mv -f "$lock.jsa" "$archive"
    rmdir "$lock" 2>/dev/null || true
  else
    # The lock stays for its two minutes, so that not every call tries in vain.
    rm -f "$lock.jsa" 2>/dev/null || true
  fi
}

# Sets CLASS_PATH to every jar of the given folders.
class_path() {
  local folder jar
  CLASS_PATH=''
  for folder in "$@"; do
    for jar in "$folder"/*.jar; do CLASS_PATH=$CLASS_PATH${CLASS_PATH:+:}$jar; done
  done
}
