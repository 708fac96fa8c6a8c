# SPDX-License-Identifier: MIT
"""Real HTTP receivers for tests: a server in threads that keeps what is posted, and answers as a script says."""

import base64
import hashlib
import hmac
import http.server
import json
import ssl
import threading
import time

SECRET = b"a secret of thirty two bytes .. "


class Receiver:
    """`script` says how requests are answered, one after the other; then all are accepted. A word of it is a status, a pair of
    a status and headers, "drop" (the connection is cut without an answer) or "stall" (no answer until the end). `heard` is
    told of each id before it is answered."""

    def __init__(self, test, script=(), pki=None, heard=lambda key: None):
        self.script = list(script)
        self.requests = []
        self.changed = threading.Condition()
        self.ended = threading.Event()
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                size = int(self.headers["Content-Length"])
                body = self.rfile.read(size)
                if len(body) < size:
                    return
                answer = receiver.take(self.path, self.headers, body)
                heard(self.headers["webhook-id"])
                if answer == "stall":
                    receiver.ended.wait()
                    answer = "drop"
                if answer == "drop":
                    self.close_connection = True
                    return
                status, headers = answer if isinstance(answer, tuple) else (answer, {})
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *unused):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.block_on_close = False
        self.server.handle_error = lambda *unused: None  # a sender may be killed in the middle of a request
        self.scheme = "http"
        if pki is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(f"{pki}/server.pem", f"{pki}/server.key")
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
            self.scheme = "https"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        test.addCleanup(self.end)

    @property
    def url(self):
        return f"{self.scheme}://localhost:{self.server.server_address[1]}"

    def take(self, path, headers, body):
        with self.changed:
            answer = self.script.pop(0) if self.script else 202
            self.requests.append({"path": path, "headers": headers, "body": body, "answer": answer, "at": time.monotonic()})
            self.changed.notify_all()
            return answer

    def wait(self, count, patience=60):
        """Until so many requests have come; all of them."""
        with self.changed:
            if not self.changed.wait_for(lambda: len(self.requests) >= count, patience):
                raise AssertionError(f"waited in vain for {count} requests, {len(self.requests)} came")
            return list(self.requests)

    def accepted(self):
        with self.changed:
            return [request for request in self.requests if request["answer"] in (200, 201, 202)]

    def end(self):
        self.ended.set()
        self.server.shutdown()
        self.server.server_close()


def webhook_secret():
    """As it stands in the file of a secret."""
    return "whsec_" + base64.b64encode(SECRET).decode()


def check_signature(test, request):
    """As the Standard Webhooks convention wants it; returns the id and the moment."""
    ident, moment = request["headers"]["webhook-id"], request["headers"]["webhook-timestamp"]
    content = f"{ident}.{moment}.".encode() + request["body"]
    expected = base64.b64encode(hmac.new(SECRET, content, hashlib.sha256).digest()).decode()
    test.assertEqual(request["headers"]["webhook-signature"], "v1," + expected)
    return ident, int(moment)


def check_token(test, request, service, secret):
    """A JSON Web Token as GOV.UK Notify wants it; returns the moment at which it was issued."""
    scheme, token = request["headers"]["Authorization"].split(" ")
    test.assertEqual(scheme, "Bearer")
    head, claims, signature = token.split(".")

    def decode(part):
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))

    test.assertEqual(json.loads(decode(head))["alg"], "HS256")
    expected = hmac.new(secret.encode(), f"{head}.{claims}".encode(), hashlib.sha256).digest()
    test.assertEqual(decode(signature), expected)
    test.assertEqual(json.loads(decode(claims))["iss"], service)
    return json.loads(decode(claims))["iat"]
