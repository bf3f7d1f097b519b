"""Writes flask-contract.json: what Flask's flash() and get_flashed_messages() give, request by request.

Run: python3 packages/flash/vectors/flask-contract.py > packages/flash/vectors/flask-contract.json
"""

import json
import platform
from importlib.metadata import version

from flask import Flask, flash, get_flashed_messages

READ = {"read": {}}
PAIRS = {"read": {"with_categories": True}}


def only(*categories):
    return {"read": {"with_categories": True, "category_filter": list(categories)}}


def say(message, *category):
    return {"flash": [message, *category]}


ROWS = {
    "order and duplicates are kept": [[say("b"), say("a"), say("b")], [READ]],
    "the default category is message": [[say("a")], [PAIRS]],
    "a category is kept": [[say("a", "error"), say("b", "info")], [PAIRS]],
    "a read without categories gives messages": [[say("a", "error")], [READ]],
    "a second read in a request gives the same": [[say("a"), say("b")], [READ, READ, PAIRS]],
    "a read removes": [[say("a")], [READ], [READ]],
    "flashed before a read of the same request is shown at once": [[say("a"), READ], [READ]],
    "flashed after a read of the same request is for the next": [[READ, say("a"), READ], [READ]],
    "with waiting ones: old first, the later for the next": [
        [say("a")], [say("b"), READ, say("c"), READ], [READ], [READ],
    ],
    "unread messages stay": [[say("a")], [], [say("b")], [], [READ]],
    "a filter keeps relative order": [
        [say("1", "error"), say("2", "info"), say("3", "error"), say("4")],
        [only("message", "error")],
    ],
    "a filter consumes the rest too": [[say("1", "error"), say("2", "info")], [only("info")], [PAIRS]],
    "another filter in the same request sees the rest": [
        [say("1", "error"), say("2", "info")], [only("info"), only("error"), PAIRS],
    ],
    "a filter that nothing matches gives nothing": [[say("1", "error")], [only("info")]],
    "an empty filter is none": [[say("1", "error"), say("2", "info")], [only()]],
    "an empty text as filter is none": [
        [say("1", "error")], [{"read": {"with_categories": True, "category_filter": ""}}],
    ],
    "a filter without categories gives messages": [
        [say("1", "error"), say("2", "info")], [{"read": {"category_filter": ["info"]}}],
    ],
    "a text as filter": [
        [say("1", "error"), say("2", "or"), say("3", "info")],
        [{"read": {"with_categories": True, "category_filter": "error"}}],
    ],
    "any JSON value is kept": [
        [say({"a": [1, {"b": None}], "": "ü ✓ \u0000"}), say([]), say({}), say(1.5), say(["error", "x"])],
        [READ],
    ],
    "falsy values are kept": [[say(""), say(0), say(False), say(None)], [READ]],
    "nothing flashed reads as nothing": [[READ]],
    "a read does not mind what was read before": [[say("a")], [READ], [say("b")], [READ]],
}


def run(requests):
    app = Flask(__name__)
    app.secret_key = "a secret of the tests, which has 32 bytes or more"
    results = []

    def act(steps):
        found = []
        for step in steps:
            if "flash" in step:
                flash(*step["flash"])
            else:
                found.append([list(m) if isinstance(m, tuple) else m for m in get_flashed_messages(**step["read"])])
        results.append(found)
        return ""

    current = []
    app.add_url_rule("/", view_func=lambda: act(current[-1]))
    client = app.test_client()
    for steps in requests:
        current.append(steps)
        client.get("/")
    return results


rows = [{"about": about, "requests": requests, "results": run(requests)} for about, requests in ROWS.items()]
made_with = f"Flask {version('flask')}, Python {platform.python_version()}"
print(json.dumps({"made_with": made_with, "rows": rows}, indent=2, ensure_ascii=True))
