# SPDX-License-Identifier: MIT
"""How notices leave: by a real mail server with TLS and passwords, and to real HTTP receivers that fail, stall, ask for
patience and drop connections."""

import json
import os
import shutil
import tempfile
import unittest

import harness
from harness import CENSUS, OFSTED, PATIENCE, Installation, wait_until
from mailserver import PASSWORD, USER, MailServer, authority
from receivers import Receiver, check_signature, check_token, webhook_secret

SERVICE, KEY = "26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0"
TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"

# Schools of the sample with one alert each, and how many messages the sample makes.
SCHOOL, MESSAGES = 119903, 38


def person(name, channels, schools=None):
    listed = "" if schools is None else f", schools: {schools}"
    return f"{{name: {name.capitalize()}, email: {name}@council.example, phone: '07700 900123', channels: {channels}{listed}}}"


def caseloads(fallback, advisers="", data_team=None):
    text = f"authority: 855\nadviser_for_schools_not_listed: {fallback}\n"
    if data_team:
        text += f"data_team: {data_team}\n"
    return text + f"advisers: [{advisers}]\n"


class Delivering(unittest.TestCase):
    def open(self, people, delivery=None, start=True, **settings):
        self.inst = Installation(**settings)
        self.addCleanup(self.inst.end)
        self.write("caseloads.yaml", people)
        if delivery is not None:
            self.write("delivery.yaml", delivery)
        if start:
            self.inst.start()
        return self.inst

    def write(self, name, text, mode=0o600):
        path = self.inst.path(name)
        with open(path + ".new", "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path + ".new", mode)
        os.rename(path + ".new", path)

    def secret(self, name, text):
        """A file of a secret, made before the installation is opened."""
        with open(os.path.join(self.folder, name), "w", encoding="ascii") as file:
            file.write(text + "\n")
        os.chmod(file.name, 0o600)
        return file.name

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="leep-secrets-", dir="/tmp")
        self.addCleanup(shutil.rmtree, self.folder)

    def submit(self):
        self.inst.submit_sample(CENSUS, OFSTED)

    def deliveries(self, *words):
        return self.inst.csv("deliveries", *words)

    def failing(self, words):
        """Until the first in a queue has failed with these words."""
        return wait_until(lambda: [row for row in self.deliveries() if words in row["error"]], f"failure: {words}")

    def history(self, states=None):
        """Lines of all alerts about messages."""
        return [line["text"] for row in self.inst.alerts() for line in self.inst.json("alert", row["id"])["history"]
                if line["what"] == "message"]

    def verify(self):
        self.inst.wait_quiet()
        for name, (live, rebuilt) in self.inst.digests().items():
            self.assertEqual(live, rebuilt, name)

    def nothing_private_is_logged(self, *words):
        for word in ("@council.example", *words):
            self.assertNotIn(word, self.inst.lines())


class by_mail(Delivering):
    def settings(self, server, **changes):
        keys = {"host": "localhost", "port": server.port, "tls": "required", "user": USER,
                "password_file": self.secret("password", PASSWORD), "ca_file": server.path("ca.pem"), "timeout": 20}
        keys.update(changes)
        return "mail: {" + ", ".join(f"{key}: {value}" for key, value in keys.items() if value is not None) + "}\n"

    def arrived(self, server, person="ann", count=MESSAGES):
        return wait_until(lambda: len(found := server.messages(person)) >= count and found,
                          f"{count} messages for {person}\n{self.inst.lines()[-2000:]}")

    def test_messages_arrive_once_each_under_its_key(self):
        server = MailServer(self, ["ann"])
        self.open(caseloads(person("ann", "[mail]")), self.settings(server))
        self.submit()
        messages = self.arrived(server)
        self.inst.wait_quiet()
        self.assertEqual(len(messages), MESSAGES)
        keys = [message["X-LEEP-Key"] for message in messages]
        self.assertEqual(len(set(keys)), MESSAGES)
        for message in messages:
            self.assertEqual(message["Message-ID"], f"<{message['X-LEEP-Key']}@council.example>")
            self.assertEqual(message["To"].addresses[0].addr_spec, "ann@council.example")
            self.assertIn("ESMTPSA", message["Received"], "encrypted, and by somebody known")
        self.assertEqual(self.inst.spool(), {})
        self.assertEqual(self.deliveries(), [])
        self.assertTrue(all("queued as" in line for line in self.history()))
        self.nothing_private_is_logged(PASSWORD)
        with open(self.inst.path("alerts", "data.mdb"), "rb") as state:
            self.assertNotIn(PASSWORD.encode(), state.read())
        self.verify()

    def test_tls_from_the_first_byte(self):
        server = MailServer(self, ["ann"])
        self.open(caseloads(person("ann", "[mail]")), self.settings(server, port=server.implicit, tls="implicit"))
        self.submit()
        self.arrived(server)
        self.verify()

    def test_nothing_leaves_towards_a_server_that_nobody_vouches_for(self):
        server = MailServer(self, ["ann"])
        authority(self.folder)
        self.open(caseloads(person("ann", "[mail]")), self.settings(server, ca_file=os.path.join(self.folder, "ca.pem")))
        self.submit()
        self.failing("SSL")
        self.assertEqual(server.messages("ann"), [])
        self.assertEqual(len(self.deliveries()), MESSAGES)
        self.write("delivery.yaml", self.settings(server))
        self.arrived(server)
        self.verify()

    def test_nothing_leaves_in_the_clear_where_tls_is_required(self):
        server = MailServer(self, ["ann"])
        self.open(caseloads(person("ann", "[mail]")),
                  self.settings(server, port=server.plain, user=None, password_file=None))
        self.submit()
        self.failing("SSL")
        self.assertEqual(server.messages("ann"), [])
        self.write("delivery.yaml",
                   self.settings(server, port=server.plain, user=None, password_file=None, ca_file=None, tls="none"))
        self.arrived(server)

    def test_wrong_password_is_tried_again_until_it_is_mended(self):
        server = MailServer(self, ["ann"])
        self.open(caseloads(person("ann", "[mail]")), self.settings(server, password_file=self.secret("wrong", "wrong")))
        self.submit()
        self.failing("Login denied")
        self.assertEqual(self.inst.counter("alerts", "messages_waiting"), MESSAGES)
        self.secret("wrong", PASSWORD)
        self.arrived(server)
        self.verify()

    def test_unknown_person_is_recorded_and_the_adviser_for_schools_not_listed_hears_of_it_once(self):
        server = MailServer(self, ["ann"])
        listed = [row["urn"] for row in self.some_schools()]
        self.open(caseloads(person("ann", "[mail]"), person("nobody", "[mail]", f"[{', '.join(listed)}]")),
                  self.settings(server))
        self.submit()
        messages = self.arrived(server)
        self.inst.wait_quiet()
        self.assertEqual(len(server.messages("ann")), MESSAGES)
        returned = [message for message in messages if message["X-LEEP-Key"].endswith(".returned")]
        self.assertEqual(len(returned), len(listed))
        for message in returned:
            self.assertIn("did not reach Nobody by mail: 550 5.1.1", " ".join(message.get_body(("plain",)).get_content().split()))
        refused = [line for line in self.history() if "550 5.1.1" in line]
        self.assertEqual(len(refused), len(listed))
        self.nothing_private_is_logged()
        self.verify()

    def some_schools(self):
        with Installation() as calm:
            calm.submit_sample(CENSUS, OFSTED)
            calm.wait_quiet()
            return calm.alerts("--rule", "ofsted.inadequate")[:3]

    def test_nobody_else_waits_for_a_person_whose_mailbox_takes_nothing_now(self):
        server = MailServer(self, ["ann", "bob"])
        server.change("access", "bob@council.example 450 4.2.2 mailbox full\n")
        listed = [row["urn"] for row in self.some_schools()]
        self.open(caseloads(person("ann", "[mail]"), person("bob", "[mail]", f"[{', '.join(listed)}]")),
                  self.settings(server))
        self.submit()
        self.failing("450 4.2.2")
        self.arrived(server, "ann", MESSAGES - len(listed))
        waiting = wait_until(lambda: len(rows := self.deliveries()) == len(listed) and rows, "only Bob's wait")
        self.assertEqual(server.messages("bob"), [])
        states = {row["destination"]: row["state"] for row in self.deliveries("--destinations")}
        self.assertEqual(states["mail"], "alive")
        server.change("access", "")
        keys = [message["X-LEEP-Key"] for message in self.arrived(server, "bob", len(listed))]
        # The server puts them into the mailbox side by side: in which order they left is a matter of by_http.
        self.assertCountEqual(keys, [row["key"] for row in waiting])
        self.verify()

    def test_what_a_mailbox_does_not_take_for_a_day_is_given_up(self):
        server = MailServer(self, ["ann", "bob"])
        server.change("access", "bob@council.example 450 4.2.2 mailbox full\n")
        clock = self.secret("clock", "2026-01-05T09:00:00Z")
        listed = [row["urn"] for row in self.some_schools()][:1]
        self.open(caseloads(person("ann", "[mail]"), person("bob", "[mail]", f"[{listed[0]}]")), self.settings(server),
                  LEEP_CLOCK=f"file:{clock}")
        self.submit()
        self.arrived(server, "ann", MESSAGES - 1)
        wait_until(lambda: int(self.deliveries()[0]["attempts"]) >= 4, "four attempts")
        self.secret("clock", "2026-01-06T09:00:00Z")
        last = self.arrived(server, "ann", MESSAGES)[-1]
        self.assertTrue(last["X-LEEP-Key"].endswith(".returned"))
        self.assertIn("given up after a day: 450 4.2.2", " ".join(last.get_body(("plain",)).get_content().split()))
        self.verify()

    def test_messages_wait_while_the_server_is_away_and_the_journal_does_not_grow(self):
        server = MailServer(self, ["ann"])
        server.stop()
        self.open(caseloads(person("ann", "[mail]")), self.settings(server))
        self.submit()
        self.failing("connect")
        before = self.inst.counter("alerts", "journal_seq")
        wait_until(lambda: int(self.deliveries()[0]["attempts"]) >= 3, "three attempts")
        self.assertEqual(self.inst.counter("alerts", "journal_seq"), before)
        server.start()
        self.arrived(server)
        self.verify()


class by_http(Delivering):
    def webhook(self, receiver, **changes):
        keys = {"name": "platform", "url": f"{receiver.url}/hook", "timeout": 2,
                "secret_file": self.secret("webhook", webhook_secret())}
        keys.update(changes)
        return "webhooks: [{" + ", ".join(f"{key}: {value}" for key, value in keys.items()) + "}]\n"

    def open_webhook(self, receiver, **changes):
        return self.open(caseloads(person("ann", "['webhook:platform']")), self.webhook(receiver, **changes))

    def test_order_and_ids_stand_whatever_the_receiver_does(self):
        receiver = Receiver(self, [500, "drop", 202, (429, {"Retry-After": "1"}), 202, "stall", 408, 202, (503, {}), 301])
        self.open_webhook(receiver)
        self.submit()
        waiting = [row["key"] for row in wait_until(self.deliveries, "deliveries") if row["channel"] == "webhook:platform"]
        self.inst.wait_quiet()
        accepted = [request["headers"]["webhook-id"] for request in receiver.accepted()]
        self.assertEqual(len(accepted), MESSAGES)
        self.assertEqual(accepted[-len(waiting):], waiting)
        self.assertEqual(len(set(accepted)), MESSAGES)
        attempts = [request["headers"]["webhook-id"] for request in receiver.requests]
        for place, ident in enumerate(accepted):
            first = attempts.index(ident)
            self.assertTrue(set(attempts[:first]) <= set(accepted[:place]), "nobody is overtaken")
            self.assertEqual(len({request["body"] for request in receiver.requests
                                  if request["headers"]["webhook-id"] == ident}), 1, "the same at every attempt")
        for request in receiver.requests:
            ident, _ = check_signature(self, request)
            event = json.loads(request["body"])
            self.assertEqual((event["specversion"], event["id"]), ("1.0", ident))
            self.assertEqual(request["path"], "/hook")
        self.nothing_private_is_logged("/hook")
        self.verify()

    def test_receiver_that_asks_for_patience_gets_it(self):
        receiver = Receiver(self, [(429, {"Retry-After": "4"})])
        self.open_webhook(receiver)
        self.submit()
        first, second = receiver.wait(2)[:2]
        self.assertGreaterEqual(check_signature(self, second)[1] - check_signature(self, first)[1], 3)
        self.inst.wait_quiet()

    def test_rate_is_kept(self):
        receiver = Receiver(self)
        self.open_webhook(receiver, rate=600)
        self.submit()
        receiver.wait(21)
        moments = [request["at"] for request in receiver.requests[:21]]
        self.assertGreaterEqual(moments[20] - moments[0], 1.9, "ten a second")

    def test_what_is_refused_for_good_is_kept_in_the_spool(self):
        receiver = Receiver(self, [404, 410])
        self.open_webhook(receiver)
        self.submit()
        self.inst.wait_quiet()
        refused = [request["headers"]["webhook-id"] for request in receiver.requests[:2]]
        self.assertEqual(len(receiver.requests), MESSAGES, "what is refused is not tried again")
        self.assertEqual(sorted(self.inst.spool()), sorted(f"{key}.eml" for key in refused))
        self.assertEqual(len([line for line in self.history() if "HTTP 404" in line or "HTTP 410" in line]), 2)
        self.verify()

    def test_channel_that_nobody_described_is_refused_and_its_messages_kept(self):
        self.open(caseloads(person("ann", "['teams:nowhere', notify-text]")))
        self.submit()
        self.inst.wait_quiet()
        self.assertEqual(len(self.inst.spool()), MESSAGES)
        self.assertEqual(len([line for line in self.history() if "no such channel in delivery.yaml" in line]),
                         2 * len([line for line in self.history() if line.startswith("spooled")]))
        self.assertEqual(self.inst.health("alerts").get("destination.teams:nowhere"), None)
        self.verify()

    def test_certificate_is_checked(self):
        authority(self.folder)
        receiver = Receiver(self, pki=self.folder)
        self.open_webhook(receiver)
        self.submit()
        self.failing("SSL")
        self.assertEqual(receiver.requests, [])
        self.write("delivery.yaml", self.webhook(receiver, ca_file=os.path.join(self.folder, "ca.pem")))
        self.inst.wait_quiet()
        self.assertEqual(len(receiver.accepted()), MESSAGES)

    def test_card_for_teams(self):
        receiver = Receiver(self)
        self.open(caseloads(person("ann", "['teams:advisers', mail]")),
                  f"teams: [{{name: advisers, url_file: '{self.secret('teams', receiver.url + '/workflow?sig=verysecret')}', rate: 6000}}]\n")
        self.submit()
        self.inst.wait_quiet()
        self.assertEqual(len(receiver.accepted()), MESSAGES)
        self.assertEqual(len(self.inst.spool()), MESSAGES, "mail goes to the spool as well")
        for request in receiver.requests:
            self.assertEqual(request["path"], "/workflow?sig=verysecret")
            self.assertIn("AdaptiveCard", request["body"].decode())
        self.nothing_private_is_logged("verysecret")
        self.verify()

    def test_requests_to_notify_are_signed_and_name_their_key(self):
        receiver = Receiver(self)
        self.open(caseloads(person("ann", "[notify-mail, notify-text]")),
                  f"notify: {{url: '{receiver.url}', service_id: {SERVICE}, mail_template: {TEMPLATE}, text_template: {TEMPLATE}, "
                  f"key_file: '{self.secret('notify', 'council-' + SERVICE + '-' + KEY)}', rate: 10000}}\n")
        self.submit()
        self.inst.wait_quiet()
        for path, field in (("/v2/notifications/email", "email_address"), ("/v2/notifications/sms", "phone_number")):
            asked = [json.loads(request["body"]) for request in receiver.requests if request["path"] == path]
            self.assertEqual(len(asked), MESSAGES)
            self.assertEqual(len({one["reference"] for one in asked}), MESSAGES)
            for one in asked:
                self.assertEqual(one["template_id"], TEMPLATE)
                self.assertIn(field, one)
        for request in receiver.requests:
            check_token(self, request, SERVICE, KEY)
        self.nothing_private_is_logged(KEY, "07700")
        self.verify()


class destinations(Delivering):
    def test_dead_destination_is_told_by_another_way_and_so_is_its_return(self):
        receiver = Receiver(self, [500] * 6)
        clock = self.secret("clock", "2026-01-05T09:00:00Z")
        self.open(caseloads(person("ann", "['webhook:platform']"),
                            data_team=person("team", "['webhook:platform', mail]")),
                  f"webhooks: [{{name: platform, url: '{receiver.url}', timeout: 300, "
                  f"secret_file: '{self.secret('webhook', webhook_secret())}'}}]\n", LEEP_CLOCK=f"file:{clock}")
        self.submit()
        receiver.wait(4)
        self.assertEqual(self.destination("webhook:platform")["state"], "failing")
        self.secret("clock", "2026-01-05T09:10:00Z")
        wait_until(lambda: "destination dead" in self.inst.lines(), "the destination is dead")
        wait_until(lambda: len(self.inst.spool()) == 1, "an alarm")
        self.assertEqual(self.inst.health("alerts")["destination.webhook:platform"], "dead since 2026-01-05T09:10:00Z")
        dead = self.destination("webhook:platform")
        self.assertEqual((dead["state"], dead["since"], dead["waiting"], dead["error"]),
                         ("dead", "2026-01-05T09:10:00Z", str(MESSAGES), "HTTP 500"))
        (name, alarm), = self.inst.spool().items()
        self.assertRegex(name, r"^alarm-webhook-platform-\d+\.eml$")
        self.assertIn(b"team@council.example", alarm)
        self.assertIn("webhook:platform", alarm.decode())
        # A service that is started again knows it.
        self.assertEqual(self.inst.stop(), 0)
        self.assertEqual(self.inst.lines().count("destination dead"), 1)
        self.inst.start()
        self.inst.wait_quiet()
        self.assertEqual(self.inst.lines().count("destination dead"), 1)
        self.assertIn("destination alive", self.inst.lines())
        self.assertEqual(self.destination("webhook:platform")["state"], "alive")
        self.assertNotIn("destination.webhook:platform", self.inst.health("alerts"))
        told = [json.loads(request["body"])["type"] for request in receiver.accepted()]
        self.assertEqual(len(told), MESSAGES + 1, "and the data team hears of its return")
        self.verify()

    def destination(self, name):
        return next(row for row in self.deliveries("--destinations") if row["destination"] == name)

    def test_service_ends_at_once_while_a_receiver_stalls(self):
        receiver = Receiver(self, ["stall"])
        self.open(caseloads(person("ann", "['webhook:platform']")),
                  f"webhooks: [{{name: platform, url: '{receiver.url}', timeout: 300, "
                  f"secret_file: '{self.secret('webhook', webhook_secret())}'}}]\n")
        self.submit()
        receiver.wait(1)
        self.assertEqual(self.inst.stop(patience=5), 0)


class settings(Delivering):
    def test_secret_that_others_can_read_is_refused_until_it_is_closed(self):
        receiver = Receiver(self)
        path = self.secret("webhook", webhook_secret())
        os.chmod(path, 0o604)
        self.open(caseloads(person("ann", "['webhook:platform']")),
                  f"webhooks: [{{name: platform, url: '{receiver.url}', secret_file: '{path}'}}]\n")
        wait_until(lambda: "open to others" in self.inst.lines(), "a word about the secret")
        self.submit()
        self.assertEqual(self.inst.health("alerts")["delivery"], "faulty")
        self.assertEqual(receiver.requests, [])
        os.chmod(path, 0o600)
        self.inst.wait_quiet()
        self.assertEqual(len(receiver.accepted()), MESSAGES)

    def test_faulty_change_leaves_the_settings_before_in_force(self):
        receiver = Receiver(self)
        good = (f"webhooks: [{{name: platform, url: '{receiver.url}', "
                f"secret_file: '{self.secret('webhook', webhook_secret())}'}}]\n")
        self.open(caseloads(person("ann", "['webhook:platform']")), good)
        wait_until(lambda: self.inst.health("alerts")["delivery"] == "good", "settings are read")
        self.write("delivery.yaml", good + "teams: [{name: x}]\n")
        wait_until(lambda: self.inst.health("alerts")["delivery"] == "faulty", "the fault is seen")
        self.assertIn("takes one of url and url_file", self.inst.lines())
        self.submit()
        self.inst.wait_quiet()
        self.assertEqual(len(receiver.accepted()), MESSAGES)

    def test_new_server_is_used_without_a_restart(self):
        first, second = Receiver(self, ["stall"]), Receiver(self)
        text = (f"webhooks: [{{name: platform, url: '%s', timeout: 2, "
                f"secret_file: '{self.secret('webhook', webhook_secret())}'}}]\n")
        self.open(caseloads(person("ann", "['webhook:platform']")), text % first.url)
        self.submit()
        first.wait(1)
        self.write("delivery.yaml", text % second.url)
        self.inst.wait_quiet()
        self.assertEqual(len(second.accepted()), MESSAGES - len(first.accepted()))


if __name__ == "__main__":
    unittest.main()
