# SPDX-License-Identifier: MIT
"""Runs the tests of a folder for tests/*/run. Most of what they do is wait for services, so some classes run at once, each in
one of a few processes that take the next class when they are done with theirs; what a class prints stays together."""

import fcntl
import io
import json
import os
import signal
import sys
import tempfile
import time
import unittest

import harness

LANES = int(os.environ.get("LEEP_TEST_LANES", "3"))


class Result(unittest.TextTestResult):
    """Verbose, with the time that each test took."""

    def startTest(self, test):
        self.begun = time.monotonic()
        super().startTest(test)

    def getDescription(self, test):
        return f"{type(test).__name__}.{test._testMethodName}" if hasattr(test, "_testMethodName") else str(test)

    def addSuccess(self, test):
        unittest.TestResult.addSuccess(self, test)
        self.stream.writeln(f"ok ({time.monotonic() - self.begun:.2f} s)")
        self.stream.flush()


def classes_of(suite):
    """The suites of one class each, in order."""
    for part in suite:
        if isinstance(part, unittest.TestSuite) and any(isinstance(inner, unittest.TestSuite) for inner in part):
            yield from classes_of(part)
        elif part.countTestCases() > 0:
            yield part


def run_class(suite):
    """What it printed, and passed, failed, reasons of what was skipped."""
    stream = io.StringIO()
    result = unittest.TextTestRunner(stream=stream, verbosity=2, resultclass=Result).run(suite)
    failed = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
    skipped = [f"skipped: {result.getDescription(test)}: {reason}" for test, reason in result.skipped]
    # A class that fails before its first test has run none.
    return stream.getvalue(), max(0, result.testsRun - failed - len(skipped)), failed, skipped


def lane(suites, queue, results):
    """Classes one after the other, as long as the queue names any."""
    with open(results, "w", encoding="utf-8") as out:
        while True:
            number = os.read(queue, 4)
            if not number:
                return
            printed, *counts = run_class(suites[int.from_bytes(number, "big")])
            fcntl.flock(queue_lock, fcntl.LOCK_EX)
            sys.stdout.write(printed)
            sys.stdout.flush()
            fcntl.flock(queue_lock, fcntl.LOCK_UN)
            out.write(json.dumps(counts) + "\n")
            out.flush()


def start_lane(*what):
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            # Locks of a file that was opened before the fork would be shared.
            global queue_lock
            queue_lock = os.open(__file__, os.O_RDONLY)
            lane(*what)
            status = 0
        except SystemExit:
            pass
        finally:
            sys.stdout.flush()
            os._exit(status)
    return pid


def run_lanes(suites):
    """Counts of every class, and whether every lane came to its end."""
    queue, fill = os.pipe()
    os.write(fill, b"".join(number.to_bytes(4, "big") for number in range(len(suites))))
    os.close(fill)
    sys.stdout.flush()
    with tempfile.TemporaryDirectory(prefix="leep-lanes-") as folder:
        names = [os.path.join(folder, str(number)) for number in range(min(LANES, len(suites)))]
        pids = [start_lane(suites, queue, name) for name in names]

        def end(*unused):
            for pid in pids:
                os.kill(pid, signal.SIGTERM)

        # Ended from outside, the tests still leave no process behind.
        signal.signal(signal.SIGTERM, end)
        whole = all([os.waitpid(pid, 0)[1] == 0 for pid in pids])
        counts = []
        for name in names:
            with open(name, encoding="utf-8") as lines:
                counts += [json.loads(line) for line in lines]
    return counts, whole and len(counts) == len(suites)


def main(folder):
    """Run the tests of a folder; words on the command line choose those whose names hold one of them."""
    sys.dont_write_bytecode = True
    signal.signal(signal.SIGTERM, lambda *unused: sys.exit(1))
    if not os.access(harness.LEEP, os.X_OK):
        print(f"{harness.LEEP} is not there: build first, or name the build folder in BUILD", file=sys.stderr)
        return 1
    loader = unittest.TestLoader()
    loader.testNamePatterns = [f"*{word}*" for word in sys.argv[1:]] or None
    suites = list(classes_of(loader.discover(folder, pattern="test_*.py", top_level_dir=folder)))
    counts, whole = run_lanes(suites)
    passed, failed = (sum(count[which] for count in counts) for which in (0, 1))
    skipped = [reason for count in counts for reason in count[2]]
    for reason in skipped:
        print(reason)
    if not whole:
        print("some classes did not come to their end")
    print(f"{passed} passed, {failed} failed, {len(skipped)} skipped")
    return 0 if whole and failed == 0 and passed + len(skipped) > 0 else 1
