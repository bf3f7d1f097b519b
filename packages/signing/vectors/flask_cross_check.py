"""The other end of flask.live.test.ts: one JSON request on stdin, one JSON answer on stdout, by the real Flask.

{"do": "write", "secret": …, "count": …} → {"flask": version, "cookies": [cookie, …]}: random sessions.
{"do": "compare", "secret": …, "pairs": [[a, b, how], …]} → {"different": [reason, …]}: cookies that must hold equal
    dicts; with how = "types" of equal types too, and "values" where an int may stand for an equal float.
{"do": "rewrite", "secret": …, "cookies": […]} → {"cookies": […], "json": […]}: each session as Flask writes it again.
"""
import datetime
import json
import math
import random
import sys
import uuid
from importlib.metadata import version

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from markupsafe import Markup

TEXTS = ["", "a", "ü中🍪", "\"\\\n\t\u2028\x7f<&", "\ud800", "_user_id", "x" * 300]
KEYS = [" t", " di", " d", "__proto__", "constructor", "1", "\ue000", "🍪", "_flashes", "csrf_token", "B", "a", "é"]
FLOATS = [1.0, -0.0, 1e16, 1e15, 1e-05, 0.0001, 0.1, 1e21, 5e-324, 2.0**53, math.inf, -math.inf, math.nan]
INTS = [0, -1, 2**53 - 1, 2**53, 2**63 - 1, -(2**63), 10**40]


def random_value(rng, depth):
    kinds = 11 if depth == 0 else 14
    return [
        lambda: None,
        lambda: rng.random() < 0.5,
        lambda: rng.choice(TEXTS),
        lambda: rng.choice(INTS),
        lambda: rng.randint(-(10**6), 10**6),
        lambda: rng.choice(FLOATS),
        lambda: rng.uniform(-1, 1) * 10 ** rng.randint(-30, 30),
        lambda: rng.randbytes(rng.randint(0, 9)),
        lambda: Markup(rng.choice(TEXTS)),
        lambda: uuid.UUID(int=rng.getrandbits(128)),
        lambda: datetime.datetime.fromtimestamp(rng.randint(-(10**10), 10**11), datetime.timezone.utc),
        lambda: [random_value(rng, depth - 1) for _ in range(rng.randint(0, 4))],
        lambda: tuple(random_value(rng, depth - 1) for _ in range(rng.randint(0, 4))),
        lambda: random_dict(rng, depth - 1, 3),
    ][rng.randrange(kinds)]()


def random_dict(rng, depth, most):
    return {rng.choice(KEYS + TEXTS): random_value(rng, depth) for _ in range(rng.randint(0, most))}


def difference(a, b, how, path="session"):
    number = isinstance(a, (int, float)) and isinstance(b, (int, float)) and bool not in (type(a), type(b))
    if type(a) is not type(b) and not (how == "values" and number):
        return f"{path}: {type(a).__name__} and {type(b).__name__}"
    if isinstance(a, dict):
        if a.keys() != b.keys():
            return f"{path}: other keys"
        return next((d for k in a if (d := difference(a[k], b[k], how, f"{path}.{k}"))), None)
    if isinstance(a, (list, tuple)):
        if len(a) != len(b):
            return f"{path}: other length"
        return next((d for i, x in enumerate(a) if (d := difference(x, b[i], how, f"{path}[{i}]"))), None)
    same = repr(a) == repr(b) if isinstance(a, float) and how == "types" else a == b or (a != a and b != b)
    return None if same else f"{path}: {a!r} and {b!r}"


def answer(request):
    app = Flask("cross-check")
    app.secret_key = request["secret"]
    with app.app_context():
        serializer = SecureCookieSessionInterface().get_signing_serializer(app)
        plain = SecureCookieSessionInterface.serializer
        if request["do"] == "write":
            rng = random.Random(request["seed"])
            sessions = [random_dict(rng, 3, 6) for _ in range(request["count"])]
            return {"flask": version("flask"), "cookies": [serializer.dumps(s) for s in sessions]}
        if request["do"] == "rewrite":
            sessions = [serializer.loads(c, max_age=600) for c in request["cookies"]]
            return {"cookies": [serializer.dumps(s) for s in sessions], "json": [plain.dumps(s) for s in sessions]}
        found = (difference(serializer.loads(a), serializer.loads(b), how) for a, b, how in request["pairs"])
        return {"different": [d for d in found if d]}


if __name__ == "__main__":
    json.dump(answer(json.load(sys.stdin)), sys.stdout)
