"""The Flask side: Flask's quickstart, of which some routes have moved to app.ts. It prints its port, and ends with stdin."""
import logging
import os
import sys
import threading

from flask import Flask, flash, get_flashed_messages, redirect, request, session, url_for
from markupsafe import escape
from werkzeug.serving import make_server

app = Flask(__name__)
app.secret_key = os.environ["SECRET_KEY"]
logging.getLogger("werkzeug").setLevel(logging.ERROR)


@app.get("/")
def index():
    messages = "".join(f"<li>{escape(message)}</li>" for message in get_flashed_messages())
    if "username" in session:
        return (
            f"<ul>{messages}</ul><p>Logged in as {escape(session['username'])}"
            f" ({escape(session.get('theme', 'light'))})</p>"
            '<p><a href="/theme">Theme</a></p><form method="post" action="/logout"><button>Log out</button></form>'
        )
    return f'<ul>{messages}</ul><p>You are not logged in</p><p><a href="/login">Log in</a></p>'


@app.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "POST":
        session["username"] = request.form["username"]
        session["score"] = 1.0  # a float, which stays one
        flash("You were logged in")
        return redirect(url_for("index"))
    return '<form method="post"><input name="username" aria-label="Username"><button>Log in</button></form>'


@app.get("/score")
def score():
    return repr(session.get("score"))


server = make_server("127.0.0.1", 0, app)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_port, flush=True)
sys.stdin.read()
