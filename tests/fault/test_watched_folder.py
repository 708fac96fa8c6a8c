# SPDX-License-Identifier: MIT
"""The watched folder when something goes wrong: it disappears, services die, files change, there is no room. Nothing that
was put there is lost, and nothing is taken in twice."""

import json
import os
import shutil
import signal
import subprocess

import harness
from harness import ALL, CENSUS, LAIT, OFSTED, environment, free_port, sample, wait_until
from watched import RECEIPT, Watched


def processor_time(pid):
    """Clock ticks that a process has used."""
    with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


class folder_that_disappears(Watched):
    def come_back_with_a_file(self, times=2):
        self.wait_watching(times)
        self.assertEqual(len(self.said("folder is not there")), times - 1)
        self.put("census_2018-19.csv", source=sample(CENSUS))
        self.assertEqual(self.receipt("accepted", "census_2018-19.csv")["outcome"], "accepted")

    def wait_gone(self):
        wait_until(lambda: self.said("folder is not there"), "it is told")

    def test_removed_and_made_again(self):
        self.start()
        os.rmdir(self.drop)
        self.wait_gone()
        os.mkdir(self.drop)
        self.come_back_with_a_file()

    def test_moved_away_and_another_put_in_its_place(self):
        self.start()
        away = self.drop + ".away"
        self.addCleanup(shutil.rmtree, away, ignore_errors=True)
        os.rename(self.drop, away)
        self.wait_gone()
        with open(os.path.join(away, "late.csv"), "wb") as file:
            file.write(self.unknown())
        os.mkdir(self.drop)
        self.come_back_with_a_file()
        self.assertEqual(os.listdir(away), ["late.csv"])

    def test_replaced_in_one_step(self):
        self.start()
        other = self.drop + ".other"
        os.mkdir(other)
        os.rename(other, self.drop)
        self.wait_watching(2)
        self.put("a.csv")
        self.receipt("refused", "a.csv")

    def test_absent_at_the_start_without_being_busy(self):
        os.rmdir(self.drop)
        self.inst.start()
        self.wait_gone()
        pid, since = self.watcher(), self.inst.counter("ingest", "uptime_ms")
        used = processor_time(pid)
        # Two looks by the uptime of a service.
        self.inst.wait_counter("ingest", "uptime_ms", lambda now: now > since + 5000)
        self.assertLess(processor_time(pid) - used, 20)
        self.assertEqual(len(self.said("folder is not there")), 1)
        os.mkdir(self.drop)
        self.wait_watching()
        self.put("a.csv")
        self.receipt("refused", "a.csv")

    def test_unmounted_and_mounted_again(self):
        mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", self.drop]
        if os.geteuid() != 0 or subprocess.run(mount, stderr=subprocess.DEVNULL, check=False).returncode != 0:
            self.skipTest("a file system cannot be mounted here")
        self.addCleanup(subprocess.run, ["umount", "-l", self.drop], stderr=subprocess.DEVNULL, check=False)
        self.start()
        self.barrier()
        # Watching it does not hold it.
        wait_until(lambda: subprocess.run(["umount", self.drop], stderr=subprocess.DEVNULL,
                                          check=False).returncode == 0, "it can be unmounted")
        wait_until(lambda: self.said("folder is not there"), "it is told")
        subprocess.run(mount, check=True)
        self.put("a.csv")
        self.receipt("refused", "a.csv")


class services_that_die(Watched):
    def wait_all_taken(self, names):
        for name in names:
            self.receipt("accepted", os.path.basename(name))
        self.assertEqual(self.lying(), [])
        self.inst.wait_quiet()
        received = self.inst.csv("submissions")
        self.assertEqual(sorted(os.path.basename(row["name"]) for row in received),
                         sorted(os.path.basename(name) for name in names))
        for live, rebuilt in self.inst.digests().values():
            self.assertEqual(live, rebuilt)

    def test_files_wait_while_they_are_down_and_are_taken_once_when_they_are_back(self):
        self.inst.settings.pop("LEEP_DROP")
        with open(self.inst.log, "ab") as log:
            watcher = subprocess.Popen([harness.LEEP, "folder", self.drop, "--dir", self.inst.dir], env=environment(),
                                       stderr=log)
        self.addCleanup(watcher.wait)
        self.addCleanup(watcher.kill)
        self.wait_watching()
        for name in ALL:
            self.put(os.path.basename(name), source=sample(name))
        wait_until(lambda: self.said("services do not answer"), "it is told")
        self.assertEqual(len(self.lying()), len(ALL))
        self.inst.start()
        wait_until(lambda: not self.lying(), "all are taken")
        self.assertEqual(len(self.said("services do not answer")), 1)
        self.assertEqual(len(self.said("services answer again")), 1)
        # The year of some is in the folder of the sample, and this folder says none: those are refused.
        self.assertEqual(len(self.inst.csv("submissions")), len(ALL))

    def test_killed_again_and_again_while_files_are_taken(self):
        self.start()
        names = {os.path.basename(name): name for name in (CENSUS, LAIT, OFSTED)}
        for i, victim in enumerate(("ingest", "reports", "indicators", "ingest", "reports", "ingest")):
            pids = self.inst.pids()
            if i < len(names):
                name = sorted(names)[i]
                with open(sample(names[name]), "rb") as file:
                    self.put("2018-19_" + name, file.read())
            if victim in pids:
                os.kill(pids[victim], signal.SIGKILL)
            self.inst.wait_answers()
        self.wait_all_taken(["2018-19_" + name for name in names])

    def test_watcher_killed_while_files_are_taken(self):
        self.start()
        names = []
        for i, name in enumerate((CENSUS, LAIT, OFSTED)):
            names.append(f"2018-19_{i}.csv")
            self.put(names[-1], source=sample(name))
            os.kill(self.watcher(), signal.SIGKILL)
            wait_until(lambda n=i + 2: self.inst.lines().count('service=folder event="watching"') >= n, "it is back")
        self.wait_all_taken(names)


    def test_watcher_killed_between_receipt_and_move(self):
        """What it leaves is a receipt without its file, whole or only begun; the file is taken under its own name."""
        self.start()
        self.put("2018-19_a.csv", source=sample(CENSUS))
        first = self.receipt("accepted", "2018-19_a.csv")
        for begun in (False, True):
            os.rename(self.path("accepted", "2018-19_a.csv"), self.path("again.part"))
            if begun:
                os.truncate(self.path("accepted", "2018-19_a.csv" + RECEIPT), 0)
            os.rename(self.path("again.part"), self.path("2018-19_a.csv"))
            receipt = self.receipt("accepted", "2018-19_a.csv")
            self.assertEqual((receipt["sha256"], receipt["duplicate"]), (first["sha256"], True))
        self.assertEqual(self.everything(), ["accepted/2018-19_a.csv", "accepted/2018-19_a.csv" + RECEIPT])

    def test_receipt_whose_file_was_taken_elsewhere_is_left_alone(self):
        self.start()
        self.put("2018-19_a.csv", source=sample(CENSUS))
        first = self.receipt("accepted", "2018-19_a.csv")
        os.remove(self.path("accepted", "2018-19_a.csv"))
        self.put("2018-19_a.csv", source=sample(OFSTED))
        self.assertNotEqual(self.receipt("accepted", "2018-19_a-2.csv")["sha256"], first["sha256"])
        with open(self.path("accepted", "2018-19_a.csv" + RECEIPT), encoding="utf-8") as file:
            self.assertEqual(json.load(file), first)


class files_that_change(Watched):
    """A file that is written over while ingest stands still, so that the watcher is in the middle of it."""

    def setUp(self):
        super().setUp()
        self.start()
        self.ingest = self.inst.pids()["ingest"]
        self.addCleanup(self.go_on)
        with open(sample(LAIT), "rb") as file:
            self.content = file.read()

    def go_on(self):
        try:
            os.kill(self.ingest, signal.SIGCONT)
        except ProcessLookupError:
            pass

    def write_over(self, name):
        with open(self.path(name), "r+b") as file:
            file.truncate(0)
            self.go_on()
            file.write(self.content)
        self.assertEqual(self.receipt("accepted", name)["bytes"], len(self.content))
        self.assertEqual([row["bytes"] for row in self.inst.csv("submissions")], [str(len(self.content))])

    def has_open(self, name):
        pid = self.watcher()
        for entry in os.listdir(f"/proc/{pid}/fd"):
            try:
                if os.readlink(f"/proc/{pid}/fd/{entry}") == self.path(name):
                    return True
            except OSError:
                continue
        return False

    def test_before_it_is_sent_it_is_taken_as_it_became(self):
        os.kill(self.ingest, signal.SIGSTOP)
        self.put("lait.csv", self.content[:1000])
        wait_until(lambda: self.has_open("lait.csv"), "it is looked at")
        self.write_over("lait.csv")

    def test_while_it_is_sent_it_is_taken_as_it_became(self):
        rows = self.content[self.content.index(b"\n") + 1:]
        with open(self.path("lait.part"), "wb") as file:
            file.write(self.content)
            for _ in range(200 * 1024 * 1024 // len(rows)):
                file.write(rows)
        uploads = self.inst.path("originals", "uploads")
        os.rename(self.path("lait.part"), self.path("lait.csv"))
        wait_until(lambda: os.listdir(uploads), "it is being sent")
        os.kill(self.ingest, signal.SIGSTOP)
        self.assertEqual(len(os.listdir(uploads)), 1, "it was sent already")
        self.write_over("lait.csv")
        self.assertEqual(os.listdir(uploads), [])


class another_users_files(Watched):
    """The watcher is not who writes the files: no lease tells it whether somebody does, and some it may not read."""

    NOBODY = 65534

    def setUp(self):
        super().setUp()
        del self.inst.settings["LEEP_DROP"]
        self.settings = {"LEEP_LINK": "tcp:127.0.0.1", "LEEP_PORT": free_port(10), "LEEP_DIR": "/nowhere"}
        self.inst.settings.update(self.settings)
        if os.geteuid() != 0 or subprocess.run([harness.LEEP, "help"], user=self.NOBODY, group=self.NOBODY,
                                               stdout=subprocess.DEVNULL, check=False).returncode != 0:
            self.skipTest("a program cannot be run as another user here")
        os.chown(self.drop, self.NOBODY, self.NOBODY)
        self.inst.start()

    def watch(self):
        with open(self.inst.log, "ab") as log:
            watcher = subprocess.Popen([harness.LEEP, "folder", self.drop], env=environment(self.settings), stderr=log,
                                       user=self.NOBODY, group=self.NOBODY, extra_groups=[])
        self.addCleanup(watcher.wait)
        self.addCleanup(watcher.kill)
        self.wait_watching()

    def test_found_file_is_taken_when_it_has_been_left_alone(self):
        self.put("old.csv")
        os.utime(self.path("old.csv"), (0, 0))
        self.put("new.csv")
        self.watch()
        self.receipt("refused", "old.csv")
        self.assertEqual(self.lying(), ["new.csv"])
        # One that is heard of is complete.
        self.put("heard.csv")
        self.receipt("refused", "heard.csv")
        self.receipt("refused", "new.csv")

    def test_file_that_may_not_be_read_is_told_of_once_and_taken_when_it_may(self):
        self.put("closed.csv")
        os.chmod(self.path("closed.csv"), 0)
        self.watch()
        told = 'event="files left" reason="cannot be read" files=1 first="closed.csv"'
        wait_until(lambda: told in self.inst.lines(), "it is told")
        self.put("open.csv")
        self.receipt("refused", "open.csv")
        self.assertEqual(self.inst.lines().count(told), 1)
        self.assertEqual(self.lying(), ["closed.csv"])
        os.chmod(self.path("closed.csv"), 0o644)
        self.receipt("refused", "closed.csv")


class no_room(Watched):
    def test_what_cannot_be_moved_lies_until_it_can_and_is_taken_once(self):
        os.symlink("nowhere", self.path("accepted"))
        self.start()
        self.put("2018-19.csv", source=sample(CENSUS))
        told = 'event="files left" reason="cannot be moved"'
        wait_until(lambda: told in self.inst.lines(), "it is told")
        # More looks tell nothing more.
        self.inst.wait_counter("ingest", "submissions_repeated", lambda n: n >= 3)
        self.assertEqual(self.inst.lines().count(told), 1)
        self.assertEqual(self.lying(), ["2018-19.csv", "accepted"])
        os.unlink(self.path("accepted"))
        self.assertTrue(self.receipt("accepted", "2018-19.csv")["duplicate"])
        self.assertEqual(len(self.inst.csv("submissions")), 1)

    def test_full_disk(self):
        if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", self.drop],
                                               stderr=subprocess.DEVNULL, check=False).returncode != 0:
            self.skipTest("a file system cannot be mounted here")
        self.addCleanup(subprocess.run, ["umount", "-l", self.drop], check=True)
        self.start()
        os.kill(self.watcher(), signal.SIGSTOP)
        self.put("2018-19.csv", source=sample(CENSUS))
        with open(self.path(".ballast"), "wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                pass
        os.kill(self.watcher(), signal.SIGCONT)
        wait_until(lambda: self.said("files left"), "it is told")
        self.assertEqual(self.lying(), [".ballast", "2018-19.csv"])
        os.unlink(self.path(".ballast"))
        self.assertEqual(self.receipt("accepted", "2018-19.csv")["submission"], 1)
        self.assertEqual(len(self.inst.csv("submissions")), 1)
