"""The other server of flask.live.test.ts: real Flask on a free port of 127.0.0.1, which it prints; it ends with stdin."""
import datetime
import math
import os
import sys
import threading
import uuid

from flask import Flask, flash, get_flashed_messages, jsonify, request, session
from markupsafe import Markup
from werkzeug.serving import make_server

app = Flask(__name__)
app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]

KEPT = {
    "_user_id": "7",
    "_fresh": True,
    "_id": "f" * 128,
    "csrf_token": "0123456789abcdef",
    "big": 2**63 - 1,
    "float": 1.0,
    "large": 1e16,
    "small": 1e-05,
    "not a number": [math.nan, math.inf, -math.inf, -0.0, 10**40, -(2**63)],
    "empty": ["", b"", (), [], {}, Markup("")],
    "like tags": [{" t": {" di": (1,)}}, {" b": "x"}, {" di__": 1}, {" t": 1, " b": 2}],
    "list": [1, 2.0, None, {"a": (1, 2)}],
    "pair": ("x", 1.0),
    "bytes": b"\x00\xff",
    "html": Markup("<b>hi</b>"),
    "uuid": uuid.UUID(int=7),
    "when": datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc),
    "\ue000": "private use",
    "🍪": "astral",
}


@app.post("/login/<username>")
def login(username):
    session["username"] = username
    session.permanent = "permanent" in request.args
    return "ok"


@app.get("/who")
def who():
    return session.get("username", "nobody")


@app.post("/logout")
def logout():
    session.clear()
    return "ok"


@app.post("/flash/<category>/<message>")
def keep_message(category, message):
    flash(message, category)
    return "ok"


@app.get("/messages")
def messages():
    return jsonify(get_flashed_messages(with_categories=True))


@app.post("/flash-markup")
def keep_markup():
    flash(Markup("<b>Saved.</b>"))
    flash(2**63)
    return "ok"


@app.post("/dates")
def dates():
    india = datetime.timezone(datetime.timedelta(hours=5, minutes=30))
    session["zoned"] = datetime.datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=india)
    session["naive"] = datetime.datetime(2026, 1, 2, 3, 4, 5, 999999)
    session["old"] = datetime.datetime(1582, 10, 15, tzinfo=datetime.timezone.utc)
    session["last"] = datetime.datetime.max
    return "ok"


@app.post("/keep")
def keep():
    session.update(KEPT)
    return "ok"


@app.get("/kept")
def kept():
    """What differs from what was kept, types included."""
    return jsonify([key for key, value in KEPT.items() if not is_same(session.get(key), value)])


@app.get("/repr")
def show():
    return jsonify({key: repr(value) for key, value in session.items()})


def is_same(a, b):
    if type(a) is not type(b):
        return False
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(is_same(a[key], b[key]) for key in a)
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(is_same, a, b))
    return repr(a) == repr(b)


server = make_server("127.0.0.1", 0, app)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_port, flush=True)
sys.stdin.read()
