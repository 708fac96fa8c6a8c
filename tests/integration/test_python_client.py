# SPDX-License-Identifier: MIT
"""An integrator's client in Python, which knows only proto/README.md, against the real services."""

import glob
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import unittest

import harness
from harness import (DONE, KS4, LAIT, NO_ANSWER, REFUSED, ROOT, Dealer, Installation, WithInstallation, data,
                     environment, free_port, pb_read, sample)

# Debian's own, which has Debian's modules; another may stand before it in PATH.
PYTHON = "/usr/bin/python3"
CLIENTS = os.path.join(ROOT, "tests", "clients")
MODULES = None  # where protoc's are, in a folder of this process


def setUpModule():
    global MODULES
    MODULES = tempfile.mkdtemp(prefix="leep-python-")
    unittest.addModuleCleanup(shutil.rmtree, MODULES)
    subprocess.run(["protoc", "-I", os.path.join(ROOT, "proto"), f"--python_out={MODULES}",
                    *glob.glob(os.path.join(ROOT, "proto", "leep", "*.proto"))], check=True)


def start(*words):
    return subprocess.Popen([PYTHON, "-B", *map(str, words)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True, cwd=CLIENTS,
                            env={**environment(), "PYTHONPATH": MODULES})


def finish(test, process, status=DONE):
    out, err = process.communicate(timeout=harness.PATIENCE * 2)
    test.assertEqual(process.returncode, status, err)
    return json.loads(out) if out else err


class Over:
    """The tests, for either transport."""

    def run_client(self, *words, status=DONE):
        return finish(self, start("leep_client.py", self.endpoint(), *words), status)

    def program(self, lines):
        """A few lines of an integrator's program; what it prints as JSON."""
        program = ("import hashlib, json, os, sys\nimport leep_client\n"
                   f"client = leep_client.Client({self.endpoint()!r})\nident = bytes.fromhex({os.urandom(16).hex()!r})\n")
        return finish(self, start("-c", program + lines))

    def test_file_is_submitted_and_its_receipt_is_that_of_the_command_line(self):
        receipt = self.run_client("submit", sample(KS4), "--period", "2018/19")
        self.assertEqual((receipt["outcome"], receipt["rejects"], receipt["duplicate"]), ("accepted", [], False))
        ours = self.inst.csv("submissions", receipt["submission"])[0]
        self.assertEqual({name: receipt[name] for name in ours}, ours)
        again = self.run_client("submit", sample(KS4), "--period", "2018/19")
        self.assertEqual((again["submission"], again["duplicate"]), (receipt["submission"], True))

    def test_figures_are_those_of_the_command_line(self):
        self.inst.submit_sample(LAIT)
        ours = self.inst.csv("indicators", "--measure", "lait.*", "--area", "855")
        theirs = self.run_client("indicators", "--measure", "lait.*", "--area", "855")
        self.assertGreater(len(ours), 10)
        self.assertEqual([{name: row[name] for name in ours[0]} for row in theirs], ours)

    def test_refused_file_is_explained(self):
        receipt = self.run_client("submit", data("unknown.csv"), status=REFUSED)
        self.assertIn("expected", receipt["note"])
        self.assertIn("malformed", self.run_client("submit", sample(KS4), "--period", "x" * 500, status=REFUSED))

    def test_same_id_again_is_answered_again_and_does_nothing(self):
        path = self.inst.path("same_id.csv")
        shutil.copy(data("unknown.csv"), path)
        # A refused file sent anew is a new submission, so that only the id tells the repetition.
        first, second, other = self.program(
            f"numbers = [client.submit({path!r}, ident=ident).number for _ in range(2)]\n"
            f"print(json.dumps(numbers + [client.submit({path!r}).number]))\n")
        self.assertEqual(second, first)
        self.assertGreater(other, first)
        before = len(self.inst.csv("submissions"))
        self.assertEqual(before, other)

    def test_transfer_that_broke_off_is_begun_again_under_the_same_id(self):
        path = self.inst.path("broken_off.csv")
        with open(sample(LAIT), "rb") as source, open(path, "wb") as file:
            file.write(source.read() * 3)
        result = self.program(
            "from leep import command_pb2, stream_pb2\n"
            f"content = open({path!r}, 'rb').read()\n"
            "part = command_pb2.Transfer(offset=0, data=content[:1000]).SerializeToString()\n"
            "gap = command_pb2.Transfer(offset=5000, data=content[5000:6000]).SerializeToString()\n"
            "said = [client.service('ingest').call(ident, stream_pb2.REQUEST_TRANSFER, body).code for body in (part, gap, gap)]\n"
            "client.close()\n"
            "# The program is started again: another connection, and the id from its own records.\n"
            f"client = leep_client.Client({self.endpoint()!r})\n"
            f"number = client.submit({path!r}, ident=ident).number\n"
            "client.wait(number)\n"
            "print(json.dumps([said, client.receipt(number)]))\n")
        self.assertEqual(result[0], [0, -17, -17])
        self.assertEqual(result[1]["bytes"], str(os.path.getsize(path)))

    def test_ingest_killed_in_the_middle_of_a_transfer(self):
        path = self.inst.path(f"killed_{self.endpoint()[:3]}.csv")
        with open(path, "wb") as file:
            file.write(b"a,b\n" + b"1,2\n" * (8 * 1024 * 1024))
        client = start("leep_client.py", self.endpoint(), "submit", path)
        uploads = self.inst.path("originals", "uploads")
        harness.wait_until(lambda: os.listdir(uploads) or client.poll() is not None, "it is being sent")
        os.kill(self.inst.pids()["ingest"], signal.SIGKILL)
        receipt = finish(self, client, REFUSED)
        self.assertIn("expected", receipt["note"])
        self.assertEqual(receipt["bytes"], str(os.path.getsize(path)))
        self.assertEqual(len([row for row in self.inst.csv("submissions") if row["name"] == receipt["name"]]), 1)


class over_ipc(Over, WithInstallation):
    def endpoint(self):
        return "ipc:" + self.inst.dir


class over_tcp(Over, WithInstallation):
    @classmethod
    def setUpClass(cls):
        cls.port = free_port(10)
        cls.settings = {"LEEP_LINK": "tcp:127.0.0.1", "LEEP_PORT": cls.port}
        super().setUpClass()

    def endpoint(self):
        return f"tcp:127.0.0.1:{self.port}"


class what_the_document_says(WithInstallation):
    def test_request_of_the_document_is_answered(self):
        with open(os.path.join(ROOT, "proto", "README.md"), encoding="utf-8") as file:
            shown = re.search(r"```\n([0-9a-f \n]+)```", file.read()).group(1)
        with Dealer(self.inst.endpoint("reports")) as dealer:
            dealer.send(bytes.fromhex(shown))
            answer = pb_read(pb_read(dealer.receive())[9])
        self.assertEqual((answer[1], answer.get(2, 0), answer[5]), (bytes(range(16)), 0, 1))
        self.assertIn(b"service=reports", answer[4])

    def test_codes_of_the_document_are_those_of_the_services(self):
        with open(os.path.join(ROOT, "common", "base", "error.h"), encoding="utf-8") as file:
            known = set(re.findall(r"X\(ERR_[A-Z_]+, (-\d+),", file.read()))
        with open(os.path.join(ROOT, "proto", "README.md"), encoding="utf-8") as file:
            named = set(re.findall(r"-\d+", " ".join(re.findall(r"^\| ((?:-\d+(?:, )?)+) \|", file.read(), re.M))))
        self.assertGreater(len(named), 6)
        self.assertLessEqual(named, known)


class nobody_there(unittest.TestCase):
    def test_it_says_so(self):
        inst = Installation()
        self.addCleanup(inst.end)
        program = ("import sys, leep_client\n"
                   f"client = leep_client.Client('ipc:{inst.dir}')\n"
                   "try:\n    client.service('ingest').call(bytes(16), 4, timeout=1)\n"
                   f"except leep_client.NoAnswer:\n    sys.exit({NO_ANSWER})\n")
        finish(self, start("-c", program), NO_ANSWER)

