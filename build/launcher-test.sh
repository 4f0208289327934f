#!/usr/bin/env bash
# Tests of ./weft. They run a copy of it in a folder of their own, with JDKs and a Maven that only write down how they were
# called, and a PATH that has nothing but the tools the launcher may use. One test alone: build/launcher-test.sh NAME.
set -euo pipefail

here=$(cd "$(dirname "$0")/.." && pwd -P)
# Resolved, since the launcher prints real paths and /tmp is a link on macOS.
tmp=$(cd "$(mktemp -d "${TMPDIR:-/tmp}/weft-launcher-test.XXXXXX")" && pwd -P)
trap 'rm -rf "$tmp"' EXIT

# ---- The stage -----------------------------------------------------------------------------------------------------------

stage() {
  box="$tmp/$1"
  repo="$box/a clone of weft"
  mkdir -p "$box/home" "$box/bin" "$box/sysroot/usr/lib/jvm" "$box/repository" "$repo/.mvn" "$repo/build"
  local tool path
  for tool in bash cat cksum cp date dirname find flock grep ln mkdir mv nice perl readlink rm sed sh sort tail tr uniq; do
    if path=$(command -v "$tool"); then ln -s "$path" "$box/bin/$tool"; fi
  done
  script "$box/bin/sleep" "exec $(command -v sleep) 0.02"
  script "$box/bin/id" 'echo 1000'
  script "$box/bin/chromium" true
  script "$box/bin/chromedriver" true
  script "$box/bin/go" true
  # shellcheck disable=SC2016 # for the script that is written
  script "$box/bin/python3" 'case "$*" in "-m venv"*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
      "-m pip"*) echo "$*" >>"$HOME/pip" && [ ! -e "$HOME/offline" ] ;;
      *) [ ! -e "$HOME/offline" ] || [ -e "$HOME/equipped" ] ;; esac'
  script "$box/bin/wrk" true
  script "$box/bin/h2load" true
  jdk "$box/sysroot/usr/lib/jvm/temurin 25" 25.0.3

  cp "$here/weft" "$repo/weft"
  script "$repo/build/launcher-test.sh" 'echo "the launcher tests"'
  script "$repo/build/startup-test.sh" 'echo "the start-up test"'
  local module
  for module in service weft-core weft-agent lessons bench bench-spring bench-vertx; do
    mkdir -p "$repo/$module/src/main/java" "$repo/$module/src/test/java"
    echo "<project/>" >"$repo/$module/pom.xml"
    echo "class A {}" >"$repo/$module/src/main/java/A.java"
    echo "class B {}" >"$repo/$module/src/main/java/B.java"
    echo "class ATest {}" >"$repo/$module/src/test/java/ATest.java"
  done
  echo "<project/>" >"$repo/pom.xml"
  echo aiohttp >"$repo/bench/requirements.txt"
  echo "--batch-mode" >"$repo/.mvn/maven.config"
  echo jar >"$box/repository/library-1.0.jar"
  # shellcheck disable=SC2016 # for the script that is written
  script "$repo/mvnw" 'printf "%s\n" "$JAVA_HOME: $*" >>maven.log
    if [ -e slow ]; then sleep 0.02 && sleep 0.02 && sleep 0.02; fi
    if [ -e broken ]; then
      printf "%s\n" "[INFO] compiling" "[WARNING] A.java:[3,1] unused" "[ERROR] COMPILATION ERROR" "[ERROR] -> [Help 1]"
      exit 7
    fi
    for module in service bench bench-spring bench-vertx lessons weft-agent weft-core; do
      mkdir -p $module/target/classes
      echo jar >$module/target/$module-1.jar
      printf "%s" "$PWD/weft-core/target/weft-core-1.jar:$PWD/../repository/library-1.0.jar" >$module/target/runtime.classpath
    done
    printf "%s" ":$PWD/weft-agent/target/weft-agent-1.jar" >>lessons/target/runtime.classpath
    echo "[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 0"'
}

script() { printf '#!%s\n%s\n' "$(command -v bash)" "$2" >"$1" && chmod +x "$1"; }

# jdk DIR VERSION: its java prints how it was called; as a training run it waits for its end and then writes the cache.
jdk() {
  mkdir -p "$1/bin"
  printf '%s\n' 'IMPLEMENTOR="Anyone"' "JAVA_VERSION=\"$2\"" 'JAVA_VERSION_DATE="2026-01-01"' >"$1/release"
  script "$1/bin/javac" true
  # shellcheck disable=SC2016 # for the script that is written
  script "$1/bin/java" 'case "$*" in *AOTCacheOutput*)
      cache=$(printf "%s\n" "$@" | sed -n "s/-XX:AOTCacheOutput=//p")
      trap "echo cache >\"\$cache\"; exit 0" TERM
      echo training >>"${HOME}/trainings"
      [ ! -e "${HOME}/untrainable" ] || exit 1
      echo "listening on http://127.0.0.1:1"
      for _ in {1..500}; do sleep 0.02; done
      exit 1 ;;
      *--dry-run*) [ ! -e "${HOME}/unusable" ]; exit ;;
    esac
    echo "java ${0%/bin/java} pid $$ in $PWD"
    printf "<%s>" "$@"'
}

# weft ARGUMENT...: runs the launcher; sets out, err (what it wrote) and code. `with` has NAME=VALUE for its environment.
weft() {
  code=0
  (cd "${cwd:-$repo}" && exec env -i PATH="$box/bin" HOME="$box/home" WEFT_SYSROOT="$box/sysroot" WEFT_AOT=off \
    ${with[@]+"${with[@]}"} "${launcher:-$repo/weft}" "$@") >"$box/out" 2>"$box/err" || code=$?
  out=$(<"$box/out")
  err=$(<"$box/err")
}
with=()

builds() { if [ -e "$repo/maven.log" ]; then grep -c ' package ' "$repo/maven.log" || true; else echo 0; fi; }

# ---- Assertions ----------------------------------------------------------------------------------------------------------

fail() {
  printf '%s\n' "  $1" "  out: ${out-}" "  err: ${err-}" >&2
  exit 1
}
exits() { [ "$code" = "$1" ] || fail "exit code $code instead of $1"; }
says() { case $err in *"$1"*) ;; *) fail "stderr lacks: $1" ;; esac }
prints() { case $out in *"$1"*) ;; *) fail "stdout lacks: $1" ;; esac }
lacks() { case $out$err in *"$1"*) fail "the output has: $1" ;; esac }
silent() { [ -z "$err" ] || fail 'stderr is not empty'; }
one_line() { [ "$(grep -c '' "$box/err")" = 1 ] || fail "stderr is not one line"; }
built() { [ "$(builds)" = "$1" ] || fail "$(builds) builds instead of $1"; }

# ---- Commands ------------------------------------------------------------------------------------------------------------

test_help_needs_neither_a_JDK_nor_a_build() {
  rm -rf "$box/sysroot"
  local argument
  for argument in help -h --help; do
    weft $argument
    exits 0 && prints 'serve [options]' && prints 'test [Maven options]' && prints 'jcstress [options]' && built 0
  done
  weft
  exits 0 && prints 'Usage: ./weft <command>'
}

test_an_unknown_command_is_named_beside_the_known_ones() {
  weft srve --port 1
  exits 2 && one_line && says 'unknown command "srve"' && says 'serve soak lesson exercise test jcstress bench help' && built 0
}

test_arguments_reach_the_program_as_they_are() {
  weft serve --data '/a b/c' '' '*'
  exits 0 && prints '<dev.weft.service.Main><serve><--data></a b/c><><*>'
}

test_the_program_runs_in_the_folder_of_the_user_also_through_links() {
  mkdir "$box/elsewhere" "$box/elsewhere/bin"
  ln -s "../../a clone of weft/weft" "$box/elsewhere/bin/weft"
  ln -s bin/weft "$box/elsewhere/weft"
  cwd=$box/elsewhere launcher=./weft weft serve
  exits 0 && prints " in $box/elsewhere" && built 1
}

test_the_launcher_becomes_the_program() {
  weft serve
  (cd "$repo" && exec env -i PATH="$box/bin" HOME="$box/home" WEFT_SYSROOT="$box/sysroot" WEFT_AOT=off ./weft serve) >"$box/out" &
  wait $!
  out=$(<"$box/out")
  prints " pid $! "
}

test_the_users_flags_come_after_ours() {
  with=(WEFT_JAVA_OPTS='-Xmx512m -Dx=y')
  weft serve
  prints '<-XX:+UseCompactObjectHeaders>' && prints '<-Xmx512m><-Dx=y><dev.weft.service.Main>'
}

# ---- The JDK -------------------------------------------------------------------------------------------------------------

test_WEFT_JAVA_HOME_comes_first() {
  jdk "$box/mine" 25
  jdk "$box/other" 25.0.1
  with=(WEFT_JAVA_HOME="$box/mine" JAVA_HOME="$box/other")
  weft serve
  prints "java $box/mine pid" && grep -q "^$box/mine: package" "$repo/maven.log"
}

test_a_WEFT_JAVA_HOME_of_another_version_is_refused() {
  jdk "$box/mine" 17.0.2
  with=(WEFT_JAVA_HOME="$box/mine")
  weft serve
  exits 1 && one_line && says "WEFT_JAVA_HOME=$box/mine is JDK 17.0.2, but Weft needs JDK 25" && built 0
}

test_a_WEFT_JAVA_HOME_without_a_JDK_is_refused() {
  with=(WEFT_JAVA_HOME="$box/home")
  weft serve
  exits 1 && one_line && says 'is not the folder of a JDK' && built 0
}

test_a_wrong_JAVA_HOME_is_skipped() {
  jdk "$box/old" 21.0.1
  with=(JAVA_HOME="$box/old")
  weft serve
  exits 0 && prints "java $box/sysroot/usr/lib/jvm/temurin 25 pid"
}

test_the_java_on_the_PATH_is_followed_to_its_JDK() {
  rm -rf "$box/sysroot"
  jdk "$box/jdks/25" 25.0.3
  ln -s ../jdks/25/bin/java "$box/home/java"
  ln -s ../home/java "$box/bin/java"
  weft serve
  # The path may go through the folders of the links.
  exits 0 && prints 'jdks/25 pid'
}

test_folders_of_users_are_searched() {
  rm -rf "$box/sysroot"
  jdk "$box/home/.sdkman/candidates/java/25.0.3-tem" 25.0.3
  weft serve
  exits 0 && prints "java $box/home/.sdkman/candidates/java/25.0.3-tem pid"
}

test_other_versions_and_runtimes_without_a_compiler_are_no_JDK_25() {
  rm -rf "$box/sysroot/usr/lib/jvm/temurin 25"
  jdk "$box/sysroot/usr/lib/jvm/a" 17.0.15
  jdk "$box/sysroot/usr/lib/jvm/b" 26
  jdk "$box/sysroot/usr/lib/jvm/c" 250
  jdk "$box/sysroot/usr/lib/jvm/d" 25.0.3 && rm "$box/sysroot/usr/lib/jvm/d/bin/javac"
  jdk "$box/sysroot/usr/lib/jvm/e" 25.0.3 && rm "$box/sysroot/usr/lib/jvm/e/release"
  weft serve
  exits 1 && one_line && says 'no JDK 25 found' && says 'install one' && says 'WEFT_JAVA_HOME' && built 0
}

# ---- The build -----------------------------------------------------------------------------------------------------------

test_a_start_without_changes_does_not_start_Maven() {
  weft serve
  built 1
  touch "$repo/service/src/main/java/A.java"
  rm -rf "$box/repository" "$repo"/*/target
  weft serve
  built 1 && exits 0 && silent
  weft serve
  built 1
}

test_the_class_path_has_the_program_first_and_every_jar_exists() {
  weft serve
  local class_path jar jars
  class_path=${out#*<-cp>} && class_path=${class_path#<} && class_path=${class_path%%>*}
  IFS=: read -r -a jars <<<"$class_path"
  [ ${#jars[@]} = 3 ] || fail "${#jars[@]} jars"
  for jar in "${jars[@]}"; do [ -s "$jar" ] || fail "$jar does not exist"; done
  case ${jars[0]} in */service-1.jar) ;; *) fail "${jars[0]} is first" ;; esac
}

test_each_change_of_what_was_built_starts_Maven() {
  weft serve && built 1
  echo "class A { int a; }" >"$repo/service/src/main/java/A.java"
  weft serve && built 2
  rm "$repo/weft-core/src/main/java/B.java"
  weft serve && built 3
  mkdir "$repo/service/src/main/java/p" && echo "class C {}" >"$repo/service/src/main/java/p/C.java"
  weft serve && built 4
  mv "$repo/service/src/main/java/p/C.java" "$repo/service/src/main/java/p/D.java"
  weft serve && built 5
  echo "class A { }" >"$box/older" && touch -t 200001010000 "$box/older"
  cp -p "$box/older" "$repo/service/src/main/java/A.java"
  weft serve && built 6
  echo "<project />" >"$repo/pom.xml"
  weft serve && built 7
  echo "<project />" >"$repo/weft-core/pom.xml"
  weft serve && built 8
  echo "-T 1" >"$repo/.mvn/jvm.config"
  weft serve && built 9
  rm -rf "$repo/service/src/main"
  weft serve && built 10
  weft serve && built 10
}

test_tests_and_modules_that_are_not_used_do_not_count() {
  weft serve
  echo "class ATest { int a; }" >"$repo/service/src/test/java/ATest.java"
  echo "class A { int a; }" >"$repo/lessons/src/main/java/A.java"
  echo "<project />" >"$repo/lessons/pom.xml"
  echo swap >"$repo/service/src/main/java/.A.java.swp"
  weft serve && built 1
}

test_a_deleted_source_takes_its_compiled_form_with_it() {
  weft serve
  echo old >"$repo/service/target/classes/B.class"
  echo "class A { int a; }" >"$repo/service/src/main/java/A.java"
  weft serve
  [ -e "$repo/service/target/classes/B.class" ] || fail 'a change compiles afresh'
  rm "$repo/service/src/main/java/B.java"
  weft serve
  [ ! -e "$repo/service/target/classes/B.class" ] || fail 'B.class is still there'
}

test_a_failed_build_shows_why_and_is_tried_again() {
  touch "$repo/broken"
  weft serve
  exits 1 && says 'A.java:[3,1] unused' && says 'COMPILATION ERROR' && says 'the build failed' && built 1
  lacks '[INFO]' && lacks 'Help 1' && lacks 'dev.weft.service.Main'
  weft serve
  exits 1 && built 2
  rm "$repo/broken"
  weft serve
  exits 0 && built 3
}

test_a_failed_build_after_a_good_one_does_not_start_the_old_program() {
  weft serve
  touch "$repo/broken" && echo "class A { int a; }" >"$repo/service/src/main/java/A.java"
  weft serve
  exits 1 && lacks 'dev.weft.service.Main'
  weft serve
  exits 1 && built 3
}

test_a_source_that_changes_during_the_build_is_built_again() {
  # shellcheck disable=SC2016 # for the script that is written
  sed 's/^    if \[ -e slow \].*/echo "class A { int $RANDOM; }" >service\/src\/main\/java\/A.java/' "$repo/mvnw" >"$box/mvnw"
  cp "$box/mvnw" "$repo/mvnw"
  weft serve && built 1
  weft serve && built 2
}

test_two_at_the_same_time_build_once() {
  touch "$repo/slow"
  local pids=() pid
  for _ in 1 2 3; do
    (
      box_of_one=$box/$RANDOM$RANDOM && mkdir -p "$box_of_one"
      cd "$repo" && exec env -i PATH="$box/bin" HOME="$box/home" WEFT_SYSROOT="$box/sysroot" WEFT_AOT=off ./weft serve >"$box_of_one/out"
    ) 2>>"$box/errs" &
    pids+=($!)
  done
  for pid in "${pids[@]}"; do wait "$pid" || fail "one failed: $(<"$box/errs")"; done
  built 1
}

test_the_jars_of_a_running_program_survive_the_next_build() {
  weft serve
  local first jar
  first=$(<"$repo/target/weft/service/current")
  echo "class A { int a; }" >"$repo/service/src/main/java/A.java"
  weft serve
  jar=$repo/target/weft/service/$first/lib/service-1.jar
  [ -s "$jar" ] || fail 'the jars of the first build are gone'
  echo "class A { int b; }" >"$repo/service/src/main/java/A.java"
  weft serve
  [ ! -e "$jar" ] || fail 'the jars of the first build are still there after two more'
}

test_a_folder_that_was_moved_still_starts() {
  weft serve
  mv "$repo" "$box/moved"
  repo=$box/moved
  weft serve
  exits 0 && prints "$box/moved/target/weft" && built 1
}

# ---- The AOT cache -------------------------------------------------------------------------------------------------------

# Waits until a file of that name pattern is there.
await_file() {
  for _ in {1..500}; do
    if compgen -G "$repo/target/weft/service/*/$1" >/dev/null; then return; fi
    sleep 0.02
  done
  fail "no file $1"
}

test_the_cache_is_made_once_after_the_first_build_and_used_at_once() {
  with=(WEFT_AOT=on)
  weft serve
  says 'preparing quick starts' && prints '<-XX:AOTCache=' && prints '<-Xlog:aot*=off>'
  weft serve && silent && prints '<-XX:AOTCache='
  [ "$(grep -c '' "$box/home/trainings")" = 1 ] || fail 'it was made more than once'
  with=()
  weft serve && lacks AOTCache
}

test_after_another_build_the_cache_is_made_in_the_background() {
  with=(WEFT_AOT=on)
  weft serve
  echo "class A { int a; }" >"$repo/service/src/main/java/A.java"
  weft serve && lacks AOTCache
  for _ in {1..500}; do
    [ "$(find "$repo/target/weft/service" -name '*.aot' | grep -c '')" != 2 ] || break
    sleep 0.02
  done
  weft serve && silent && prints '<-XX:AOTCache='
  [ "$(grep -c '' "$box/home/trainings")" = 2 ] || fail 'it was not made once for each build'
}

test_another_JDK_does_not_use_the_cache() {
  with=(WEFT_AOT=on)
  weft serve
  await_file '*.aot'
  jdk "$box/mine" 25.0.4
  with=(WEFT_AOT=on WEFT_JAVA_HOME="$box/mine")
  weft serve && lacks AOTCache
}

test_a_folder_that_was_moved_does_not_use_the_cache() {
  with=(WEFT_AOT=on)
  weft serve
  await_file '*.aot'
  mv "$repo" "$box/moved"
  repo=$box/moved
  weft serve && exits 0 && lacks AOTCache
}

test_a_cache_with_which_the_JVM_does_not_come_up_is_not_used() {
  touch "$box/home/unusable"
  with=(WEFT_AOT=on)
  weft serve
  await_file '*.aot.failed'
  weft serve && exits 0 && lacks AOTCache
}

test_a_cache_that_cannot_be_made_is_not_tried_at_every_start() {
  touch "$box/home/untrainable"
  with=(WEFT_AOT=on)
  weft serve
  await_file '*.aot.failed'
  weft serve && exits 0 && silent
  sleep 0.3
  [ "$(grep -c '' "$box/home/trainings")" = 1 ] || fail 'it was tried again'
}

# ---- ./weft test ---------------------------------------------------------------------------------------------------------

test_test_runs_the_launchers_tests_and_Maven() {
  weft test
  exits 0 && prints 'the launcher tests' && prints 'Tests run: 3' && prints 'the start-up test'
  grep -q ': verify ' "$repo/maven.log" || fail 'Maven did not verify'
}

test_test_passes_its_options_to_Maven() {
  weft test -pl weft-core '-Dtest=A B'
  exits 0 && lacks 'the launcher tests' && lacks 'the start-up test'
  grep -q ': verify --also-make -pl weft-core -Dtest=A B$' "$repo/maven.log" || fail 'options are missing'
}

test_test_fails_when_Maven_or_the_launchers_tests_fail() {
  touch "$repo/broken"
  weft test
  exits 7 && prints '[ERROR] COMPILATION ERROR'
  rm "$repo/broken"
  script "$repo/build/launcher-test.sh" 'exit 1'
  weft test
  exits 1 && prints 'Tests run: 3' && says "the launcher's own tests failed"
}

test_a_missing_browser_is_said_to_a_user_who_cannot_install_it() {
  rm "$box/bin/chromium"
  weft test
  exits 1 && one_line && says 'the browser tests need chromium or google-chrome' && says 'sudo apt-get install chromium'
  [ ! -e "$repo/maven.log" ] || fail 'Maven ran'
}

test_a_browser_elsewhere_can_be_named() {
  mv "$box/bin/chromium" "$box/home/my chromium"
  with=(WEFT_CHROMIUM="$box/home/my chromium")
  weft test
  exits 0 && prints 'Tests run: 3'
}

test_a_missing_browser_is_installed_for_root() {
  rm "$box/bin/chromium"
  script "$box/bin/id" 'echo 0'
  # shellcheck disable=SC2016 # for the script that is written
  script "$box/bin/apt-get" 'echo "$*" >>"$HOME/apt"; case $1 in update) : >"$HOME/updated" ;; *) [ -e "$HOME/updated" ] ;; esac'
  weft test
  exits 0 && says 'installing chromium for the browser tests' && prints 'Tests run: 3'
  [ "$(sed 's/ .*//' "$box/home/apt" | tr '\n' ' ')" = 'install update install ' ] || fail "apt-get: $(<"$box/home/apt")"
}

test_a_command_inside_the_tests_does_not_wait_for_the_build_lock_for_ever() {
  with=(WEFT_TESTING=yes)
  weft serve
  exits 1 && one_line && says 'run it again after the tests'
}

# ---- ./weft lesson and exercise ------------------------------------------------------------------------------------------

test_a_lesson_runs_with_the_agent() {
  weft lesson gather --mode loop
  exits 0 && prints "<dev.weft.lessons.Main><lesson><gather><--mode><loop>" && built 1
  prints "<-javaagent:$repo/target/weft/lessons/" && prints "/lib/weft-agent-1.jar>" && prints "<-Dweft.home=$repo>"
  weft exercise
  exits 0 && prints "<dev.weft.lessons.Main><exercise>" && built 1
}

test_no_other_command_has_the_agent() {
  weft serve
  exits 0 && lacks javaagent
}

# ---- ./weft bench --------------------------------------------------------------------------------------------------------

test_bench_runs_the_benchmarks_with_the_folder_of_their_peers() {
  weft bench core gather
  exits 0 && prints "<dev.weft.bench.Main><$repo/bench><core><gather>" && built 1
  grep -q -- '--projects bench ' "$repo/maven.log" || fail 'another module was built'
}

test_a_suite_that_there_is_not_is_refused_before_anything_is_done() {
  rm "$box/bin/go"
  weft bench mirco
  exits 2 && one_line && says 'there is no suite "mirco" of benchmarks; choose core, micro or service' && built 0
  weft bench
  exits 2 && one_line && says 'there is no suite ""' && built 0
  weft bench service --rounds 3
  exits 2 && one_line && says 'takes no "--rounds"' && built 0
}

test_each_peer_is_looked_for() {
  rm "$box/bin/go" "$box/bin/python3"
  weft bench core
  exits 0 && says 'the benchmarks beside Go need go' && says 'the benchmarks beside asyncio need python3' && says './weft bench core again'
}

test_a_peer_that_cannot_be_installed_is_left_out() {
  rm "$box/bin/go"
  weft bench core
  exits 0 && says 'the benchmarks beside Go need go' && says 'sudo apt-get install golang-go' && says 'left out'
  prints '<dev.weft.bench.Main>'
}

test_a_missing_peer_is_installed_for_root() {
  rm "$box/bin/go"
  script "$box/bin/id" 'echo 0'
  # shellcheck disable=SC2016 # for the script that is written
  script "$box/bin/apt-get" 'echo "$*" >>"$HOME/apt"'
  weft bench core
  exits 0 && says 'installing golang-go for the benchmarks beside Go' && lacks 'left out'
  grep -q ' golang-go$' "$box/home/apt" || fail "apt-get: $(<"$box/home/apt")"
}

test_the_peers_in_Python_have_an_environment_of_their_own() {
  weft bench micro
  exits 0 && says 'installing aiohttp' && prints "<-Dweft.bench.python=$repo/target/weft/python/bin/python>"
  weft bench micro
  exits 0 && lacks 'installing' && prints "<-Dweft.bench.python=$repo/target/weft/python/bin/python>"
  echo other >"$repo/bench/requirements.txt"
  weft bench micro
  exits 0 && says 'installing aiohttp'
  [ "$(grep -c '' "$box/home/pip")" = 2 ] || fail "pip: $(<"$box/home/pip")"
}

test_an_interpreter_of_the_users_that_has_the_libraries_is_used() {
  cp "$box/bin/python3" "$box/bin/my python"
  with=(WEFT_PYTHON="$box/bin/my python")
  weft bench micro
  exits 0 && lacks 'installing' && prints "<-Dweft.bench.python=$box/bin/my python>"
}

test_where_pip_cannot_Debians_libraries_are_installed() {
  : >"$box/home/offline"
  script "$box/bin/id" 'echo 0'
  # shellcheck disable=SC2016 # for the script that is written
  script "$box/bin/apt-get" 'echo "$*" >>"$HOME/apt" && : >"$HOME/equipped"'
  mkdir -p "$box/sysroot/usr/bin" && cp "$box/bin/python3" "$box/sysroot/usr/bin/"
  weft bench micro
  exits 0 && lacks 'left out' && prints "<-Dweft.bench.python=$box/sysroot/usr/bin/python3>"
  grep -q ' python3-uvloop$' "$box/home/apt" || fail "apt-get: $(<"$box/home/apt")"
}

test_libraries_that_are_not_to_be_had_are_left_out() {
  : >"$box/home/offline"
  weft bench micro
  exits 0 && says 'Python lacks some of aiohttp' && says 'left out' && prints '<dev.weft.bench.Main>'
}

test_the_services_each_have_a_class_path_of_their_own() {
  weft bench service
  exits 0 && prints "<-Dweft.bench.service=$repo/target/weft/service/" && prints "<-Dweft.bench.launcher=$repo/weft>"
  prints "<-Dweft.bench.bench-spring=$repo/target/weft/bench-spring/" && prints "<dev.weft.bench.Main><$repo/bench><service>"
  built 4
}

test_without_a_load_generator_no_service_is_measured() {
  rm "$box/bin/wrk"
  weft bench service
  exits 1 && says 'the benchmarks of the service need wrk' && lacks 'dev.weft.bench.Main'
  script "$box/bin/wrk" true
  rm "$box/bin/h2load"
  weft bench service
  exits 1 && says 'the benchmarks of the service need h2load' && says 'nghttp2-client' && lacks 'dev.weft.bench.Main'
}

# ---- Run them ------------------------------------------------------------------------------------------------------------

passed=0 failed=0
for name in ${1:-$(declare -F | sed -n 's/^declare -f \(test_.*\)/\1/p')}; do
  # A function in a condition would run without `set -e`, so each test is a subshell of its own.
  set +e
  (
    set -e
    stage "$name"
    "$name"
  )
  code=$?
  set -e
  if [ $code = 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)) && echo "FAILED $name" >&2; fi
done
echo "launcher: $((passed + failed)) tests, $failed failed"
[ $failed = 0 ] && [ $passed -gt 0 ]
