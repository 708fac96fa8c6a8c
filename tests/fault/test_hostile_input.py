# SPDX-License-Identifier: MIT
"""Files and messages that nobody should send. Each is refused with a reason, and every service runs on as it was:
the same processes, in bounded memory."""

import os
import random
import socket
import time
import unittest

import harness
from harness import (CENSUS, COMMAND, DATA, KS4, OFSTED, QUERY, REFUSED, SERVICES, Dealer, WithInstallation, most_memory, pb,
                     sample)

MEMORY_MAX = 150 * 1000 * 1000
STREAMS = ("ingest", "indicators", "alerts")


class Unmoved(WithInstallation):
    files = (CENSUS,)

    def setUp(self):
        self.pids = self.inst.pids()
        self.assertEqual(set(self.pids), set(SERVICES))
        self.addCleanup(self.check)
        self.random = random.Random(855)

    def check(self):
        self.inst.wait_answers()
        self.assertEqual(self.inst.pids(), self.pids, self.inst.lines()[-2000:])
        self.assertEqual(self.inst.counter("indicators", "dead_letters"), 0)
        if not harness.sanitized():
            for service, pid in self.pids.items():
                self.assertLess(most_memory(pid), MEMORY_MAX, service)


class files(Unmoved):
    def refuse(self, write, reason):
        path = self.inst.path("hostile.csv")
        with open(path, "wb") as file:
            write(file)
        done = self.inst.submit(path, check=REFUSED)
        os.unlink(path)
        self.assertRegex(done.stdout, reason)
        receipt = self.inst.json("submissions")[-1]
        self.assertEqual((receipt["outcome"], receipt["cells"], receipt["schools"]), ("refused", 0, 0))
        self.assertRegex(receipt["note"], reason)

    def header(self, name=KS4):
        with open(sample(name), "rb") as file:
            return file.readline()

    def test_mebibyte_of_random_bytes(self):
        self.refuse(lambda file: file.write(self.random.randbytes(1 << 20)), "NUL byte|not of a known format|columns")

    def test_ten_million_empty_lines(self):
        def write(file):
            for _ in range(100):
                file.write(b"\n" * 100_000)

        self.refuse(write, "empty")

    def test_ten_million_empty_lines_below_a_header(self):
        def write(file):
            file.write(self.header())
            for _ in range(100):
                file.write(b"\r\n" * 100_000)

        self.refuse(write, "nothing that could be taken in")

    def test_nul_bytes(self):
        self.refuse(lambda file: file.write(self.header() + b"1,855,4508,\0\0\0,Ashby\n"), "row 2: holds a NUL byte")

    def test_sixteen_mebibytes_of_nul(self):
        self.refuse(lambda file: file.write(bytes(16 << 20)), "NUL byte|longer than|bytes")

    def test_line_of_three_mebibytes(self):
        self.refuse(lambda file: file.write(self.header() + b"a" * (3 << 20) + b"\n"), "row 2: longer than")

    def test_header_of_three_mebibytes(self):
        self.refuse(lambda file: file.write(b"a," * (3 << 19) + b"\n"), "row 1: longer than")

    def test_five_thousand_columns(self):
        self.refuse(lambda file: file.write(b",".join(b"c%d" % i for i in range(5000)) + b"\n1,2\n"),
                    "row 1: more than 2000 columns")

    def test_row_of_five_thousand_columns(self):
        self.refuse(lambda file: file.write(self.header() + b"1," * 5000 + b"\n"), "row 2: more than 2000 columns")

    def test_quote_that_swallows_the_file(self):
        def write(file):
            file.write(self.header() + b'1,855,"')
            file.write(b"x,\n" * 200_000)

        self.refuse(write, "never closed")

    def test_quote_that_swallows_more_than_a_row_may_hold(self):
        self.refuse(lambda file: file.write(self.header() + b'1,855,"' + b"x,\n" * 1_000_000), "longer than")

    def test_file_cut_short(self):
        with open(os.path.join(DATA, "truncated.csv"), "rb") as source:
            content = source.read()
        self.refuse(lambda file: file.write(content), "cut short")

    def test_million_rows_of_nonsense(self):
        def write(file):
            file.write(self.header())
            for _ in range(100):
                file.write(b"9,nobody,nowhere,none\n" * 10_000)

        self.refuse(write, "more than one in ten")

    def test_numbers_beyond_all_bounds(self):
        names = self.header().decode("utf-8-sig").strip().split(",")
        rows = []
        for i, number in enumerate(["9" * 400, "1e308", "-1e-308", "1e999", "0x10", "NaN", "inf", "--1", "1.2.3", "%"]):
            row = dict.fromkeys(names, "")
            row.update(RECTYPE="1", LEA="855", ESTAB="4508", URN=str(138833 + i), SCHNAME="School", NFTYPE="ACC",
                       TPUP=number, ATT8SCR=number, P8MEA=number)
            rows.append(",".join(row[name] for name in names))
        path = self.inst.path("numbers.csv")
        with open(path, "w", encoding="utf-8") as file:
            file.write(self.header().decode("utf-8-sig") + "\n".join(rows) + "\n")
        done = self.inst.leep("submit", path)
        self.assertIn(done.returncode, (0, REFUSED), done.stderr)

    def test_names_and_options_of_many_bytes(self):
        long = self.inst.path("n" * 200 + ".csv")
        with open(long, "wb") as file:
            file.write(b"a,b\n1,2\n")
        self.inst.submit(long, check=REFUSED)
        done = self.inst.leep("submit", sample(OFSTED), "--period", "9" * 100_000)
        self.assertNotEqual(done.returncode, 0)

    def test_folder_or_device_instead_of_a_file(self):
        for path in (self.inst.dir, "/dev/null", "/proc/self/mem"):
            done = self.inst.leep("submit", path)
            self.assertNotEqual(done.returncode, 0, path)

    def test_what_came_before_and_comes_after_is_taken_in(self):
        self.refuse(lambda file: file.write(b"\xff\xfe" + "a,b\n1,2\n".encode("utf-16-le")), "text in UTF-16")
        self.inst.submit_sample(OFSTED)
        self.assertEqual(len(self.inst.alerts()), 38)
        self.inst.wait_quiet()
        for live, rebuilt in self.inst.digests().values():
            self.assertEqual(live, rebuilt)


class sockets(Unmoved):
    def endpoints(self):
        for service in SERVICES:
            yield self.inst.endpoint(service)
        for service in STREAMS:
            yield self.inst.endpoint(service, "stream")

    def test_bytes_that_are_not_zeromq(self):
        for endpoint in self.endpoints():
            for size in (1, 64, 4096, 1 << 20):
                with socket.socket(socket.AF_UNIX) as plain:
                    plain.settimeout(harness.PATIENCE)
                    plain.connect(endpoint.removeprefix("ipc://"))
                    try:
                        plain.sendall(self.random.randbytes(size))
                    except OSError:
                        pass  # it hung up on us, as it may

    def test_messages_of_random_bytes(self):
        for endpoint in self.endpoints():
            with Dealer(endpoint) as dealer:
                for size in (0, 1, 2, 7, 100, 1000, 100_000, 900_000):
                    dealer.send(self.random.randbytes(size))
        for service in SERVICES:
            self.inst.wait_counter(service, "malformed_requests", lambda n: n >= 7)
        for service in STREAMS:
            self.inst.wait_counter(service, "malformed_stream", lambda n: n >= 7)

    def test_messages_of_too_many_parts(self):
        for endpoint in self.endpoints():
            with Dealer(endpoint) as dealer:
                dealer.send(*[self.random.randbytes(10) for _ in range(300)])

    def test_message_larger_than_any_may_be(self):
        for endpoint in self.endpoints():
            with Dealer(endpoint) as dealer:
                try:
                    dealer.send(bytes(8 << 20))
                except OSError:
                    pass

    def test_frames_of_either_conversation_with_random_contents(self):
        before = {service: self.inst.counter(service, "commands") for service in SERVICES}
        for endpoint in self.endpoints():
            with Dealer(endpoint) as dealer:
                for kind in range(0, 12):
                    for _ in range(20):
                        dealer.send(pb(kind, self.random.randbytes(self.random.randint(0, 60))))
                    dealer.send(pb(kind, pb(1, self.random.randbytes(16)) + pb(2, self.random.randint(0, 9)) +
                                   pb(4, self.random.randbytes(40))))
        self.inst.wait_answers()
        for service in ("indicators", "gateway"):
            self.assertEqual(self.inst.counter(service, "commands"), before[service])

    def test_frame_with_one_flipped_bit(self):
        whole = pb(8, pb(1, bytes(16)) + pb(2, COMMAND) + pb(3, "tests") + pb(4, pb(2, pb(1, 1) + pb(2, 1))))
        for endpoint in self.endpoints():
            with Dealer(endpoint) as dealer:
                for bit in range(len(whole) * 8):
                    broken = bytearray(whole)
                    broken[bit // 8] ^= 1 << bit % 8
                    dealer.send(bytes(broken))

    def test_hellos_of_consumers_that_cannot_be(self):
        for service in STREAMS:
            with Dealer(self.inst.endpoint(service, "stream")) as dealer:
                for epoch, cursor, credit in ((1, 1, 1), (0, (1 << 64) - 1, 1 << 20), (0, 1 << 40, (1 << 64) - 1)):
                    dealer.send(pb(1, pb(1, 1) + pb(2, "x" * 1000) + b"\x19" + epoch.to_bytes(8, "little") +
                                   pb(4, cursor) + pb(5, credit)))
                    self.assertIn(7, harness.pb_read(dealer.receive()), "a Reject")

    def test_more_consumers_than_are_served_leave_the_services_served(self):
        dealers = []
        try:
            for _ in range(80):
                dealer = Dealer(self.inst.endpoint("ingest", "stream"))
                dealers.append(dealer)
                dealer.send(pb(1, pb(1, 1) + pb(2, "crowd") + pb(5, 1 << 20)))
            self.inst.submit_sample(KS4)
        finally:
            for dealer in dealers:
                dealer.close()
        self.assertEqual(len(self.inst.alerts("--rule", "ks4.progress8_well_below")), 8)

    def test_uploads_that_are_never_finished(self):
        with Dealer(self.inst.endpoint("ingest")) as dealer:
            for _ in range(200):
                code, _, _ = harness.request(dealer, harness.TRANSFER, pb(1, 0) + pb(2, bytes(1000)))
                self.assertEqual(code, 0)
        self.assertLess(len(os.listdir(self.inst.path("originals", "uploads"))), 100)

    def test_lie_about_the_digest_is_refused(self):
        with Dealer(self.inst.endpoint("ingest")) as dealer:
            ident = os.urandom(16)
            harness.request(dealer, harness.TRANSFER, pb(1, 0) + pb(2, b"a,b\n"), ident)
            code, text, _ = harness.request(dealer, COMMAND, pb(1, pb(1, "lie.csv") + pb(2, 4) + pb(3, bytes(32))), ident)
            self.assertLess(code, 0)
            self.assertIn("differ", text)


class commands_and_questions(Unmoved):
    """Every field of what people ask of alerts, and of what is asked about it, holds what it should not. Whatever is taken can
    be read again by everybody."""

    files = (CENSUS, KS4, OFSTED)

    NUMBERS = (0, 1, 2, 3, 7, 40, 119903, 1 << 31, (1 << 32) - 1, 1 << 32, (1 << 63) - 1, 1 << 63, (1 << 64) - 1)
    TEXTS = (b"", b"x", b"a\0b", b"\1\x1b[2J", b"\x7f", b"\xff\xfe", b"\xc3", b"\xed\xa0\x80", "é".encode() * 2000,
             b"x" + "é".encode() * 1999, b"x" * 4000, b"x" * 4001, b"y" * 100_000, "\u202e\u2028".encode(), b"line\nline", b"\t",
             b"2019-06-20", b"%s%n%n", b"case", b"any", b"all", b"open", b"855", b"119903", b"ofsted.inadequate", b"2018/19",
             b"duty.adviser@council.example", b"ofsted", b"leadership", b"90", b"-1", b"99999999999999999999")
    FIELDS = (b"title", b"holder", b"text", b"means", b"type", b"owner", b"due", b"day", b"adviser", b"purpose", b"minutes", b"cost",
              b"budget", b"amount", b"year", b"name", b"visit", b"start", b"end", b"", b"no such field")
    KINDS = (b"case", b"concern", b"action", b"visit", b"note", b"budget", b"package", b"statement", b"line", b"any", b"x")
    SENT = int(os.environ.get("SENT", "1500"))

    def number(self):
        return self.random.choice(self.NUMBERS[:6]) if self.random.random() < 0.6 else self.random.choice(self.NUMBERS)

    def text(self):
        return self.random.choice(self.TEXTS)

    def value(self):
        return self.number() if self.random.random() < 0.5 else self.text()

    def day(self):
        """Microseconds since 1970, mostly of the coming days."""
        return int(time.time() + self.random.randint(-2, 20) * 86400) * 1000000 if self.random.random() < 0.7 else self.number()

    def some(self, *fields):
        """Each field is there or not; some of another type, some twice."""
        return b"".join(pb(n, self.value() if self.random.random() < 0.05 else make()) * self.random.choice((0, 1, 1, 1, 1, 2))
                        for n, make in fields)

    def action(self):
        return pb(2, self.some((1, self.number), (2, lambda: self.random.randint(0, 8)), (3, self.text), (4, self.text),
                               (5, self.day)))

    def row(self):
        fields = b"".join(pb(4, self.some((1, lambda: self.random.choice(self.FIELDS)), (2, self.text)))
                          for _ in range(self.random.choice((0, 1, 2, 3, 50))))
        return self.some((1, self.number), (2, self.number), (3, self.number), (5, self.number)) + fields

    def casework(self):
        rows = b"".join(pb(3, self.row()) for _ in range(self.random.choice((0, 1, 1, 1, 2, 20))))
        return pb(7, self.some((1, lambda: self.random.randint(0, 7)), (2, lambda: self.random.choice(self.KINDS)),
                               (4, lambda: self.random.randint(0, 1))) + rows)

    def question(self):
        return pb(self.random.choice((0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16)), self.some(*[(n, self.value) for n in range(1, 7)])) + self.some((15, self.text))

    def test_nothing_is_taken_that_cannot_be_read_again(self):
        with Dealer(self.inst.endpoint("alerts"), 60) as alerts, Dealer(self.inst.endpoint("reports"), 60) as reports:
            taken = 0
            for _ in range(self.SENT):
                body = self.random.choice((self.action, self.action, self.casework, self.value_only))()
                if len(body) > 800_000:
                    continue  # more than a message may be: a test of its own
                taken += harness.request(alerts, COMMAND, body)[0] == 0
                if self.random.random() < 0.3:
                    for dealer in (alerts, reports):
                        harness.request(dealer, QUERY, self.question())
            self.assertGreater(taken, self.SENT // 50)
        self.check()
        self.inst.wait_quiet()
        self.assertEqual(self.inst.counter("reports", "dead_letters"), 0)
        for ident in range(1, 8):
            self.inst.json("alert", ident)
            self.inst.leep("case", ident, "--json")
        for name, (live, rebuilt) in self.inst.digests().items():
            self.assertEqual(live, rebuilt, name)

    def value_only(self):
        return pb(self.random.randint(0, 9), self.text())

    def test_two_thousand_rows_of_which_the_last_is_wrong_change_nothing(self):
        before = self.inst.counter("alerts", "log_seq")
        good = pb(4, pb(1, "title") + pb(2, "é" * 100)) + pb(4, pb(1, "holder") + pb(2, "Ann")) + pb(3, 119903)
        for n, last in ((2000, pb(4, pb(1, "titel") + pb(2, "x"))), (2001, good), (2000, good + pb(1, 77))):
            rows = b"".join(pb(3, good + pb(5, i + 2)) for i in range(n - 1)) + pb(3, last + pb(5, n + 1))
            code, said, _ = self.inst.ask("alerts", COMMAND, pb(7, pb(1, 1) + pb(2, "case") + rows))
            self.assertLess(code, 0)
            self.assertNotEqual(said, "")
        self.assertEqual(self.inst.counter("alerts", "log_seq"), before)
