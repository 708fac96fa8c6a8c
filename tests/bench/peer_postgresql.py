#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""PostgreSQL takes the long file in, with a server of its own in FOLDER, default durability, and no port: COPY into a
table of text and from there into one with types, in one transaction; and, for what it is worth, COPY straight into
types, which a file allows that has one word for all that is missing. Prints `load SECONDS ROWS`, `copy SECONDS ROWS`. With
the tables beside it instead of the second: a table of windows.sql, and `windows SECONDS ROWS`, which includes the load.

The server refuses to be root's: then it runs as `postgres`, in a folder of his. A cluster that runs here is not
touched; ours is ended with this program.

usage: peer_postgresql.py FILE FOLDER [NEIGHBOURS POLARITY]"""

import glob
import os
import pwd
import select
import signal
import subprocess
import sys
import time

MISSING = 77
PATIENCE = 60.0
HERE = os.path.dirname(os.path.abspath(__file__))

COLUMNS = "measure text, title text, period text, name text, value {number}, area {code}, region text"

LOAD = """begin;
create temp table raw (%s);
copy raw from '{file}' with (format csv, header);
create table lait (%s);
insert into lait select measure, title, period, name, nullif(value, '-')::double precision, area::int, region from raw;
commit;
""" % (COLUMNS.format(number="text", code="text"), COLUMNS.format(number="double precision", code="int"))

COPY = """begin;
create table straight (%s);
copy straight from '{file}' with (format csv, header, null '-');
commit;
""" % COLUMNS.format(number="double precision", code="int")

BESIDE = """create table neighbours (year int, area int, neighbour int);
copy neighbours from '{neighbours}' with (format csv, header);
create table polarity (measure text, polarity text, banded boolean);
copy polarity from '{polarity}' with (format csv, header);
analyze neighbours, polarity;
set work_mem = '256MB';
"""


def absent(why):
    print(why)
    sys.exit(MISSING)


def programs():
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/postgres"))
    if not found:
        absent("PostgreSQL is not installed")
    return os.path.dirname(found[-1])


def somebody():
    """What subprocess needs to run the server as somebody who is not root."""
    if os.getuid() != 0:
        return {}
    try:
        user = pwd.getpwnam("postgres")
    except KeyError:
        absent("there is no user postgres to run PostgreSQL as")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


class Session:
    """psql that is already connected, so that only statements are timed."""

    def __init__(self, bin_dir, folder, who):
        self.psql = subprocess.Popen(
            [os.path.join(bin_dir, "psql"), "-XqAt", "-v", "ON_ERROR_STOP=1", "-h", folder, "-U", "postgres"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1, **who)
        self.ask("select 1;")

    def ask(self, script):
        """Run it; the last line of what it said."""
        self.psql.stdin.write(script + "\n\\echo done\n")
        self.psql.stdin.flush()
        said = ""
        for line in self.psql.stdout:
            if line == "done\n":
                return said
            said = line.strip()
        raise SystemExit("psql ended")

    def timed(self, script, table):
        """How long it takes, in seconds, and the rows that the table has then."""
        begun = time.monotonic()
        self.ask(script)
        took = time.monotonic() - begun
        return took, self.ask(f"select count(*) from {table};")

    def end(self):
        self.psql.stdin.close()
        self.psql.wait(PATIENCE)


def wait_ready(server, folder):
    """Until the server has written `ready` into its pid file."""
    pid_file = os.path.join(folder, "data", "postmaster.pid")
    end = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < end:
        if os.path.exists(pid_file):
            with open(pid_file, encoding="utf-8") as state:
                if "ready" in state.read():
                    return
        select.select([], [], [], 0.01)
    raise SystemExit(f"PostgreSQL did not start in {folder}")


def take_in(session, file, neighbours, polarity):
    """The lines to be printed."""
    if neighbours is not None:
        session.ask(BESIDE.format(neighbours=neighbours, polarity=polarity))
    loaded, rows = session.timed(LOAD.format(file=file), "lait")
    yield f"load {loaded:.6f} {rows}"
    if neighbours is None:
        copied, rows = session.timed(COPY.format(file=file), "straight")
        yield f"copy {copied:.6f} {rows}"
        return
    with open(os.path.join(HERE, "windows.sql"), encoding="utf-8") as windows:
        worked_out, rows = session.timed("analyze lait;\n" + windows.read(), "figures")
    yield f"windows {loaded + worked_out:.6f} {rows}"


def main(file, folder, neighbours=None, polarity=None):
    bin_dir, who = programs(), somebody()
    folder = os.path.abspath(folder)
    os.mkdir(folder, 0o700)
    if who:
        os.chown(folder, who["user"], who["group"])
    data = os.path.join(folder, "data")
    for path, mode in ((folder, os.X_OK), (file, os.R_OK)):
        if subprocess.run(["test", "-x" if mode == os.X_OK else "-r", path], check=False, **who).returncode != 0:
            absent(f"the user that PostgreSQL runs as cannot reach {path}")
    subprocess.run([os.path.join(bin_dir, "initdb"), "-D", data, "-A", "trust", "-U", "postgres", "--no-sync",
                    "--locale=C.UTF-8"], check=True, stdout=subprocess.DEVNULL, cwd="/", **who)
    server = subprocess.Popen([os.path.join(bin_dir, "postgres"), "-D", data, "-k", folder, "-c", "listen_addresses="],
                              stderr=subprocess.DEVNULL, cwd="/", **who)
    try:
        wait_ready(server, folder)
        os.sync()
        session = Session(bin_dir, folder, {**who, "cwd": "/"})
        for line in take_in(session, os.path.abspath(file), neighbours, polarity):
            print(line)
        session.end()
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(PATIENCE)


signal.signal(signal.SIGTERM, lambda *unused: sys.exit(1))
main(*sys.argv[1:])
