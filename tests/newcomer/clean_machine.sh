#!/usr/bin/env bash
# Proves that Handrail installs itself on a machine that has nothing: a bare Debian 12 with python3, python3-venv,
# make, git and certificates, made by mmdebstrap in a temporary folder, with a fresh clone of what is committed here.
#
#   tests/newcomer/clean_machine.sh                     runs `make setup` in it
#   tests/newcomer/clean_machine.sh 'make run & …'      runs these shell words in the clone instead
#   KEEP=folder …                                       keeps the bare system there for the next time
#   EXTRA=folder …                                      shows this folder inside, read-only, as /extra
#
# It needs root and mmdebstrap. The network is the machine's own, so a server inside answers on 127.0.0.1 outside.
# Packages come from wherever this machine takes them: its settings for apt, pip and npm are passed on.
set -euo pipefail

project=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp --directory --tmpdir handrail-clean-XXXXXX)
system=${KEEP:-$work/system}
commands=${1:-make setup}
trap 'rm --recursive --force --one-file-system "$work"' EXIT

[[ $(id -u) -eq 0 ]] || { echo 'This needs root: it makes a system and enters it.' >&2; exit 1; }
command -v mmdebstrap >/dev/null || { echo 'This needs mmdebstrap: apt-get install mmdebstrap' >&2; exit 1; }

make_system() {
  local sources=()
  if grep -q '^VERSION_CODENAME=bookworm' /etc/os-release; then
    mapfile -t sources < <(find /etc/apt -maxdepth 2 \( -name '*.list' -o -name '*.sources' \) -size +0 | grep debian || true)
  fi
  apt-config dump Acquire >"$work/apt.conf" # proxies and certificates of this machine
  mmdebstrap --quiet --variant=minbase --include=python3,python3-venv,make,git,ca-certificates \
    --aptopt="$work/apt.conf" bookworm "$system" "${sources[@]}"
  cp "$work/apt.conf" "$system/etc/apt/apt.conf.d/90passed-on"
}

# Where packages come from: variables, files, and the folders that they name.
pass_on_settings() {
  env -0 | grep -zE '^(PIP|NPM_CONFIG|SSL|REQUESTS|NODE_EXTRA|[A-Za-z]+_proxy|[A-Z]+_PROXY)' \
    | grep -zvE '^[^=]*(TOKEN|PASSWORD|SECRET|_AUTH)' | tr '\0' '\n' >"$work/variables" || true
  if command -v npm >/dev/null; then echo "NPM_CONFIG_REGISTRY=$(npm config get registry)" >>"$work/variables"; fi
  local file
  for file in /etc/pip.conf "${HOME}/.config/pip/pip.conf" /etc/ssl/certs/ca-certificates.crt; do
    if [[ -f $file ]]; then install -D --mode=0644 "$file" "$system/${file/#$HOME//root}"; fi
  done
  cp --remove-destination /etc/resolv.conf /etc/hosts "$system/etc/"
  { cat "$work/variables"; cat /etc/pip.conf "$HOME/.config/pip/pip.conf" 2>/dev/null || true; } \
    | grep -oE '(file://)?/[A-Za-z0-9._/-]+' | sed 's#^file://##; s#/simple$##' | sort --unique \
    | while read -r folder; do if [[ -d $folder ]]; then echo "$folder"; fi; done >"$work/folders" || true
}

[[ -x $system/usr/bin/python3 ]] || make_system
pass_on_settings
rm --recursive --force --one-file-system "$system/root/handrail"
git clone --quiet "$project" "$system/root/handrail"

export system work commands EXTRA="${EXTRA:-}"
# Mounts live in their own namespace, and processes in theirs: both vanish with the last command.
exec_inside() {
  unshare --mount --pid --fork --kill-child bash -euo pipefail -c '
    mount --types proc proc "$system/proc"
    mount --rbind /dev "$system/dev"
    if [[ -n $EXTRA ]]; then echo "$EXTRA" >>"$work/folders"; fi
    while read -r folder; do
      inside=$system$folder
      if [[ $folder == "$EXTRA" ]]; then inside=$system/extra; fi
      mkdir --parents "$inside"
      mount --bind "$folder" "$inside"
      mount --options remount,bind,ro "$inside"
    done <"$work/folders"
    mapfile -t variables <"$work/variables"
    exec env --ignore-environment "${variables[@]}" HOME=/root LANG=C.UTF-8 \
      PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
      chroot "$system" bash -euo pipefail -c "cd /root/handrail; $commands"
  '
}
exec_inside
