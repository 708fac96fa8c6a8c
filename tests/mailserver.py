# SPDX-License-Identifier: MIT
"""A real mail server for tests: Debian's Postfix in a folder of its own, on ports of its own, with TLS by an authority made
for it, passwords, and mailboxes as folders. Only root can start it: elsewhere a test that needs it is skipped by name."""

import base64
import email
import email.policy
import os
import shutil
import socket
import socketserver
import subprocess
import tempfile
import threading

import harness

POSTFIX = "/usr/sbin/postfix"
DAEMONS = "/usr/lib/postfix/sbin"
USER, PASSWORD = "leep", "a password; with = odd \\ signs"

MAIN = """
compatibility_level = 3.6
queue_directory = {dir}/queue
data_directory = {dir}/data
daemon_directory = {daemons}
command_directory = /usr/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = {dir}/log
maillog_file_prefixes = {dir}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = localhost
mydestination =
virtual_mailbox_domains = council.example
virtual_mailbox_maps = texthash:{dir}/mailboxes
virtual_mailbox_base = {dir}/mail
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
virtual_minimum_uid = 1
smtpd_relay_restrictions = permit_sasl_authenticated, defer
smtpd_recipient_restrictions = check_recipient_access texthash:{dir}/access
smtpd_delay_reject = no
smtpd_tls_cert_file = {dir}/server.pem
smtpd_tls_key_file = {dir}/server.key
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:{auth}
smtpd_sasl_security_options = noanonymous
smtpd_client_connection_rate_limit = 0
smtpd_error_sleep_time = 0
smtpd_soft_error_limit = 1000
smtpd_hard_error_limit = 1000
message_size_limit = 4194304
"""

MASTER = """
127.0.0.1:{port} inet n - n - - smtpd -o smtpd_tls_security_level=encrypt
127.0.0.1:{implicit} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
127.0.0.1:{plain} inet n - n - - smtpd -o smtpd_tls_security_level=none -o smtpd_sasl_auth_enable=no -o smtpd_relay_restrictions=reject_unauth_destination
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


def authority(folder):
    """An authority and the certificate of "localhost": ca.pem, server.pem and server.key in the folder."""

    def openssl(*words):
        subprocess.run(["openssl", *words], cwd=folder, check=True, stdin=subprocess.DEVNULL, capture_output=True)

    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=LEEP tests", "-keyout", "ca.key",
            "-out", "ca.pem")
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-keyout", "server.key", "-out", "server.csr")
    with open(os.path.join(folder, "names"), "w", encoding="ascii") as names:
        names.write("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
    openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2",
            "-extfile", "names", "-out", "server.pem")


class Sink(socketserver.ThreadingTCPServer):
    """The least that takes mail: it keeps what comes, and says each key to `heard` before it answers."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, test, heard):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.heard, self.messages, self.lock = heard, [], threading.Lock()
        self.port = self.server_address[1]
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        test.addCleanup(self.server_close)
        test.addCleanup(self.shutdown)

    def handle_error(self, *unused):
        pass  # a sender may be killed in the middle of a sentence


class Conversation(socketserver.StreamRequestHandler):
    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self):
        self.say("220 sink")
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"DATA":
                self.say("354 go on")
                self.take()
            elif verb == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 sink")

    def take(self):
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line[1:] if line.startswith(b".") else line)
        else:
            return
        raw = b"".join(lines)
        key = email.message_from_bytes(raw)["X-LEEP-Key"]
        with self.server.lock:
            self.server.messages.append((key, raw))
        self.server.heard(key)
        self.say("250 kept")


class Passwords(socketserver.StreamRequestHandler):
    """The other end of Postfix's question whether a password is right: the authentication protocol of Dovecot."""

    def handle(self):
        self.wfile.write(b"VERSION\t1\t2\nMECH\tPLAIN\tplaintext\nSPID\t1\nCUID\t1\nCOOKIE\t00000000000000000000000000000000\nDONE\n")
        for line in self.rfile:
            words = line.decode().rstrip("\n").split("\t")
            if words[0] == "AUTH":
                response = next((word[5:] for word in words if word.startswith("resp=")), None)
            elif words[0] == "CONT":
                response = words[2]
            else:
                continue
            if response is None:
                self.wfile.write(f"CONT\t{words[1]}\t\n".encode())
                continue
            _, user, password = base64.b64decode(response).decode().split("\0")
            answer = "OK" if (user, password) == (USER, PASSWORD) else "FAIL"
            self.wfile.write(f"{answer}\t{words[1]}\tuser={user}\n".encode())


class Auth(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


class MailServer:
    """`port` wants STARTTLS and a password, `implicit` speaks TLS from the first byte, `plain` neither."""

    def __init__(self, test, people):
        if os.getuid() != 0:
            test.skipTest("a real mail server can only be started by root")
        if not os.path.exists(POSTFIX):
            test.skipTest("Postfix is not installed")
        self.dir = tempfile.mkdtemp(prefix="leep-mail-", dir="/tmp")
        os.chmod(self.dir, 0o755)
        self.process = None
        self.auth = Auth(("127.0.0.1", 0), Passwords)
        threading.Thread(target=self.auth.serve_forever, daemon=True).start()
        self.port = harness.free_port(3)
        self.implicit, self.plain = self.port + 1, self.port + 2
        test.addCleanup(self.end)
        authority(self.dir)
        for name in ("queue", "data", "mail"):
            os.mkdir(self.path(name))
        shutil.chown(self.path("data"), "postfix")
        shutil.chown(self.path("mail"), 65534, 65534)
        self.write("mailboxes", "".join(f"{name}@council.example {name}/\n" for name in people))
        self.write("access", "")
        ports = {"port": self.port, "implicit": self.implicit, "plain": self.plain}
        self.write("main.cf", MAIN.format(dir=self.dir, daemons=DAEMONS, auth=self.auth.server_address[1]))
        self.write("master.cf", MASTER.format(**ports))
        self.start()

    def path(self, *parts):
        return os.path.join(self.dir, *parts)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)

    def start(self):
        with open(self.path("said"), "ab") as said:
            self.process = subprocess.Popen([POSTFIX, "-c", self.dir, "start-fg"], stdin=subprocess.DEVNULL, stdout=said,
                                            stderr=said, start_new_session=True)
        harness.wait_until(self.listens, f"Postfix listens: {self.said()}")

    def said(self):
        text = ""
        for name in ("said", "log"):
            if os.path.exists(self.path(name)):
                with open(self.path(name), encoding="utf-8", errors="replace") as file:
                    text += file.read()
        return text

    def listens(self):
        try:
            with socket.create_connection(("127.0.0.1", self.port), 5) as probe:
                return probe.recv(3) == b"220"
        except OSError:
            return False

    def stop(self):
        if self.process is not None:
            subprocess.run([POSTFIX, "-c", self.dir, "stop"], stdin=subprocess.DEVNULL, capture_output=True)
            self.process.wait(harness.PATIENCE)
            self.process = None
            harness.wait_until(lambda: not self.listens(), "Postfix has stopped")

    def change(self, name, text):
        """Write a table anew, which Postfix reads when it starts."""
        self.stop()
        self.write(name, text)
        self.start()

    def end(self):
        self.stop()
        self.auth.shutdown()
        self.auth.server_close()
        shutil.rmtree(self.dir, ignore_errors=True)

    def messages(self, person):
        """What has arrived, in the order in which it did."""
        folder = self.path("mail", person, "new")
        paths = [os.path.join(folder, name) for name in os.listdir(folder)] if os.path.isdir(folder) else []
        found = []
        for path in sorted(paths, key=lambda path: os.stat(path).st_mtime_ns):
            with open(path, "rb") as file:
                found.append(email.message_from_bytes(file.read(), policy=email.policy.default))
        return found
