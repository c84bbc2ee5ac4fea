"""A subscriber's view of a conference, made from its documents as RFC 4575 4.6 says."""

import xml.etree.ElementTree as ElementTree

NAMESPACE = "{urn:ietf:params:xml:ns:conference-info}"


class Document:
    """A conference-info document, read."""

    def __init__(self, octets):
        self.root = ElementTree.fromstring(octets)
        if self.root.tag != NAMESPACE + "conference-info":
            raise ValueError(f"no conference-info but {self.root.tag}")
        self.entity = self.root.get("entity")
        self.state = self.root.get("state", "full")
        self.version = int(self.root.get("version"))
        users = self.root.find(NAMESPACE + "users")
        self.users_state = None if users is None else users.get("state", "full")
        self.users = {} if users is None else {each.get("entity"): each for each in users}

    def value(self, path):
        """The text at a path such as `conference-state/user-count`, "" without one."""
        return text_at(self.root, path)


def text_at(element, path):
    return element.findtext("/".join(NAMESPACE + step for step in path.split("/"))) or ""


class Roster:
    def __init__(self):
        self.version = None
        self.users = {}

    def apply(self, octets):
        """Takes a document in; raises ValueError where the RFC would have a subscriber ask for a full one."""
        document = Document(octets)
        if self.version is not None and document.version <= self.version:
            raise ValueError(f"version {document.version} after {self.version}")
        if document.state == "partial":
            if self.version is None or document.version != self.version + 1:
                raise ValueError(f"partial version {document.version} after {self.version}")
            if document.users_state == "full":
                self.users = {}
            self.users.update(document.users)
        else:
            self.users = dict(document.users)
        self.version = document.version
        return document

    def status(self, entity):
        """The status of the user's first endpoint, None for a stranger."""
        user = self.users.get(entity)
        return None if user is None else text_at(user, "endpoint/status")

    def present(self):
        return {each for each in self.users if self.status(each) != "disconnected"}
