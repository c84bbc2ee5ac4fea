"""The HSS of config/lab/scscf.cfg: its users, its conference service, and what brings them to the AS.

    PYTHONPATH=tests/support python3 -B -m hss.laboratory     # at 127.0.0.13:3868, until Ctrl-C

All have the password "secret". Alice and bob have a criterion of their own; carol and absent have none, so what they send
to a conference gets there by the profile of the service.
"""

import signal

from .profile import ORIGINATING, TERMINATING, TERMINATING_UNREGISTERED, Criterion, methods
from .server import Hss

PASSWORD = "secret"
CONFERENCES = [("RequestURI", r"^sip:.*@conf-factory\.ims\.test.*")]


def laboratory(address, application_server, s_cscf=None):
    """An HSS at `address` whose criteria name that AS. Conference URIs are served by `s_cscf`, or without one by the AS
    itself."""
    hss = Hss(address, "ims.test")
    by_caller = [Criterion(5, application_server, methods("REGISTER"), includes_register=True),
                 Criterion(10, application_server, CONFERENCES, methods("INVITE", "SUBSCRIBE", "REFER"),
                           [("SessionCase", ORIGINATING)])]
    for name, criteria in (("alice", by_caller), ("bob", by_caller), ("carol", []), ("absent", [])):
        hss.add_user(f"sip:{name}@ims.test", f"{name}@ims.test", PASSWORD, criteria)
    if s_cscf:  # Kamailio 5.6 takes every terminating request for one to a registered user
        hss.add_service("conf-factory.ims.test", s_cscf, [Criterion(10, application_server, CONFERENCES, [
            ("SessionCase", TERMINATING), ("SessionCase", TERMINATING_UNREGISTERED)])])
    else:
        hss.add_service("conf-factory.ims.test", application_server)
    return hss


if __name__ == "__main__":
    running = laboratory(("127.0.0.13", 3868), "sip:127.0.0.12:5060", "sip:127.0.0.11:5070").start()
    try:
        signal.pause()
    except KeyboardInterrupt:
        running.stop()
