# SPDX-License-Identifier: MIT
"""What the people who run it rely on: starting, stopping, settings, exit statuses, and the proof of the state."""

import glob
import os
import shutil
import signal
import subprocess
import tempfile
import unittest

import harness
from harness import (ALL, CENSUS, DONE, KS4, NO_ANSWER, OFSTED, REFUSED, SERVICES, WRONG, Installation, WithInstallation,
                     environment, free_port, leep, process_runs, wait_until)


class exit_statuses(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.mkdtemp(prefix="leep-", dir="/tmp")
        self.addCleanup(shutil.rmtree, self.dir, ignore_errors=True)

    def test_no_installation_running_is_3(self):
        done = leep("status", "--dir", self.dir, check=NO_ANSWER)
        self.assertEqual(done.stdout.count("does not answer"), len(SERVICES))

    def test_unknown_command_option_or_service_is_1(self):
        for words in (("applaud",), (), ("status", "--loud"), ("status", "applause"), ("indicators", "--colour", "red"),
                      ("submit", "--dir", self.dir), ("submit", "--format"), ("replay", "--dir", self.dir),
                      ("submissions", "--rejects", "--dir", self.dir), ("run", "fast", "--dir", self.dir)):
            done = leep(*words, check=WRONG)
            self.assertTrue(done.stderr, words)

    def test_help_is_0_and_names_every_command(self):
        said = leep("--help", check=DONE).stdout
        for command in ("run", "demo", "submit", "submissions", "indicators", "alerts", "alert", "watch", "report",
                        "status", "replay"):
            self.assertIn(f"leep {command} ", said)

    def test_option_that_is_unknown_is_named(self):
        self.assertIn("--colour", leep("indicators", "--colour", "red", check=WRONG).stderr)


class settings(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.mkdtemp(prefix="leep-", dir="/tmp")
        self.addCleanup(shutil.rmtree, self.dir, ignore_errors=True)

    def refused(self, conf, expected, **variables):
        with open(os.path.join(self.dir, "leep.conf"), "w", encoding="utf-8") as file:
            file.write(conf)
        for words in (("run",), ("status",)):
            done = leep(*words, "--dir", self.dir, env=environment(variables), check=WRONG)
            for part in expected:
                self.assertIn(part, done.stderr)
        self.assertEqual(os.listdir(self.dir), ["leep.conf"], "nothing has been started or made")

    def test_unknown_key_of_the_file_is_refused_with_line_and_name(self):
        self.refused("# ours\nclock = real\ncolour = red\n", ("leep.conf", "line 3", "colour"))

    def test_line_without_a_value_is_refused(self):
        self.refused("clock\n", ("line 1", "key = value"))

    def test_unknown_variable_is_refused_with_its_name(self):
        self.refused("", ("LEEP_COLOUR",), LEEP_COLOUR="red")

    def test_value_out_of_range_is_refused(self):
        self.refused("port = 80\n", ("port", "1024"))

    def test_setting_of_one_service_is_checked_by_that_service(self):
        done = leep("indicators", "--dir", self.dir, env=environment({"LEEP_LINK": "pigeon"}))
        self.assertEqual(done.returncode, WRONG)
        self.assertIn("pigeon", done.stderr)

    def test_folder_with_too_long_a_path_is_refused(self):
        long = os.path.join(self.dir, "x" * 100)
        done = leep("status", "--dir", long)
        self.assertNotEqual(done.returncode, DONE)

    def test_environment_wins_over_the_file(self):
        port = free_port(10)
        with open(os.path.join(self.dir, "leep.conf"), "w", encoding="utf-8") as file:
            file.write(f"link = pigeon\nport = {port}\n")
        inst = Installation(self.dir, LEEP_LINK="tcp:127.0.0.1")
        self.addCleanup(inst.end)
        inst.settings["LEEP_PORT"] = str(port)
        inst.start()
        self.assertEqual(inst.leep("status").returncode, DONE)


class life(unittest.TestCase):
    def test_status_shows_every_service_and_one_in_full(self):
        with Installation() as inst:
            rows = inst.csv("status")
            self.assertEqual([row["service"] for row in rows], list(SERVICES))
            self.assertEqual({row["state"] for row in rows}, {"answers"})
            self.assertEqual({row["service"]: int(row["pid"]) for row in rows}, inst.pids())
            harness.wait_until(lambda: "input.ingest.state=following" in inst.leep("status", "indicators", check=DONE).stdout,
                           "indicators follows ingest")

    def test_second_run_on_the_folder_is_refused_and_harms_nothing(self):
        with Installation() as inst:
            before = inst.pids()
            done = inst.leep("run", check=WRONG)
            self.assertIn("is running already", done.stderr)
            self.assertEqual(inst.pids(), before)

    def test_demonstration_on_a_folder_in_use_is_refused(self):
        with Installation() as inst:
            inst.submit_sample(CENSUS)
            self.assertNotEqual(inst.leep("demo", "--once").returncode, DONE)
            self.assertEqual(len(inst.csv("submissions")), 1)

    def test_dead_service_is_started_again(self):
        with Installation() as inst:
            for service in SERVICES:
                before = inst.pids()[service]
                os.kill(before, signal.SIGKILL)
                wait_until(lambda s=service, b=before: inst.pids().get(s, b) != b, f"{service} is started again")
                inst.wait_answers(service)
            inst.submit_sample(CENSUS, OFSTED)
            self.assertEqual(len(inst.alerts()), 38)

    def test_sigterm_stops_everything_in_time(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with Installation() as inst:
                inst.submit_sample(CENSUS, KS4)
                pids = list(inst.pids().values())
                self.assertEqual(len(pids), len(SERVICES))
                inst.supervisor.send_signal(number)
                self.assertEqual(inst.supervisor.wait(10), 0)
                self.assertEqual([pid for pid in pids if process_runs(pid)], [])
                self.assertEqual(inst.lines().count('event="stopped"'), len(SERVICES))

    def test_services_do_not_outlive_a_supervisor_that_is_killed(self):
        with Installation() as inst:
            pids = list(inst.pids().values())
            inst.supervisor.kill()
            wait_until(lambda: not any(process_runs(pid) for pid in pids), "the services end")

    def test_what_was_there_is_there_after_a_restart(self):
        with Installation() as inst:
            inst.submit_sample()
            inst.wait_quiet()
            before = (inst.digests(), inst.alerts(), inst.csv("indicators"))
            self.assertEqual(inst.stop(), 0)
            inst.start()
            self.assertEqual((inst.digests(), inst.alerts(), inst.csv("indicators")), before)

    def test_folder_may_be_moved(self):
        with Installation() as inst:
            inst.submit_sample(CENSUS, OFSTED)
            inst.stop()
            moved = Installation(inst.dir + "m")
            self.addCleanup(moved.end)
            os.rename(inst.dir, moved.dir)
            moved.start()
            self.assertEqual(len(moved.alerts()), 38)
            self.assertEqual(len(moved.digests()), 4)

    def test_folder_of_another_version_is_refused_at_once_and_says_what_to_do(self):
        with Installation() as inst:
            self.assertEqual(inst.stop(), 0)
            kept = os.path.join(inst.dir, "kept")
            for service, now in (("indicators", 2), ("alerts", 3), ("reports", 3)):
                # The first schema of these three was the gateway's, whose state has no tables of its own.
                shutil.move(inst.path(service), kept)
                shutil.copytree(inst.path("gateway"), inst.path(service))
                done = inst.leep("run", timeout=harness.PATIENCE / 3, check=WRONG)
                self.assertIn(f"'{inst.path(service)}': written by an earlier version of LEEP (schema 1, now {now}). "
                              "Start afresh in another folder and submit the files again", done.stderr)
                self.assertIn(f"leep: {service} cannot read its data", done.stderr)
                self.assertNotIn("ready", done.stdout)
                shutil.rmtree(inst.path(service))
                shutil.move(kept, inst.path(service))
            inst.start()

    def test_demonstration_runs_once_and_leaves_no_process(self):
        folder = tempfile.mkdtemp(prefix="leep-", dir="/tmp")
        self.addCleanup(shutil.rmtree, folder)
        done = leep("demo", "--once", "--dir", os.path.join(folder, "demo"), check=DONE)
        self.assertIn("Hinckley Academy", done.stdout)
        self.assertIn("rank 6 of 11", done.stdout)
        for paper in ("performance", "indicators-a-g"):
            self.assertTrue(glob.glob(os.path.join(folder, "demo", "papers", f"{paper}-855-*.html")), paper)
        self.assertIn("The services have been stopped", done.stdout)
        with open(os.path.join(folder, "demo", "run", "leep.pid"), encoding="ascii") as file:
            self.assertFalse(process_runs(int(file.read())))


class over_tcp(unittest.TestCase):
    def test_services_work_the_same(self):
        answers = []
        for settings_ in ({}, {"LEEP_LINK": "tcp:127.0.0.1", "LEEP_PORT": str(free_port(10))}):
            with Installation(LEEP_CLOCK="fixed:2026-01-05T09:00:00Z", **settings_) as inst:
                for name in ALL:
                    inst.submit_sample(name)
                    inst.wait_quiet()
                seen = (inst.csv("indicators"), inst.alerts(), inst.spool())
                if settings_:
                    # a path means something only on the machine itself
                    self.assertIn("over ipc", inst.leep("replay", "--verify", check=REFUSED).stderr)
                    self.assertEqual(inst.stop(), 0)
                answers.append((*seen, inst.digests()))
        self.assertEqual(*answers)


class proof_of_the_state(WithInstallation):
    files = ALL

    def test_digests_are_printed_twice_while_running_and_at_rest(self):
        running = self.inst.digests()
        self.assertEqual(list(running), ["ingest", "indicators", "alerts", "reports"])
        for name, (live, rebuilt) in running.items():
            self.assertRegex(live, "^[0-9a-f]{64}$")
            self.assertEqual(live, rebuilt, name)
        self.assertEqual(self.inst.stop(), 0)
        try:
            self.assertEqual(self.inst.digests(), running)
        finally:
            self.inst.start()

    def test_nothing_is_left_behind(self):
        before = sorted(os.listdir(self.inst.dir))
        self.inst.digests()
        self.assertEqual(sorted(os.listdir(self.inst.dir)), before)

    def test_papers_and_actions_are_part_of_it(self):
        self.inst.leep("report", "performance", "--area", "855", "--period", "2012/13", check=DONE)
        self.inst.leep("alert", 1, "ack", check=DONE)
        self.inst.wait_quiet()
        for live, rebuilt in self.inst.digests().values():
            self.assertEqual(live, rebuilt)


class damage(unittest.TestCase):
    """A bit of a stored value is flipped, as a failing disk would, in an installation at rest."""

    def setUp(self):
        self.inst = Installation()
        self.addCleanup(self.inst.end)
        self.inst.start()
        self.inst.submit_sample(CENSUS, OFSTED)
        self.inst.wait_quiet()
        self.sha256 = self.inst.json("submissions")[0]["sha256"]
        self.inst.stop()

    def alter(self, path, old, new):
        with open(path, "r+b") as file:
            content = file.read()
            self.assertIn(old, content)
            file.seek(0)
            file.write(content.replace(old, new))

    def noticed(self, service, path, old, new, with_name=True):
        with open(path, "rb") as file:
            whole = file.read()
        self.alter(path, old, new)
        # Started again: then nobody has to wait until it is sure that nobody answers.
        inst = self.inst
        try:
            inst.spawn()
            inst.wait_ready()
            done = inst.leep("replay", "--verify")
        finally:
            inst.stop()
        self.assertNotEqual(done.returncode, DONE, done.stdout)
        if with_name:
            self.assertIn(service, done.stderr)
        with open(path, "wb") as file:
            file.write(whole)

    def test_flipped_byte_in_a_stored_value_is_noticed(self):
        for service, now in (("indicators", 2), ("alerts", 3), ("reports", 3)):
            with self.subTest(service=service):
                self.noticed(service, self.inst.path(service, "data.mdb"), b"Hinckley Academy", b"Hinckle9 Academy")

    def test_flipped_byte_in_the_log_of_ingest_is_noticed(self):
        self.noticed("ingest", self.inst.path("ingest", "data.mdb"), b"Hinckley Academy", b"Hinckle9 Academy")

    def test_altered_original_is_noticed(self):
        self.noticed("ingest", self.inst.path("originals", self.sha256[:2], self.sha256), b",855,", b",856,")


class several_at_once(unittest.TestCase):
    def test_many_senders_are_all_served(self):
        with Installation() as inst:
            sending = [subprocess.Popen([harness.LEEP, "submit", harness.sample(name), "--dir", inst.dir],
                                        env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
                       for name in ALL * 3]
            for process in sending:
                said = process.communicate(timeout=harness.PATIENCE)[0].decode()
                self.assertEqual(process.returncode, 0, said)
            self.assertEqual(len(inst.csv("submissions")), len(ALL))
            self.assertEqual(len(inst.alerts("--rule", "ofsted.inadequate")), 6)
            inst.wait_quiet()
            for live, rebuilt in inst.digests().values():
                self.assertEqual(live, rebuilt)
