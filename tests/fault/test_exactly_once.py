# SPDX-License-Identifier: MIT
"""Nothing lost, nothing twice: services killed again and again end in the very state of services that nobody touched.
The clock stands still, so that times are equal too."""

import concurrent.futures
import os
import random
import shutil
import signal
import subprocess
import tempfile
import threading
import unittest

import harness
from harness import ALL, BUILD, CENSUS, KS4, OFSTED, SERVICES, Installation, data, environment, leep, sample

CLOCK = "fixed:2026-01-05T09:00:00Z"
KILLED = ("ingest", "indicators", "alerts", "reports")
KILLS = 30
SEED = 855


def outcome(inst):
    """All that can be seen of an installation: states, alerts, messages, figures."""
    inst.wait_quiet()
    return {
        "digests": inst.digests(),
        "alerts": inst.leep("alerts", "--csv", check=0).stdout,
        "figures": inst.leep("indicators", "--csv", check=0).stdout,
        "submissions": inst.leep("submissions", "--csv", check=0).stdout,
        "spool": inst.spool(),
    }


def undisturbed(files):
    """What comes of the files, one after the other, when nobody interferes."""
    with Installation(LEEP_CLOCK=CLOCK) as inst:
        for path in files:
            inst.submit(path)
            inst.wait_quiet()
        return outcome(inst)


class Same:
    def assert_same(self, inst, calm):
        seen = outcome(inst)
        for name, (live, rebuilt) in seen["digests"].items():
            self.assertEqual(live, rebuilt, name)
        for what in ("submissions", "figures", "alerts"):
            self.assertEqual(seen[what], calm[what], what)
        self.assertEqual(sorted(seen["spool"]), sorted(calm["spool"]))
        self.assertEqual(seen["spool"], calm["spool"])
        for name in KILLED:
            self.assertEqual(seen["digests"][name], calm["digests"][name], name)
        rows = harness.rows_of(seen["alerts"])
        keys = [(row["rule"], row["urn"], row["measure"], row["period"]) for row in rows]
        self.assertEqual(len(keys), len(set(keys)), "an alert was raised twice")


class killed_at_random(Same, unittest.TestCase):
    """Under `leep run`, which starts what was killed again."""

    def setUp(self):
        self.random = random.Random(SEED)
        self.inst = Installation(LEEP_CLOCK=CLOCK)
        self.addCleanup(self.inst.end)
        self.inst.start()
        self.kills = dict.fromkeys(KILLED, 0)

    def progress(self, service):
        health = self.inst.health(service)
        if health is None:
            return None
        return [value for key, value in health.items() if key.endswith("cursor") or key in ("log_seq", "journal_seq")]

    def kill_one(self):
        """Kill a service when it has moved on, or after so many looks at it."""
        service = self.random.choice(KILLED)
        before = self.progress(service)
        for _ in range(self.random.randint(1, 60)):
            now = self.progress(service)
            if now is not None and before is not None and now != before:
                break
            before = now or before
        pid = self.inst.pids().get(service)
        if pid is None:
            return
        try:
            os.kill(pid, signal.SIGKILL)
            self.kills[service] += 1
        except ProcessLookupError:
            pass

    def submit_among_kills(self, path, until):
        submitting = subprocess.Popen([harness.LEEP, "submit", path, "--dir", self.inst.dir],
                                      env=environment(self.inst.settings), stdout=subprocess.PIPE,
                                      stderr=subprocess.STDOUT)
        self.addCleanup(submitting.stdout.close)
        self.addCleanup(submitting.kill)
        while sum(self.kills.values()) < until:
            self.kill_one()
        said = submitting.communicate(timeout=harness.PATIENCE * 2)[0].decode()
        self.assertEqual(submitting.returncode, 0, said)

    def test_thirty_kills_change_nothing(self):
        files = [sample(name) for name in ALL]
        calm = undisturbed(files)
        for i, path in enumerate(files):
            self.submit_among_kills(path, KILLS * (i + 1) // len(files))
            self.inst.wait_quiet()
        self.assertGreaterEqual(sum(self.kills.values()), KILLS)
        self.assert_same(self.inst, calm)


class killed_while_a_large_file_is_read(unittest.TestCase):
    """More figures than memory holds: runs of them lie in a file without a name, which dies with the process."""

    MEASURES, YEARS, AREAS = 400, 20, 100
    DEATHS = 3

    def large(self, folder):
        path = os.path.join(folder, "large.csv")
        with open(path, "wb") as file:
            file.write(b"Short Desc,Data item,Years,LA and Regions,Values,LA Number,Region\n")
            for measure in range(self.MEASURES):
                file.write(b"".join(b"M%d,Title,%d,Somewhere,%d.%d,%d,Region\n" % (measure, 2000 + year, area, year, 200 + area)
                                    for year in range(self.YEARS) for area in range(self.AREAS)))
        return path

    def seen(self, inst):
        inst.wait_quiet()
        digests = inst.digests()
        for name, (live, rebuilt) in digests.items():
            self.assertEqual(live, rebuilt, name)
        return {name: digests[name] for name in KILLED}, inst.leep("submissions", "--csv", check=0).stdout

    @staticmethod
    def holds_file(pid):
        """Does the process hold what memory does not?"""
        for fd in os.listdir(f"/proc/{pid}/fd"):
            try:
                if os.readlink(f"/proc/{pid}/fd/{fd}").endswith("(deleted)"):
                    return True
            except OSError:
                pass  # closed meanwhile
        return False

    def test_it_is_read_again_and_tells_the_same(self):
        folder = tempfile.mkdtemp(prefix="leep-")
        self.addCleanup(shutil.rmtree, folder)
        path = self.large(folder)
        with Installation(LEEP_CLOCK=CLOCK) as calm:
            calm.submit(path)
            expected = self.seen(calm)
        with Installation(LEEP_CLOCK=CLOCK) as inst:
            inst.submit(path, "--no-wait")
            for _ in range(self.DEATHS):
                inst.wait_answers("ingest")
                pid = inst.pids()["ingest"]
                harness.wait_until(lambda pid=pid: self.holds_file(pid), "a file without a name")
                os.kill(pid, signal.SIGKILL)
                harness.wait_until(lambda pid=pid: inst.pids().get("ingest") not in (None, pid), "another ingest")
            self.assertEqual(self.seen(inst), expected)


class Fragile(Installation):
    """The services without a supervisor: each dies at a commit and is started again at once, as long as `dying`."""

    def __init__(self, shim, side, first):
        super().__init__(LEEP_CLOCK=CLOCK)
        self.shim, self.side, self.first = shim, side, first
        self.dying = True
        self.ending = threading.Event()
        self.running, self.deaths, self.trouble, self.threads = {}, dict.fromkeys(SERVICES, 0), [], []

    def start(self):
        shutil.copy(sample("caseloads.yaml"), self.path("caseloads.yaml"))
        for service in SERVICES:
            thread = threading.Thread(target=self.keep, args=(service,))
            self.threads.append(thread)
            thread.start()
        self.wait_answers("gateway")
        return self

    def keep(self, service):
        life = 0
        while not self.ending.is_set():
            env = environment(self.settings)
            if self.dying:
                env.update(LD_PRELOAD=self.shim, DIE_SIDE=self.side, DIE_AT=str(self.first + life % 3))
            with open(self.log, "ab") as log:
                process = subprocess.Popen([os.path.join(BUILD, "bin", "leep-" + service), "--dir", self.dir], env=env,
                                           stdin=subprocess.DEVNULL, stdout=log, stderr=log)
            self.running[service] = process
            if self.ending.is_set():
                process.kill()
            status = process.wait()
            life += 1
            if status == -signal.SIGKILL:
                self.deaths[service] += 1
            elif not self.ending.is_set():
                self.trouble.append(f"{service} ended with status {status}")
                return

    def calm_down(self):
        """No more dying: what runs is ended once more and started plainly."""
        self.dying = False
        for service in KILLED:
            self.running[service].kill()
        for service in KILLED:
            harness.wait_until(lambda s=service: self.health(s), f"{service} does not answer")

    def end(self):
        self.ending.set()
        for process in list(self.running.values()):
            process.kill()
        for thread in self.threads:
            thread.join()
        super().end()


class killed_at_its_commits(Same, unittest.TestCase):
    """Every process dies at its first, second or third commit, and its successor again, until all is through."""

    @classmethod
    def taken(cls):
        return [sample(CENSUS), sample(KS4), sample(OFSTED), data("ks4_revision.csv"), data("ofsted_revision.csv")]

    @classmethod
    def setUpClass(cls):
        if harness.sanitized():
            raise unittest.SkipTest("a preloaded library and the sanitizers do not go together")
        folder = tempfile.mkdtemp(prefix="leep-die-", dir="/tmp")
        cls.addClassCleanup(shutil.rmtree, folder)
        cls.shim = os.path.join(folder, "die_at_commit.so")
        source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "die_at_commit.c")
        subprocess.run([os.environ.get("CC", "cc"), "-D_GNU_SOURCE", "-std=c11", "-O1", "-fPIC", "-shared", source, "-o",
                        cls.shim, "-ldl"], check=True)
        cls.files = cls.taken()
        cls.calm = undisturbed(cls.files)

    def survive(self, side, first):
        inst = Fragile(self.shim, side, first)
        self.addCleanup(inst.end)
        inst.start()
        for path in self.files:
            leep("submit", path, "--dir", inst.dir, env=environment(inst.settings), check=0)
            inst.wait_quiet()
        self.assertEqual(inst.trouble, [])
        for service in KILLED:
            self.assertGreater(inst.deaths[service], 1, service)
        inst.calm_down()
        self.assert_same(inst, self.calm)

    def test_death_on_either_side_of_a_commit_changes_nothing(self):
        # Mostly these wait for heartbeats that are missed, so both run at once.
        with concurrent.futures.ThreadPoolExecutor(2) as both:
            for survived in [both.submit(self.survive, "before", 2), both.submit(self.survive, "after", 1)]:
                survived.result()


class killed_where_the_register_comes_last(killed_at_its_commits):
    """What inspectors found is known before whose the schools are, and figures before the phases that they are compared by;
    the tables of two years, each with the years before, so that changes, trends and pooled years are worked out anew."""

    @classmethod
    def taken(cls):
        years = [data(f"hampshire/ks2_{year}.csv") for year in ("2017-18", "2016-17")]
        return [sample(OFSTED), sample(KS4), *years, sample(CENSUS)]
