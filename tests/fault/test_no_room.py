# SPDX-License-Identifier: MIT
"""A store or a disk without room: what no longer fits is refused or waits, what was taken stays readable, and with
more room everything flows through."""

import os
import subprocess
import tempfile
import unittest

import harness
from harness import ALL, CENSUS, LAIT, NEIGHBOURS, OFSTED, REFUSED, SERVICES, Installation, environment, leep, sample


class full_store(unittest.TestCase):
    def test_submissions_beyond_the_store_wait_or_are_refused_and_flow_when_there_is_room(self):
        inst = Installation(LEEP_MAP_SIZE="1m", LEEP_MAP_MAX="2m")
        self.addCleanup(inst.end)
        inst.start()
        inst.submit_sample(CENSUS, NEIGHBOURS)
        inst.wait_quiet()
        figures = inst.csv("indicators")
        pids = inst.pids()
        # Without waiting: what indicators cannot store stays in the log of ingest.
        for name in ALL[2:]:
            inst.submit(sample(name), "--no-wait", check=None)
        # Until ingest is full too, and says so.
        refused = None
        for i in range(200):
            path = inst.path("more.csv")
            with open(sample(OFSTED), "rb") as source, open(path, "wb") as file:
                file.write(source.read().replace(b"Report", b"Report %d" % i))
            done = inst.leep("submit", path, "--no-wait")
            if done.returncode != 0:
                refused = done
                break
            harness.wait_until(lambda: inst.counter("ingest", "pending") == 0 or
                               inst.counter("ingest", "store_full") == 1, "ingest takes it in")
        self.assertIsNotNone(refused, "ingest never says that it is full")
        self.assertEqual(refused.returncode, REFUSED)
        self.assertIn("full", refused.stderr)
        # Nobody has died of it, and what was accepted is there.
        self.assertEqual(inst.pids(), pids, inst.lines()[-2000:])
        inst.wait_answers()
        known = {(row["measure"], row["period"], row["group"], row["area"], row["value"]) for row in inst.csv("indicators")}
        for row in figures:
            self.assertIn((row["measure"], row["period"], row["group"], row["area"], row["value"]), known)
        # More room.
        self.assertEqual(inst.stop(), 0)
        inst.settings["LEEP_MAP_MAX"] = "64m"
        inst.start()
        inst.wait_quiet()
        self.assertEqual(len(inst.alerts("--rule", "ofsted.inadequate")), 6)
        for name, (live, rebuilt) in inst.digests().items():
            self.assertEqual(live, rebuilt, name)
        outcomes = {row["name"]: row["outcome"] for row in inst.csv("submissions")}
        for name in (CENSUS, NEIGHBOURS):
            self.assertEqual(outcomes[name], "accepted")

    def test_map_grows_while_there_is_room(self):
        with Installation(LEEP_MAP_SIZE="1m", LEEP_MAP_MAX="64m") as inst:
            inst.submit_sample()
            inst.wait_quiet()
            self.assertEqual(len([row for row in inst.alerts() if row["urn"]]), 54)
            for live, rebuilt in inst.digests().values():
                self.assertEqual(live, rebuilt)

    def test_file_larger_than_is_taken_in_is_refused(self):
        with Installation(LEEP_INGEST_FILE_MAX="100k") as inst:
            done = inst.leep("submit", sample(LAIT), check=REFUSED)
            self.assertIn("larger than 102400 bytes", done.stderr)
            inst.submit_sample(CENSUS)
            self.assertEqual(os.listdir(inst.path("originals", "uploads")), [])


class full_disk(unittest.TestCase):
    """The folder is a file system of 24 MB."""

    def setUp(self):
        self.dir = tempfile.mkdtemp(prefix="leep-", dir="/tmp")
        self.addCleanup(os.rmdir, self.dir)
        if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", self.dir],
                                               stderr=subprocess.DEVNULL, check=False).returncode != 0:
            self.skipTest("a file system cannot be mounted here")
        self.addCleanup(subprocess.run, ["umount", "-l", self.dir], check=True)
        self.inst = Installation(self.dir)
        self.addCleanup(self.end)

    def end(self):
        self.inst.end()
        os.makedirs(self.dir, exist_ok=True)

    def test_nothing_that_was_accepted_is_lost(self):
        inst = self.inst
        inst.start()
        inst.submit_sample(CENSUS)
        inst.wait_quiet()
        figures = inst.csv("indicators")
        ballast = inst.path("ballast")
        with open(ballast, "wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                pass
        done = leep("submit", sample(LAIT), "--no-wait", "--dir", inst.dir, env=environment())
        self.assertNotEqual(done.returncode, 0)
        self.assertTrue(done.stderr.startswith("leep: "), done.stderr)
        inst.wait_answers()
        self.assertEqual(inst.csv("indicators"), figures)
        os.unlink(ballast)
        inst.wait_answers()
        inst.submit_sample(OFSTED)
        self.assertEqual(len(inst.alerts()), 38)
        self.assertEqual([row["outcome"] for row in inst.csv("submissions")][0], "accepted")
        inst.wait_quiet()
        for live, rebuilt in inst.digests().values():
            self.assertEqual(live, rebuilt)

    def test_disk_that_fills_in_the_middle_of_the_flow(self):
        inst = self.inst
        inst.start()
        inst.submit_sample(CENSUS)
        inst.wait_quiet()
        ballast = inst.path("ballast")
        space = os.statvfs(inst.dir)
        with open(ballast, "wb") as file:
            file.write(bytes(max(0, space.f_bavail * space.f_bsize - 700 * 1024)))
        for name in ALL[1:]:
            leep("submit", sample(name), "--no-wait", "--dir", inst.dir, env=environment())
        os.unlink(ballast)
        inst.submit_sample()
        inst.wait_quiet()
        self.assertEqual(len([row for row in inst.alerts() if row["urn"]]), 54)
        for live, rebuilt in inst.digests().values():
            self.assertEqual(live, rebuilt)


class spool_that_cannot_be_written(unittest.TestCase):
    def test_messages_wait_and_leave_once_when_it_can(self):
        inst = Installation()
        self.addCleanup(inst.end)
        with open(inst.path("spool"), "w", encoding="ascii"):
            pass  # a file stands where the folder should be
        inst.start()
        pids = inst.pids()
        inst.submit_sample(CENSUS, OFSTED)
        self.assertEqual(len(inst.alerts()), 38)
        harness.wait_until(lambda: "message not sent" in inst.lines(), "alerts says that it cannot send")
        self.assertEqual(inst.counter("alerts", "messages_sent"), 0)
        self.assertEqual(inst.counter("alerts", "messages_waiting"), 38)
        self.assertEqual(inst.pids(), pids)
        os.unlink(inst.path("spool"))
        inst.wait_counter("alerts", "messages_sent", lambda sent: sent == 38)
        self.assertEqual(len([name for name in os.listdir(inst.path("spool")) if name.endswith(".eml")]), 38)
        inst.wait_quiet()
        for live, rebuilt in inst.digests().values():
            self.assertEqual(live, rebuilt)
