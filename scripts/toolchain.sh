# The parts of the Rust toolchain that a fresh machine lacks: the standard library for WebAssembly, cargo-leptos and
# wasm-bindgen. Each has a second way, because not every network lets Rust's own servers or ready-made programs through.
# Sourced by scripts/setup.
# shellcheck shell=bash disable=SC2154

leptos_version=0.3.11
leptos_rust=1.96.0 # a dependency that cargo-leptos locks needs it; the project itself does not

rust_version() { rustc "$@" --version | awk '{ print $2 }'; }
at_least() { printf '%s\n' "$1" "$2" | sort -V -C; }

# attempt <log> <command...>: whether it worked; the output is kept for the error line of the last way.
attempt() {
  local log=$logs/$1.log
  shift
  "$@" >"$log" 2>&1 </dev/null
}

# ---- WebAssembly

has_wasm() { compgen -G "$(rustc "$@" --print target-libdir --target wasm32-unknown-unknown 2>/dev/null)/libstd-*.rlib" >/dev/null; }

wasm_target() {
  ! has_wasm || return 0
  local begin=$SECONDS
  if command -v rustup >/dev/null && attempt wasm-target timeout 600 rustup target add wasm32-unknown-unknown; then
    took $((SECONDS - begin)) "added Rust's WebAssembly target"
    return
  fi
  command -v rustup >/dev/null || fail "this Rust lacks the wasm32-unknown-unknown target, and there is no rustup to add it; install rustup"
  command -v apt-get >/dev/null || fail "rustup could not add the wasm32-unknown-unknown target: $(last_words "$logs/wasm-target.log") (full output: .local/log/wasm-target.log)"
  debian_rust
  has_wasm +levomart-debian || debian_wasm
  echo levomart-debian >"$state/toolchain"
  export RUSTUP_TOOLCHAIN=levomart-debian
}

# Debian's Rust, known to rustup as `levomart-debian`. It has no library for WebAssembly either, but the source of it.
debian_rust() {
  local package
  missing=()
  for package in rustc-web cargo-web rust-web-src rust-web-llvm lld-22; do
    dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
  done
  install_packages
  [ "$(rust_version +levomart-debian 2>/dev/null)" ] || rustup toolchain link levomart-debian /usr
}

debian_wasm() {
  local lib
  lib=$(rustc +levomart-debian --print target-libdir --target wasm32-unknown-unknown)
  local sudo=()
  if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || fail "$(dirname "$lib") must be filled by root; run once as root: scripts/setup"
    sudo=(sudo -n)
  fi
  step wasm-std "build the WebAssembly library" "built the WebAssembly library from Debian's source" build_wasm_std
}

build_wasm_std() {
  local dir=$cache/wasm-std
  rm -rf "$dir"
  mkdir -p "$dir/src"
  printf '[package]\nname = "empty"\nedition = "2024"\n[workspace]\n' >"$dir/Cargo.toml"
  : >"$dir/src/lib.rs"
  (cd "$dir" && RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR=$dir/target cargo +levomart-debian build --release \
    --target wasm32-unknown-unknown -Zbuild-std=std,panic_abort)
  rm -f "$dir"/target/wasm32-unknown-unknown/release/deps/libempty-*
  "${sudo[@]}" install -D -m 644 -t "$lib" "$dir"/target/wasm32-unknown-unknown/release/deps/*.rlib
  rm -rf "$dir"
}

# ---- tools from crates

rust_components() {
  cargo clippy --version >/dev/null 2>&1 && cargo fmt --version >/dev/null 2>&1 && return
  step components "add clippy and rustfmt" "added clippy and rustfmt" rustup component add clippy rustfmt
}

# compile_tool <toolchain or nothing> <cargo install arguments...>: quick to compile matters more than quick to run.
compile_tool() {
  local cargo=(cargo) dir=$cache/tools
  [ -z "$1" ] || cargo+=("+$1")
  shift
  CARGO_TARGET_DIR=$dir CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
    CARGO_PROFILE_RELEASE_OPT_LEVEL=0 "${cargo[@]}" install "$@"
  rm -rf "$dir"
}

# Prints the toolchain that can compile cargo-leptos, nothing if that is the one in use.
leptos_toolchain() {
  if at_least "$leptos_rust" "$(rust_version)"; then
    return
  elif rustup run "$leptos_rust" rustc --version >/dev/null 2>&1 ||
    attempt rust-1.96 timeout 600 rustup toolchain install "$leptos_rust" --profile minimal; then
    echo "$leptos_rust"
  else
    debian_rust >&2
    echo levomart-debian
  fi
}

cargo_leptos() {
  [ "$(cargo-leptos --version 2>/dev/null)" != "cargo-leptos $leptos_version" ] || return 0
  local begin=$SECONDS rust
  if command -v cargo-binstall >/dev/null &&
    attempt binstall timeout 600 cargo binstall --no-confirm --disable-strategies compile "cargo-leptos@$leptos_version"; then
    took $((SECONDS - begin)) "installed cargo-leptos $leptos_version"
    return
  fi
  need_space "$cache" "compiling cargo-leptos"
  rust=$(leptos_toolchain)
  say "        cargo-leptos takes about ten minutes to compile, once"
  step cargo-leptos "install cargo-leptos" "installed cargo-leptos $leptos_version" \
    compile_tool "$rust" cargo-leptos --version "$leptos_version" --locked --no-default-features --features no_downloads --force
}

# Glue and program must come from the same version, to the last digit; so the lock file decides.
wasm_bindgen() {
  local version
  version=$(awk '/^name = "wasm-bindgen"$/ { getline; gsub(/[^0-9.]/, ""); print }' Cargo.lock)
  [ -n "$version" ] || fail "Cargo.lock names no wasm-bindgen; is it complete?"
  [ "$(wasm-bindgen --version 2>/dev/null)" != "wasm-bindgen $version" ] || return 0
  # Not --locked: what that lock file asks for is not on every mirror.
  step wasm-bindgen "install wasm-bindgen" "installed wasm-bindgen $version" \
    compile_tool '' wasm-bindgen-cli --version "$version" --force
}
