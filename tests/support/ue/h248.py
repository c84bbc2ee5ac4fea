"""A look at H.248 text on its way (H.248.1 annex B): enough to name each message in a ladder."""

import re

COMMANDS = {"A": "Add", "MF": "Modify", "S": "Subtract", "SC": "ServiceChange", "AV": "AuditValue",
            "AC": "AuditCapability", "N": "Notify", "MV": "Move"}
KINDS = {"T": "Transaction", "P": "Reply", "PN": "Pending", "K": "TransactionResponseAck", "ER": "Error"}


class H248Message:
    def __init__(self, octets):
        self.text = octets.decode("utf-8", "replace")

    def summary(self):
        """Such as `Add $ ctx=$` or `Reply Add ip/1 ctx=1`."""
        text = re.sub(r";[^\n]*", "", self.text)
        kind = re.search(r"\b(Transaction|Reply|Pending|TransactionResponseAck|T|PN|P|K)\s*(?:=\s*\d+)?\s*\{", text)
        if not kind:
            return "Error" if re.search(r"\b(Error|ER)\b", text) else "?"
        name = KINDS.get(kind[1], kind[1])
        context = re.search(r"\b(?:Context|C)\s*=\s*([^\s{]+)", text)
        words = "|".join([*COMMANDS.values(), "MF", "SC", "AV", "AC", "MV", "A", "S", "N"])
        command = re.search(rf"[{{,]\s*(?:[OW]-)*({words})\s*=\s*([^\s{{,}}]+)", text)
        fault = re.search(r"\b(?:Error|ER)\s*=\s*(\d+)", text)
        parts = ["Reply" if name == "Reply" else "" if name == "Transaction" else name]
        if command:
            parts.append(f"{COMMANDS.get(command[1], command[1])} {command[2]}")
        if context and context[1] != "-":
            parts.append(f"ctx={context[1]}")
        if fault:
            parts.append(f"Error {fault[1]}")
        return " ".join(each for each in parts if each)

    def __str__(self):
        return self.text
