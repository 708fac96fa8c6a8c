# SPDX-License-Identifier: MIT
"""A service that stands still, or whose past has been replaced."""

import os
import shutil
import signal
import subprocess
import unittest

import harness
from harness import (ABSENCE, ALL, CENSUS, KS4, OFSTED, Dealer, Installation, environment, pb, sample, wait_until)

# Of the streams: after so long without a word a peer is called anew.
LIVENESS_MS = 3000


class standing_still(unittest.TestCase):
    def setUp(self):
        self.inst = Installation()
        self.addCleanup(self.inst.end)
        self.inst.start()
        self.inst.submit_sample(CENSUS)
        self.inst.wait_quiet()

    def stand_still(self, service):
        """Stopped for longer than the liveness, by the uptime of a neighbour."""
        pid = self.inst.pids()[service]
        other = "gateway" if service != "gateway" else "reports"
        os.kill(pid, signal.SIGSTOP)
        self.addCleanup(self.go_on, pid)
        return pid, lambda since: self.inst.counter(other, "uptime_ms") > since + LIVENESS_MS + 1500, other

    @staticmethod
    def go_on(pid):
        try:
            os.kill(pid, signal.SIGCONT)
        except ProcessLookupError:
            pass

    def test_nothing_is_lost_on_a_consumer_or_producer_that_pauses_longer_than_the_liveness(self):
        stopped = {}
        since = self.inst.counter("gateway", "uptime_ms")
        for service in ("indicators", "alerts"):
            stopped[service], passed, _ = self.stand_still(service)
        sending = subprocess.Popen([harness.LEEP, "submit", *map(sample, (KS4, OFSTED)), "--dir", self.inst.dir],
                                   env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.addCleanup(sending.stdout.close)
        self.addCleanup(sending.kill)
        wait_until(lambda: passed(since), "longer than the liveness")
        self.assertIsNone(sending.poll(), "the submission waits")
        for pid in stopped.values():
            self.go_on(pid)
        said = sending.communicate(timeout=harness.PATIENCE)[0].decode()
        self.assertEqual(sending.returncode, 0, said)
        self.inst.wait_quiet()
        self.assertEqual(len([row for row in self.inst.alerts() if row["urn"]]), 46)
        self.assertEqual({service: self.inst.pids()[service] for service in stopped}, stopped)
        for live, rebuilt in self.inst.digests().values():
            self.assertEqual(live, rebuilt)
        for service in ("indicators", "alerts", "reports"):
            health = self.inst.health(service)
            self.assertEqual({value for key, value in health.items() if key.endswith(".state")}, {"following"})
            self.assertEqual(health["dead_letters"], "0")


class crowded_out(unittest.TestCase):
    def test_service_that_found_no_place_among_the_consumers_gets_one_when_there_is_room(self):
        with Installation() as inst:
            inst.submit_sample(CENSUS)
            crowd = []
            self.addCleanup(lambda: [dealer.close() for dealer in crowd])
            for _ in range(70):
                dealer = Dealer(inst.endpoint("ingest", "stream"))
                crowd.append(dealer)
                dealer.send(pb(1, pb(1, 1) + pb(2, "crowd") + pb(5, 1 << 20)))
            inst.wait_counter("ingest", "consumers", lambda n: n >= 64)
            before = inst.pids()["indicators"]
            os.kill(before, signal.SIGKILL)
            wait_until(lambda: inst.pids().get("indicators", before) != before, "indicators is started again")
            inst.wait_answers("indicators")
            for dealer in crowd:
                dealer.close()
            wait_until(lambda: (inst.health("indicators") or {}).get("input.ingest.state") == "following",
                       "indicators follows ingest once there is room", 30)


class another_past(unittest.TestCase):
    """The state of a producer was replaced: whoever followed the old one stops and says so rather than guess."""

    def replaced(self, replace):
        inst = Installation()
        self.addCleanup(inst.end)
        inst.start()
        inst.submit_sample(CENSUS, KS4)
        inst.wait_quiet()
        copy = inst.dir + ".old"
        inst.stop()
        self.addCleanup(shutil.rmtree, copy, ignore_errors=True)
        shutil.copytree(inst.path("ingest"), copy)
        inst.start()
        inst.submit_sample(OFSTED)
        inst.wait_quiet()
        before = inst.alerts()
        inst.stop()
        shutil.rmtree(inst.path("ingest"))
        if replace == "older":
            shutil.copytree(copy, inst.path("ingest"))
        inst.start()
        return inst, before

    def stopped(self, inst, before, why):
        for service in ("indicators", "reports"):
            health = wait_until(lambda s=service: (h := inst.health(s)) and h["input.ingest.state"] == "rejected" and h,
                                f"{service} stops")
            self.assertRegex(health["input.ingest.reason"], why)
            self.assertIn(f"service={service} event=\"stream rejected\" stream=ingest", inst.lines())
        cursor = inst.counter("indicators", "input.ingest.cursor")
        inst.submit(sample(ABSENCE), "--no-wait")
        inst.wait_counter("ingest", "pending", lambda n: n == 0)
        inst.wait_answers()
        self.assertEqual(inst.counter("indicators", "input.ingest.cursor"), cursor)
        self.assertEqual(inst.alerts(), before, "what was known stays readable")

    def test_another_log_is_not_followed(self):
        inst, before = self.replaced("another")
        self.stopped(inst, before, "another log")

    def test_older_copy_of_the_log_is_not_followed(self):
        inst, before = self.replaced("older")
        self.stopped(inst, before, "beyond the end")


class lost_downstream(unittest.TestCase):
    def test_service_whose_own_state_is_lost_reads_everything_again(self):
        with Installation() as inst:
            inst.submit_sample(*ALL)
            inst.wait_quiet()
            before = (inst.alerts(), inst.csv("indicators"))
            inst.stop()
            shutil.rmtree(inst.path("reports"))
            inst.start()
            inst.wait_quiet()
            self.assertEqual((inst.alerts(), inst.csv("indicators")), before)
            for live, rebuilt in inst.digests().values():
                self.assertEqual(live, rebuilt)
