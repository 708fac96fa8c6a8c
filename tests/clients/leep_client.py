#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A client of LEEP in Python: submits a file, waits until it has flowed through, prints its receipt; reads figures.

It is an example for integrators and nothing but the protocol of proto/README.md: read that beside it. It needs
Debian's python3-zmq and python3-protobuf, and the modules that protoc makes of proto/leep (README.md says how).

    leep_client.py ENDPOINT submit FILE [--name N] [--period P] [--authority CODE] [--status S]
    leep_client.py ENDPOINT indicators [--measure M] [--area A] [--period P] [--group G] [--level L] [--role adviser]

ENDPOINT is ipc:DIR, the folder of an installation, or tcp:HOST[:PORT], where HOST may hold %s for the service's name.
Prints JSON. Exit status: 0; 2 the file was refused; 3 no answer; 1 anything else."""

import argparse
import hashlib
import json
import os
import sys
import time

import zmq
from leep import command_pb2, query_pb2, stream_pb2

SERVICES = ("ingest", "indicators", "alerts", "reports", "gateway")

PART = 256 * 1024  # bytes of a file in one transfer, at most
WINDOW = 4  # transfers under way at once
RESEND = 2.0  # seconds without an answer after which a request is sent again

# Codes of answers that a client acts on; all others are told to a person.
BUSY = -15  # too many are waiting: ask again
UNKNOWN_UPLOAD = -17  # the parts are gone: send them again, under the same id

TRIES = 50


class NoAnswer(Exception):
    """Nobody answered in time. The command may have been carried out: ask again under the same id to know."""


class Refused(Exception):
    """The service's code, and its words."""

    def __init__(self, code, text):
        super().__init__(text)
        self.code = code


def digest_of(file):
    """SHA-256 of an open file."""
    digest = hashlib.sha256()
    while data := file.read(PART):
        digest.update(data)
    return digest.digest()


class Connection:
    """A DEALER to one service. Requests are answered in the order in which they were sent; each is sent again under the
    same id and serial until it is answered, so a restart of the service in between is not noticed."""

    def __init__(self, context, endpoint, who):
        self.socket = context.socket(zmq.DEALER)
        self.socket.linger = 0
        self.socket.immediate = True  # queue nothing for a peer that is not there
        self.socket.maxmsgsize = 1024 * 1024
        self.socket.connect(endpoint)
        self.endpoint = endpoint
        self.who = who
        self.serial = 0

    def close(self):
        self.socket.close()

    def _frame(self, ident, kind, body, serial):
        frame = stream_pb2.Frame()
        frame.request.id = ident
        frame.request.kind = kind
        frame.request.who = self.who
        frame.request.body = body
        frame.request.serial = serial
        return frame.SerializeToString()

    def _answer(self, timeout, ident, serials):
        """The next answer to one of these requests; None after `timeout` seconds without."""
        end = time.monotonic() + timeout
        while True:
            left = end - time.monotonic()
            if left <= 0 or not self.socket.poll(left * 1000, zmq.POLLIN):
                return None
            frame = stream_pb2.Frame()
            frame.ParseFromString(self.socket.recv())
            # Others are second answers to what was sent twice.
            if frame.HasField("answer") and frame.answer.id == ident and frame.answer.serial in serials:
                return frame.answer

    def call_all(self, ident, kind, bodies, timeout=60.0):
        """Send requests in order, a few of them under way at once. The last answer, or the first that is an error."""
        bodies = iter(bodies)
        waiting = []  # (serial, frame) in order: sent or to be sent, not answered
        sent = 0  # of them
        answer = None
        silent_since = time.monotonic()
        while True:
            while len(waiting) < WINDOW and (body := next(bodies, None)) is not None:
                self.serial += 1
                waiting.append((self.serial, self._frame(ident, kind, body, self.serial)))
            if not waiting:
                return answer
            for _, frame in waiting[sent:]:
                if not self.socket.poll(0 if sent else RESEND * 1000, zmq.POLLOUT):
                    break
                self.socket.send(frame)
                sent += 1
            answer = self._answer(RESEND, ident, [serial for serial, _ in waiting])
            if answer is None:
                if time.monotonic() - silent_since > timeout:
                    raise NoAnswer(f"{self.endpoint} does not answer")
                sent = 0  # again, all that is not answered, in the same order
                continue
            silent_since = time.monotonic()
            done = next(i for i, (serial, _) in enumerate(waiting) if serial == answer.serial) + 1
            del waiting[:done]
            sent = max(0, sent - done)
            if answer.code < 0:
                return answer

    def call(self, ident, kind, body=b"", timeout=60.0):
        return self.call_all(ident, kind, [body], timeout)


class Client:
    """What a platform does with an installation. Not for use by two threads at once."""

    def __init__(self, endpoint, who="python client"):
        self.endpoint = endpoint
        self.who = who
        self.context = zmq.Context()
        self.connections = {}

    def close(self):
        for connection in self.connections.values():
            connection.close()
        self.context.term()

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.close()

    def address(self, service):
        """Where a service takes requests."""
        kind, _, where = self.endpoint.partition(":")
        if kind == "ipc":
            return f"ipc://{where}/run/{service}.requests"
        host, _, first = where.partition(":")
        port = int(first or 7100) + 2 * SERVICES.index(service) + 1
        return f"tcp://{host.replace('%s', service)}:{port}"

    def service(self, service):
        if service not in self.connections:
            self.connections[service] = Connection(self.context, self.address(service), self.who)
        return self.connections[service]

    @staticmethod
    def result(answer, message):
        """The body of an answer as `message`; raises what it says went wrong."""
        if answer.code < 0:
            raise Refused(answer.code, answer.text)
        message.ParseFromString(answer.body)
        return message

    # submitting

    def transfer(self, ident, file):
        """The parts of an open file from its beginning, under the id of the Submit that will follow."""

        def parts():
            offset = 0
            file.seek(0)
            while data := file.read(PART):
                yield command_pb2.Transfer(offset=offset, data=data).SerializeToString()
                offset += len(data)

        return self.service("ingest").call_all(ident, stream_pb2.REQUEST_TRANSFER, parts())

    def submit(self, path, ident=None, **options):
        """Send a file; its CommandResult: number, and whether it was known. `options` are fields of Submit. Who may be
        killed meanwhile keeps the `ident` that it gives here, and gives it again: the same id is the same command, which
        is answered with the same result and has no second effect."""
        command = command_pb2.Command()
        command.submit.name = "/".join(os.path.abspath(path).split("/")[-2:])
        for name, value in options.items():
            setattr(command.submit, name, value)
        with open(path, "rb") as file:
            # Ingest compares what arrives with these: a file that changes meanwhile is refused.
            command.submit.size = os.fstat(file.fileno()).st_size
            command.submit.sha256 = digest_of(file)
            body = command.SerializeToString()
            ingest = self.service("ingest")
            answer = ingest.call(ident, stream_pb2.REQUEST_COMMAND, body) if ident else None
            ident = ident or os.urandom(16)
            for _ in range(TRIES):
                if answer is not None and answer.code != UNKNOWN_UPLOAD:
                    break
                answer = self.transfer(ident, file)
                if answer is None or answer.code == 0:
                    answer = ingest.call(ident, stream_pb2.REQUEST_COMMAND, body)
        return self.result(answer, command_pb2.CommandResult())

    # asking

    def query(self, query, timeout=60.0):
        while True:
            answer = self.service("reports").call(os.urandom(16), stream_pb2.REQUEST_QUERY, query.SerializeToString(),
                                                  timeout)
            if answer.code != BUSY:
                return self.result(answer, query_pb2.QueryResult())

    def rows(self, query):
        """Every row of every page, as column -> text. A cell that is empty is a value that is missing."""
        while True:
            result = self.query(query)
            for table in result.table:
                for row in table.row:
                    yield dict(zip(table.column, row.cell))
            if not result.next:
                return
            query.after = result.next

    def wait(self, number, timeout=600.0):
        """Until what was submitted has flowed through: every figure of it can then be asked for."""
        self.query(query_pb2.Query(wait=query_pb2.WaitQuery(submission=number)), timeout)

    def receipt(self, number):
        asking = query_pb2.SubmissionsQuery(number=number)
        receipt = next(self.rows(query_pb2.Query(submissions=asking)))
        asking.rejects = True
        receipt["rejects"] = list(self.rows(query_pb2.Query(submissions=asking)))
        return receipt

    def indicators(self, **wanted):
        """Figures with their comparators; `wanted` are fields of IndicatorsQuery."""
        return list(self.rows(query_pb2.Query(indicators=query_pb2.IndicatorsQuery(**wanted))))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("endpoint")
    commands = parser.add_subparsers(dest="command", required=True)
    submit = commands.add_parser("submit")
    submit.add_argument("file")
    for option in ("name", "period", "status", "format"):
        submit.add_argument("--" + option)
    submit.add_argument("--authority", type=int)
    indicators = commands.add_parser("indicators")
    for option in ("measure", "level", "area", "group", "period", "role"):
        indicators.add_argument("--" + option)
    return parser.parse_args()


def main():
    given = {key: value for key, value in vars(arguments()).items() if value is not None}
    endpoint, command = given.pop("endpoint"), given.pop("command")
    try:
        with Client(endpoint) as client:
            if command == "indicators":
                print(json.dumps(client.indicators(**given), indent=1))
                return 0
            result = client.submit(given.pop("file"), **given)
            client.wait(result.number)
            receipt = {**client.receipt(result.number), "duplicate": result.duplicate}
            print(json.dumps(receipt, indent=1))
            return 0 if receipt["outcome"] == "accepted" else 2
    except Refused as error:
        print(f"leep_client: {error}", file=sys.stderr)
        return 2
    except NoAnswer as error:
        print(f"leep_client: {error}", file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main())
