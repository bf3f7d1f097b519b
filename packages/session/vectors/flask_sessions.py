"""The other server of flask.live.test.ts: real Flask on a free port of 127.0.0.1, which it prints; it ends with stdin.

POST /make/<seed>       a random session of that seed, small enough for a cookie
POST /compare/<seed>    the body names a key: what else differs, in value or type, from that random session
GET /described          each key with its value's Python type and exact value
POST /touch/<number>    sets or changes the key of that number, and answers its name
"""
import logging
import os
import random
import struct
import sys
import threading
from pathlib import Path

from flask import Flask, jsonify, request, session
from flask.sessions import SecureCookieSessionInterface
from werkzeug.serving import make_server

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parents[2] / "signing" / "vectors"))
from flask_cross_check import difference, random_dict  # noqa: E402

app = Flask(__name__)
app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]
logging.getLogger("werkzeug").setLevel(logging.ERROR)
serializer = SecureCookieSessionInterface().get_signing_serializer(app)


def random_session(seed):
    rng = random.Random(seed)
    while True:
        made = random_dict(rng, 3, 6)
        if len(serializer.dumps(made)) < 3800:
            return made


@app.post("/make/<int:seed>")
def make(seed):
    session.update(random_session(seed))
    return "ok"


@app.post("/compare/<int:seed>")
def compare(seed):
    changed = request.get_json()
    before, after = random_session(seed), dict(session)
    before.pop(changed, None)
    if after.pop(changed, None) != "set by us":
        return jsonify(f"{changed!r} is not what was set")
    # through the cookie once, as what was made has been: a dict's order and a datetime's second are Flask's own
    return jsonify(difference(serializer.loads(serializer.dumps(before)), after, "types"))


@app.get("/described")
def described():
    return jsonify(describe(dict(session)))


@app.post("/touch/<int:number>")
def touch(number):
    keys = sorted(session) or ["theirs"]
    key = keys[number % len(keys)]
    session[key] = "set by Flask"
    return jsonify(key)


def describe(value):
    kind = type(value).__name__
    if isinstance(value, dict):
        return [kind, sorted([key, describe(item)] for key, item in value.items())]
    if isinstance(value, (list, tuple)):
        return [kind, [describe(item) for item in value]]
    if isinstance(value, float):
        return [kind, struct.pack(">d", value).hex()]
    return [kind, value.hex() if isinstance(value, bytes) else str(value)]


server = make_server("127.0.0.1", 0, app)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_port, flush=True)
sys.stdin.read()
