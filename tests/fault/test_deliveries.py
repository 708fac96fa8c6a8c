# SPDX-License-Identifier: MIT
"""Messages leave at least once, whatever becomes of the process that sends them: killed at any instant, nothing is lost, and
what comes again comes under the same key and with the same content."""

import os
import random
import shutil
import signal
import subprocess
import tempfile
import threading
import unittest

import harness
from harness import BUILD, CENSUS, KS4, OFSTED, Installation, environment
from mailserver import Sink
from receivers import Receiver, check_signature, webhook_secret

SEED = 200
KILLS = 36
HOOKS = ("one", "two", "three", "four")
CHANNELS = ("mail", *(f"webhook:{name}" for name in HOOKS))


class Life:
    """One life of the service, and the delivery at which it is to end: before the receiver answers, after it, or some
    thousandths of a second later."""

    def __init__(self, inst, choice, shim):
        env = environment(inst.settings)
        self.left = choice.randint(1, 9)
        self.how = choice.choice(("before", "after", "later", "commit") if shim else ("before", "after", "later"))
        self.wait = choice.random() * 0.02
        if self.how == "commit":
            env.update(LD_PRELOAD=shim, DIE_SIDE=choice.choice(("before", "after")), DIE_AT=str(choice.randint(1, 9)))
        with open(inst.log, "ab") as log:
            self.process = subprocess.Popen([os.path.join(BUILD, "bin", "leep-alerts"), "--dir", inst.dir], env=env,
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def delivered(self):
        """One more has come: in the thread of a receiver, before it answers."""
        self.left -= 1
        if self.left != 0 or self.how == "commit":
            return
        if self.how == "before":
            self.process.kill()
        else:
            threading.Timer(0 if self.how == "after" else self.wait, self.process.kill).start()


class killed_while_it_delivers(unittest.TestCase):
    def setUp(self):
        self.choice = random.Random(SEED)
        self.lock, self.life = threading.Lock(), None
        self.folder = tempfile.mkdtemp(prefix="leep-secrets-", dir="/tmp")
        self.addCleanup(shutil.rmtree, self.folder)
        self.receiver = Receiver(self, heard=self.heard)
        self.sink = Sink(self, heard=self.heard)
        self.inst = Installation()
        self.addCleanup(self.inst.end)

    def heard(self, _key):
        with self.lock:
            if self.life is not None:
                self.life.delivered()

    def shim(self):
        """What kills the service at a commit; none with the sanitizers, which do not go with a preloaded library."""
        if harness.sanitized():
            return None
        made = os.path.join(self.folder, "die_at_commit.so")
        source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "die_at_commit.c")
        subprocess.run([os.environ.get("CC", "cc"), "-D_GNU_SOURCE", "-std=c11", "-O1", "-fPIC", "-shared", source, "-o", made,
                        "-ldl"], check=True)
        return made

    def write(self, name, text):
        with open(self.inst.path(name), "w", encoding="utf-8") as file:
            file.write(text)

    def fill(self):
        """Everything waits: the settings of delivery are faulty."""
        channels = ", ".join(f"'{channel}'" for channel in CHANNELS)
        self.write("caseloads.yaml", "authority: 855\nadviser_for_schools_not_listed: {name: Ann, "
                                     f"email: ann@council.example, channels: [{channels}]}}\nadvisers: []\n")
        self.write("delivery.yaml", "faulty\n")
        self.inst.start()
        self.inst.submit_sample(CENSUS, OFSTED, KS4)
        waiting = [(row["channel"], row["key"]) for row in self.inst.csv("deliveries")]
        self.assertEqual(self.inst.stop(), 0)
        with open(os.path.join(self.folder, "secret"), "w", encoding="ascii") as file:
            file.write(webhook_secret())
        os.chmod(file.name, 0o600)
        hooks = ", ".join(f"{{name: {name}, url: '{self.receiver.url}/{name}', secret_file: '{file.name}'}}" for name in HOOKS)
        self.write("delivery.yaml", f"mail: {{host: 127.0.0.1, port: {self.sink.port}, tls: none}}\nwebhooks: [{hooks}]\n")
        return waiting

    def arrived(self):
        """(channel, key, content) of all that came, in the order in which it did."""
        found = [("mail", key, raw) for key, raw in self.sink.messages]
        for request in list(self.receiver.requests):
            ident, _ = check_signature(self, request)
            found.append(("webhook:" + request["path"][1:], ident, request["body"]))
        return found

    def test_nothing_is_lost_and_what_comes_again_is_the_same(self):
        waiting = self.fill()
        self.assertGreaterEqual(len(waiting), 200)
        kills, shim = 0, self.shim()
        while len({(channel, key) for channel, key, _ in self.arrived()}) < len(waiting) and kills < 2 * KILLS:
            with self.lock:
                self.life = Life(self.inst, self.choice, shim)
            status = self.wait(self.life.process, waiting)
            if status is None:
                break
            self.assertEqual(status, -signal.SIGKILL, self.inst.lines()[-2000:])
            kills += 1
        self.assertGreaterEqual(kills, KILLS)
        with self.lock:
            self.life = None
        self.inst.start()
        self.inst.wait_quiet()
        self.check(waiting)

    def wait(self, process, waiting):
        """Its status when it has died; None, ended by us, when there was nothing left to kill it at."""
        done = []

        def ended():
            if process.poll() is not None:
                done.append(process.returncode)
            elif len({(channel, key) for channel, key, _ in self.arrived()}) == len(waiting):
                process.kill()
                process.wait()
                done.append(None)
            return done

        return harness.wait_until(ended, f"an end\n{self.inst.lines()[-2000:]}")[0]

    def check(self, waiting):
        arrived, content = self.arrived(), {}
        for channel, key, raw in arrived:
            self.assertEqual(content.setdefault((channel, key), raw), raw, "the same at every attempt")
        self.assertEqual(sorted(content), sorted(waiting), "nothing is lost, nothing invented")
        self.assertGreater(len(arrived), len(waiting), "some came again, or nothing was killed in the middle")
        for channel in CHANNELS:
            firsts = list(dict.fromkeys(key for one, key, _ in arrived if one == channel))
            self.assertEqual(firsts, [key for one, key in waiting if one == channel], "in order")
        self.assertEqual(self.inst.csv("deliveries"), [])
        told = [line["text"] for row in self.inst.alerts() for line in self.inst.json("alert", row["id"])["history"]
                if line["what"] == "message"]
        self.assertEqual(len(told), len(waiting), "each has one outcome")
        for name, (live, rebuilt) in self.inst.digests().items():
            self.assertEqual(live, rebuilt, name)
