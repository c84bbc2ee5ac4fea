"""What a UE answers a challenge with (RFC 7616 3.4)."""

import hashlib
import re

HASHES = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}


def answer_to(challenge, method, uri, user, password, count=1):
    """Authorization for a challenge with qop auth, which is met for the `count`th time."""
    asked = {name: quoted or bare for name, quoted, bare in re.findall(r'(\w+)=(?:"([^"]*)"|([^,\s]+))', challenge)}

    def digest(*parts):
        return HASHES[asked["algorithm"]](":".join(parts).encode()).hexdigest()

    response = digest(digest(user, asked["realm"], password), asked["nonce"], f"{count:08x}", "c0", "auth",
                      digest(method, uri))
    opaque = f', opaque="{asked["opaque"]}"' if "opaque" in asked else ""
    return (f'Digest username="{user}", realm="{asked["realm"]}", nonce="{asked["nonce"]}", uri="{uri}", '
            f'response="{response}", algorithm={asked["algorithm"]}, cnonce="c0"{opaque}, qop=auth, nc={count:08x}')
