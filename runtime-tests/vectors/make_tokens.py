"""Writes tokens.json beside this file: tokens of @costrel/signing made by Python alone (pip install cryptography).

Every runtime must open them, and must make the very same: HKDF-SHA-256 (RFC 5869), HMAC-SHA-256 (RFC 2104) and
XAES-256-GCM (https://c2sp.org/XAES-256-GCM) are computed here from the standards, not with our code.
"""

import base64
import hashlib
import hmac
import json
import pathlib

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SECRET = hashlib.sha256(b"a secret for vectors alone").digest()
PURPOSE = "conformance"
NONCE = hashlib.sha256(b"a nonce for vectors alone").digest()[:24]
CASES = [
    ("ASCII", "hello", "", 0),
    ("nothing", "", "__Host-session", 1_700_000_000_000),
    ("all of Unicode", "na\u00efve \u2603 \U0001f30d\u0000", "\u00fcber", 1_700_000_000_001),
    ("a record", json.dumps({"user": "alice", "roles": ["a", "b"]}), "__Host-session", 1_790_000_000_000),
    ("2,000 characters", "\u00e9" * 2000, "x", 2**53 - 1),
]


def hkdf(info):
    key = hmac.digest(bytes(32), SECRET, "sha256")
    return hmac.digest(key, info.encode() + b"\x01", "sha256")


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def base36(number):
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits or "0"


def sign(value, context, now):
    body = f"1.{KEY_ID}.{base36(now)}.{base64url(value.encode())}."
    mac = hmac.digest(hkdf(f"costrel key for signing {PURPOSE}"), (body + context).encode(), "sha256")
    return body + base64url(mac)


def seal(value, context, now):
    head = f"x1.{KEY_ID}.{base36(now)}."
    key = xaes_key(hkdf(f"costrel key for sealing {PURPOSE}"))
    box = AESGCM(key).encrypt(NONCE[12:], value.encode(), (head + context).encode())
    return head + base64url(NONCE + box)


def xaes_key(key):
    ecb = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    block = int.from_bytes(ecb.update(bytes(16)), "big")
    k1 = ((block << 1) & (2**128 - 1)) ^ (0x87 if block >> 127 else 0)
    blocks = [bytes([0, counter, 0x58, 0]) + NONCE[:12] for counter in (1, 2)]
    return b"".join(ecb.update((int.from_bytes(one, "big") ^ k1).to_bytes(16, "big")) for one in blocks)


KEY_ID = base64url(hkdf("costrel key id")[:6])
tokens = {
    "made_with": "vectors/make_tokens.py",
    "secret": f"hex:{SECRET.hex()}",
    "purpose": PURPOSE,
    "nonce": NONCE.hex(),
    "cases": [
        {
            "name": name,
            "value": value,
            "context": context,
            "now": now,
            "signed": sign(value, context, now),
            "sealed": seal(value, context, now),
        }
        for name, value, context, now in CASES
    ],
}
path = pathlib.Path(__file__).with_name("tokens.json")
path.write_text(json.dumps(tokens, indent=2, ensure_ascii=True) + "\n")
