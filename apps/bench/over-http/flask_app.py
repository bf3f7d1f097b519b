"""The four requests, answered by Flask with its own session: one module for gunicorn."""

import itertools
import os

from flask import Flask, session

app = Flask(__name__)
app.config.update(SECRET_KEY=os.environ["BENCH_SECRET"], SESSION_COOKIE_SAMESITE="Lax")
numbers = itertools.count(1)


@app.get("/untouched")
def untouched():
    return "hello"


@app.get("/read")
def read():
    if "username" not in session:
        return "nobody"
    return f"{session['username']}:{session['n']}"


@app.get("/write")
def write():
    session["n"] = next(numbers)
    return "written"


@app.get("/login")
def login():
    session.update(username="ada", theme="dark", cart=[1, 2, 3], n=0)
    return "in"
