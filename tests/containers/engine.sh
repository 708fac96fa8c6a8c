# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2016
#
# What the container tests stand on: a Docker engine and a bare Debian 12 image. Sourced by run and bare, from the
# repository's root. Uses the machine's engine when one answers, else starts one of its own in a temporary folder and
# removes it at the end, however the end comes. Makes the image with debootstrap where none can be pulled.
#
# engine_up sets scratch (a temporary folder) and base (the name of the bare image).

scratch=
base=
cleanups=()

die() { echo "containers: $*" >&2; exit 1; }
as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }
compose() { if docker compose version >/dev/null 2>&1; then docker compose "$@"; else docker-compose "$@"; fi; }

# at_end COMMAND: runs when the script ends; the last one given runs first
at_end() { cleanups=("$1" "${cleanups[@]}"); }

# until_ok SECONDS COMMAND...: tries again until it succeeds, or fails when the time is up
until_ok() {
	local deadline=$((SECONDS + $1))
	shift
	until "$@" >/dev/null 2>&1; do
		[ "$SECONDS" -lt "$deadline" ] || return 1
		sleep 0.1
	done
}

engine_up() {
	trap engine_down EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
	scratch=$(mktemp -d "${TMPDIR:-/tmp}/leep-containers.XXXXXX")
	at_end 'as_root rm -rf "$scratch"'

	if ! { docker info && compose version && curl --version && git --version; } >/dev/null 2>&1; then
		deploy/install-dependencies containers
	fi
	if ! docker info >"$scratch/info" 2>&1; then
		! grep -qi 'permission denied' "$scratch/info" || die "a Docker engine is there, but lets only its own group in"
		engine_start
	fi
	engine_base
}

engine_down() {
	local status=$? cleanup
	trap '' INT TERM HUP
	set +e
	for cleanup in "${cleanups[@]}"; do
		eval "$cleanup" >>"$scratch/end.log" 2>&1
	done
	exit "$status"
}

engine_start() {
	echo "containers: no Docker engine answers, so one is started for this run"
	# Two engines at once would fight over the bridge and the firewall, so a second run waits here for the first.
	mkdir -p build/containers
	exec {lock}>build/containers/engine.lock
	flock "$lock"
	export DOCKER_HOST="unix://$scratch/docker.sock"
	# An engine leaves its bridge and a closed FORWARD chain behind; a machine that had neither gets rid of them again.
	ip link show docker0 >/dev/null 2>&1 || at_end 'as_root ip link delete docker0'
	! as_root iptables -S FORWARD 2>/dev/null | grep -q 'P FORWARD ACCEPT' || at_end 'as_root iptables -P FORWARD ACCEPT'
	at_end engine_stop
	# setsid: Ctrl-C must not reach the engine, which is still needed for tidying up.
	as_root setsid dockerd --data-root "$scratch/data" --exec-root "$scratch/exec" --pidfile "$scratch/dockerd.pid" \
		--host "$DOCKER_HOST" --group "$(id -gn)" >"$scratch/dockerd.log" 2>&1 </dev/null {lock}>&- &
	until_ok 60 docker info || { tail -n 15 "$scratch/dockerd.log" >&2; die "the Docker engine did not start"; }
}

engine_stop() {
	local pid
	until_ok 5 test -s "$scratch/dockerd.pid" || return 0      # stopped early, it may not have written it yet
	pid=$(cat "$scratch/dockerd.pid")
	as_root kill "$pid"
	until_ok 30 engine_gone "$pid" || as_root kill -s KILL "$pid"
}

engine_gone() { ! as_root kill -0 "$1"; }

engine_base() {
	local kept=build/containers/base.tar.gz
	base=debian:bookworm-slim
	! docker image inspect "$base" >/dev/null 2>&1 || return 0
	[ -f "$kept" ] || ! timeout 300 docker pull --quiet "$base" >/dev/null 2>&1 || return 0
	base=leep-base
	[ -f "$kept" ] || engine_bootstrap "$kept"
	docker import "$kept" "$base" >/dev/null
}

# A machine that cannot pull the image may also reach Debian only in a way of its own: through a mirror, a proxy, its own
# certificates. So what is made here takes over the machine's Debian 12 sources, apt's network settings and the
# certificates it trusts; without them apt would fail inside the containers.
engine_bootstrap() {
	local root="$scratch/root" mirror
	echo "containers: the image debian:bookworm-slim cannot be had, so a base is made with debootstrap"
	apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
		grep -E ' bookworm(-updates|-security)? main$' | sort -u >"$scratch/sources" || true
	mirror=$(awk '$2 == "bookworm" { print $1; exit }' "$scratch/sources")
	as_root debootstrap --variant=minbase bookworm "$root" ${mirror:+"$mirror"} >"$scratch/debootstrap.log" 2>&1 ||
		{ tail -n 15 "$scratch/debootstrap.log" >&2; die "debootstrap failed"; }
	if [ -n "$mirror" ]; then
		sed 's/^/deb /' "$scratch/sources" | as_root tee "$root/etc/apt/sources.list" >/dev/null
		{ apt-config dump | grep -E '^Acquire::(http|https|Check-)' || true; } | as_root tee "$root/etc/apt/apt.conf.d/90machine" >/dev/null
		[ ! -f /etc/ssl/certs/ca-certificates.crt ] ||
			as_root install -D -m 0644 -t "$root/etc/ssl/certs" /etc/ssl/certs/ca-certificates.crt
	fi
	mkdir -p "$(dirname "$1")"
	as_root tar -C "$root" --exclude='./var/cache/apt/*' --exclude='./var/lib/apt/lists/*' -cz . >"$1.new"
	mv "$1.new" "$1"
}
