"""User profiles as Cx carries them (3GPP TS 29.228 annex B, E)."""

from xml.sax.saxutils import escape

ORIGINATING, TERMINATING, TERMINATING_UNREGISTERED, ORIGINATING_UNREGISTERED = range(4)  # session cases
SESSION_TERMINATED = 1  # default handling


class Criterion:
    """An initial filter criterion in conjunctive normal form: each of `groups` is a list of service point triggers, of
    which one has to be true; a trigger is a pair such as ("Method", "INVITE"). With `includes_register` the application
    server is sent the whole REGISTER of the user."""

    def __init__(self, priority, server, *groups, includes_register=False):
        self.priority, self.server, self.groups = priority, server, groups
        self.extension = "<Extension><IncludeRegisterRequest/></Extension>" if includes_register else ""

    def xml(self):
        triggers = "".join(
            f"<SPT><ConditionNegated>0</ConditionNegated><Group>{i}</Group><{name}>{escape(str(value))}</{name}></SPT>"
            for i, group in enumerate(self.groups) for name, value in group)
        return (f"<InitialFilterCriteria><Priority>{self.priority}</Priority>"
                f"<TriggerPoint><ConditionTypeCNF>1</ConditionTypeCNF>{triggers}</TriggerPoint>"
                f"<ApplicationServer><ServerName>{escape(self.server)}</ServerName>"
                f"<DefaultHandling>{SESSION_TERMINATED}</DefaultHandling>{self.extension}</ApplicationServer>"
                "</InitialFilterCriteria>")


def methods(*names):
    return [("Method", each) for each in names]


def user_profile(private_identity, public_identity, criteria=()):
    """The IMSSubscription of a user with one public identity."""
    return ('<?xml version="1.0" encoding="UTF-8"?>'
            f"<IMSSubscription><PrivateID>{escape(private_identity)}</PrivateID><ServiceProfile>"
            f"<PublicIdentity><Identity>{escape(public_identity)}</Identity></PublicIdentity>"
            f"{''.join(each.xml() for each in criteria)}</ServiceProfile></IMSSubscription>")
