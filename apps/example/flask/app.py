"""The Flask side: Flask's quickstart, of which some routes have moved to app.ts. It prints its port, and ends with stdin."""
import logging
import os
import sys
import threading

from flask import Flask, flash, redirect, render_template, request, session, url_for
from werkzeug.serving import make_server

app = Flask(__name__)
app.config.update(SECRET_KEY=os.environ["SECRET_KEY"], SESSION_COOKIE_SAMESITE="Lax")
logging.getLogger("werkzeug").setLevel(logging.ERROR)


@app.get("/")
def index():
    return render_template("index.html")


@app.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "GET":
        return render_template("login.html")
    session["username"] = request.form["username"]
    session["score"] = 1.0  # a float, which stays one
    flash("You were logged in")
    return redirect("/account" if request.form.get("next") == "account" else url_for("index"))


@app.post("/logout")
def logout():
    session.clear()
    flash("You were logged out")
    return redirect(url_for("index"))


@app.get("/score")
def score():
    return repr(session.get("score"))


server = make_server("127.0.0.1", 0, app)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_port, flush=True)
sys.stdin.read()
