"""SIP messages as values (RFC 3261 7)."""

import re

COMPACT = {
    "a": "Accept-Contact", "b": "Referred-By", "c": "Content-Type", "d": "Request-Disposition",
    "e": "Content-Encoding", "f": "From", "i": "Call-ID", "k": "Supported", "l": "Content-Length", "m": "Contact",
    "o": "Event", "r": "Refer-To", "s": "Subject", "t": "To", "u": "Allow-Events", "v": "Via", "x": "Session-Expires",
}


class Message:
    """A request or a response. Header names compare without regard to case, and compact names are written out."""

    def __init__(self, start_line, headers=(), body=b""):
        self.start_line = start_line
        self.headers = [(name, str(value)) for name, value in headers]
        self.body = body.encode() if isinstance(body, str) else body

    @classmethod
    def parse(cls, octets):
        head, _, body = octets.partition(b"\r\n\r\n")
        lines = re.sub(r"\r\n[ \t]+", " ", head.decode("utf-8", "replace")).split("\r\n")
        headers = []
        for line in lines[1:]:
            name, colon, value = line.partition(":")
            if not colon:
                raise ValueError(f"no header: {line!r}")
            name = name.strip()
            headers.append((COMPACT.get(name.lower(), name), value.strip()))
        return cls(lines[0], headers, body)

    def octets(self):
        headers = [each for each in self.headers if each[0].lower() != "content-length"]
        headers.append(("Content-Length", str(len(self.body))))
        head = self.start_line + "\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers) + "\r\n"
        return head.encode() + self.body

    @property
    def is_request(self):
        return not self.start_line.startswith("SIP/2.0 ")

    @property
    def method(self):
        """Of a request its own, of a response that of the request it answers."""
        return self.start_line.split(" ", 1)[0] if self.is_request else self.cseq[1]

    @property
    def request_uri(self):
        return self.start_line.split(" ")[1]

    @property
    def status(self):
        return int(self.start_line.split(" ")[1])

    @property
    def phrase(self):
        return self.start_line.split(" ", 2)[2]

    def all(self, name):
        return [value for each, value in self.headers if each.lower() == name.lower()]

    def get(self, name, otherwise=""):
        values = self.all(name)
        return values[0] if values else otherwise

    def tokens(self, name):
        """The members of a comma separated list over all lines of that header, with their parameters cut off."""
        return [each.split(";")[0].strip() for value in self.all(name) for each in value.split(",") if each.strip()]

    def set(self, name, value):
        self.headers = [each for each in self.headers if each[0].lower() != name.lower()] + [(name, str(value))]

    def remove_first(self, name):
        for i, (each, value) in enumerate(self.headers):
            if each.lower() == name.lower():
                del self.headers[i]
                return value
        return None

    @property
    def cseq(self):
        number, method = self.get("CSeq").split()
        return int(number), method

    @property
    def call_id(self):
        return self.get("Call-ID")

    @property
    def from_tag(self):
        return parameter(self.get("From"), "tag")

    @property
    def to_tag(self):
        return parameter(self.get("To"), "tag")

    @property
    def branch(self):
        return parameter(self.get("Via"), "branch")

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")

    def summary(self):
        """One line for a ladder."""
        if not self.is_request:
            return f"{self.status} {self.phrase} ({self.method})"
        if self.method == "NOTIFY":
            return f"NOTIFY {self._news()}, {self.get('Subscription-State').split(';')[0]}"
        if self.method == "REFER":
            return f"REFER {uri_of(self.get('Refer-To')).split(';')[0]}"
        return self.method if self.to_tag else f"{self.method} {self.request_uri.removeprefix('sip:')}"

    def _news(self):
        """What a NOTIFY says in a few words."""
        if "sipfrag" in self.get("Content-Type"):
            return self.text.partition("\r\n")[0].removeprefix("SIP/2.0 ")
        document = re.search(r'<conference-info[^>]* state="(\w+)" version="(\d+)"', self.text)
        return f"{document[1]} v{document[2]}" if document else self.get("Event")

    def __str__(self):
        return self.octets().decode("utf-8", "replace").replace("\r\n", "\n")


def uri_of(value):
    """The URI of a name-addr or addr-spec header value."""
    found = re.search(r"<([^>]*)>", value)
    return found.group(1) if found else value.split(";")[0].strip()


def after_uri(value):
    """The header parameters of a name-addr value, as they stand."""
    return value.partition(">")[2] if "<" in value else value.partition(";")[1] + value.partition(";")[2]


def parameter(value, name):
    """A header parameter, "" for a flag, None without one."""
    for part in after_uri(value).split(";")[1:]:
        key, _, text = part.strip().partition("=")
        if key.strip().lower() == name.lower():
            return text.strip().strip('"')
    return None


def address_of(uri):
    """Where a SIP URI with a numeric host is reached."""
    found = re.match(r"sips?:(?:[^@]*@)?(\[[^\]]*\]|[^:;?>]+)(?::(\d+))?", uri)
    if not found:
        raise ValueError(f"no address in {uri!r}")
    return found.group(1).strip("[]"), int(found.group(2) or 5060)


def user_of(uri):
    """The user part of a SIP URI, the number of a tel URI."""
    scheme, _, rest = uri.partition(":")
    if scheme == "tel":
        return rest.split(";")[0]
    return rest.split("@")[0] if "@" in rest else ""
