"""What every test of the laboratory has: Kamailio and isfocusd on the files of config/lab, real phones, scripted UEs.

The environment says which programs and which addresses: ISFOCUSD, ISFOCUS_LAB_NETWORK (three octets of 127.0.0.0/8 that no
other test uses at the same time).
"""

import os
import shutil
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "support"))

import audio  # noqa: E402
from baresip import Baresip  # noqa: E402
from linphone import Linphone  # noqa: E402
from ue.agent import NotSeen  # noqa: E402
from ue.ims import ImsUe, Kamailio, Lab, LabFocus, has_module, program  # noqa: E402
from ue.message import uri_of  # noqa: E402
from ue.wire import Wire  # noqa: E402

FACTORY = "sip:conf-factory@ims.test"
NETWORK = os.environ.get("ISFOCUS_LAB_NETWORK", "127.0.60")
WINDOW = 1.0  # seconds of sound that a check listens to


class LabTest(unittest.TestCase):
    focus_sip = ()  # lines of isfocusd's section sip that differ

    @classmethod
    def core(cls):
        return Kamailio(cls.lab)

    @classmethod
    def setUpClass(cls):
        cls.lab = Lab(NETWORK)
        cls.kamailio = cls.core()
        cls.addClassCleanup(cls.kamailio.stop)
        cls.kamailio.start()
        cls.focus = LabFocus(os.environ["ISFOCUSD"], cls.lab, sip=cls.focus_sip).start()
        cls.addClassCleanup(cls.stop_focus)

    @classmethod
    def stop_focus(cls):
        faults = cls.focus.stop()
        if faults:
            raise AssertionError(faults)

    def setUp(self):
        self.wire = Wire()
        self.addCleanup(self.wire.close)
        self.wire.names[self.lab.ue_side] = "S-CSCF"
        self.phones = 0

    def run(self, result=None):
        """Prints what the S-CSCF and isfocusd logged of a test that fails."""
        before = len(result.failures) + len(result.errors)
        super().run(result)
        if len(result.failures) + len(result.errors) > before and hasattr(self, "wire"):
            for crossing in self.wire.crossings[-30:]:
                print(f"--- {crossing.sender} -> {crossing.receiver}\n{crossing.message}", file=sys.stderr)
            print(self.kamailio.log()[-3000:], self.focus.log().decode(errors="replace")[-12000:], sep="\n--- isfocusd\n",
                  file=sys.stderr)

    def phone(self, kind, name, frequency, **options):
        made = kind(self.wire, self.lab, name, self.phones, frequency, **options)
        self.phones += 1
        self.addCleanup(made.stop)
        return made.start()

    def baresip(self, name, frequency, codec="PCMU"):
        return self.phone(Baresip, name, frequency, codec=codec)

    def linphone(self, name, frequency):
        return self.phone(Linphone, name, frequency)

    def ue(self, name, last_octet):
        made = ImsUe(self.wire, name, (f"{NETWORK}.{last_octet}", 5060), self.lab.ue_side, f"sip:{name}@ims.test")
        self.addCleanup(lambda: self.wire.settle())
        self.addCleanup(made.answer_what_waits)
        self.register(made)
        return made

    def register(self, ue):
        ue.register()

    def conference_uri(self, ue):
        """A conference of that scripted UE: its dialog and its URI."""
        dialog, answer = ue.call(FACTORY)
        return dialog, uri_of(answer.get("Contact"))

    def refer_in(self, dialog, phone):
        """The scripted UE has the phone called, which answers by itself; the statuses that it is notified of."""
        self.refer(dialog, phone.identity)
        return self.outcome(dialog.ue)

    def refer(self, dialog, target, method="INVITE"):
        accepted = dialog.request("REFER", [("Refer-To", f"<{target};method={method}>")]).final()
        self.assertEqual(accepted.status, 202)

    def outcome(self, ue):
        """The statuses that a referrer is notified of, up to the last one."""
        lines = []
        while True:
            notify = ue.expect_notify("refer", 10)
            lines.append(notify.text.strip())
            if notify.get("Subscription-State").startswith("terminated"):
                return lines

    def assertHears(self, phones):
        """Each of the phones in a conference hears the tone of all others and not its own."""
        for each in phones:
            others = [other.frequency for other in phones if other is not each]
            self.until_hears(each, others, [each.frequency])

    def until_hears(self, phone, wanted, unwanted):
        """Listens again until it is so: what was on its way when somebody came or went is over then."""
        last = {}

        def is_so():
            start = phone.recorded()
            self.wire.idle(WINDOW + 0.2)
            heard = phone.heard(start)[-int(WINDOW * 8000):]
            last.update(audio.shares(heard, [*wanted, *unwanted]))
            return len(heard) > WINDOW * 4000 and all(80 < last[each] < 120 for each in wanted) and \
                all(last[each] < 1 for each in unwanted)

        if not self.wire.until(is_so, 8):
            raise NotSeen(f"{phone.name} should hear {wanted} and not {unwanted}, but in per cent: {last}")

    def until_silent(self, phone, frequencies):
        last = {}

        def is_so():
            start = phone.recorded()
            self.wire.idle(WINDOW)
            last.update(audio.shares(phone.heard(start), frequencies))
            return all(share < 1 for share in last.values())

        if not self.wire.until(is_so, 8):
            raise NotSeen(f"{phone.name} should hear nothing of {frequencies}, but in per cent: {last}")

    def focus_log(self):
        return self.focus.log().decode(errors="replace")


def main(*programs, modules=()):
    """Runs the tests; 77, which ctest takes for skipped, when a program, or a module of Kamailio, that they need is not
    installed."""
    missing = [each for each in programs if not shutil.which(each)] + ([] if program() else ["kamailio"])
    missing += [f"Kamailio's module {each}" for each in modules if not has_module(each)]
    if missing:
        print(f"skipped: {', '.join(missing)} not installed (scripts/install-deps test)")
        sys.exit(77)
    unittest.main(verbosity=2)
