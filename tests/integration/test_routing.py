# SPDX-License-Identifier: MIT
"""Whose a school is by its trust, district, diocese and phase, as the register says it, from file to message."""

import unittest
from email import message_from_bytes
from email.utils import parseaddr

from harness import Installation, data

REGISTER = data("gias/register.csv")

CASELOADS = """\
authority: 936
adviser_for_schools_not_listed: {name: Duty, email: duty@council.example}
advisers:
  - {name: Trusts, email: trusts@council.example, trusts: [Cleves Academy Trust]}
  - {name: Dioceses, email: dioceses@council.example, dioceses: [Diocese of Guildford]}
  - {name: Districts, email: districts@council.example, districts: [Elmbridge, Guildford]}
  - {name: Phases, email: phases@council.example, phases: [Nursery]}
  - {name: Provision, email: provision@council.example, phases: [Alternative provision]}
"""

# Of the register of 936: Cleves (Elmbridge, its own trust), Cobham Free School (Elmbridge, another trust), Shere (Guildford,
# Diocese of Guildford), Chertsey Nursery (Runnymede), Fordway (Spelthorne, a pupil referral unit), More House (Waverley).
ADVISERS = {"136338": "Trusts", "138226": "Districts", "125246": "Dioceses", "124911": "Phases", "124916": "Provision",
            "125403": "Duty"}


def inspected(inst, name, day, *urns):
    """A file by which these schools were found inadequate on a day; that never took place."""
    path = inst.path(name)
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write("URN,School name,Ofsted phase,Inspection date,Publication date,Overall effectiveness,REPORURL\r\n")
        for urn in urns:
            file.write(f"{urn},School {urn},Primary,{day},{day},4,Report\r\n")
    return path


class routes(unittest.TestCase):
    def setUp(self):
        self.inst = Installation()
        self.addCleanup(self.inst.end)
        with open(self.inst.path("caseloads.yaml"), "w", encoding="utf-8") as file:
            file.write(CASELOADS)
        self.inst.start()
        self.inst.submit(REGISTER)

    def advisers(self):
        return {row["urn"]: row["adviser"] for row in self.inst.alerts()}

    def told(self):
        """Who was sent messages, once everything has left."""
        self.inst.wait_quiet()
        return {parseaddr(message_from_bytes(message)["To"])[1] for message in self.inst.spool().values()}

    def test_each_school_goes_to_the_adviser_of_the_narrowest_that_is_listed(self):
        self.inst.submit(inspected(self.inst, "inspections.csv", "02/05/2018", *ADVISERS))
        self.assertEqual(self.advisers(), ADVISERS)
        self.assertEqual(self.told(), {f"{name.lower()}@council.example" for name in ADVISERS.values()})

    def test_school_that_left_its_trust_goes_to_the_adviser_of_its_district(self):
        with open(REGISTER, encoding="cp1252", newline="") as file:
            text = file.read()
        self.assertEqual(text.count('"CLEVES ACADEMY TRUST"'), 1)
        later = self.inst.path("register.csv")
        with open(later, "w", encoding="cp1252", newline="") as file:
            file.write(text.replace('"CLEVES ACADEMY TRUST"', '""'))
        self.inst.submit(inspected(self.inst, "first.csv", "02/05/2018", "136338"))
        self.assertEqual(self.told(), {"trusts@council.example"})
        self.inst.submit(later)
        self.inst.submit(inspected(self.inst, "second.csv", "03/05/2019", "136338"))
        self.assertEqual(self.told(), {"districts@council.example", "trusts@council.example"})
        self.assertEqual({row["adviser"] for row in self.inst.alerts("--state", "open")}, {"Districts"})

    def test_two_advisers_of_a_district_are_refused_and_the_earlier_file_stays_in_force(self):
        self.inst.stop()
        with open(self.inst.path("caseloads.yaml"), "a", encoding="utf-8") as file:
            file.write("  - {name: Second, email: second@council.example, districts: [ELMBRIDGE]}\n")
        self.inst.start()
        wrong = [line for line in self.inst.lines().splitlines() if "settings refused" in line]
        self.assertEqual(len(wrong), 1)
        self.assertIn("Districts", wrong[0])
        self.assertIn("Second", wrong[0])
        self.inst.submit(inspected(self.inst, "inspections.csv", "02/05/2018", "138226"))
        self.assertEqual(self.advisers(), {"138226": "Districts"})


if __name__ == "__main__":
    unittest.main()
