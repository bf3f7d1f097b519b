"""Writes proxy-fix.json beside this file, from the real ProxyFix of Werkzeug (pip install werkzeug).

Each case is one request: the counts, the headers, and what an app behind ProxyFix sees. `accepted` are cases in which
every trusted value is valid, and in which we must agree. In `refused` one trusted value, named by `part`, is not what
its header should hold: Werkzeug passes it on, or takes the whole list for empty, and we must not.
"""

import importlib.metadata
import itertools
import json
import pathlib

from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

PEER = "127.0.0.1"
BASES = ["http://127.0.0.1:5000", "http://app.internal", "https://app.internal:8443"]


def see(url, counts, headers):
    seen = {}

    def app(environ, start_response):
        request = Request(environ)
        seen.update(host=request.host, scheme=request.scheme, address=request.remote_addr)
        try:
            seen.update(url=request.url)
        except ValueError as error:
            seen.update(url=None, error=str(error))
        return []

    builder = EnvironBuilder(path="/a/b", query_string="q=1", base_url=url, headers=headers)
    environ = builder.get_environ()
    environ["REMOTE_ADDR"] = PEER
    trusted = {f"x_{part}": counts.get(part, 0) for part in ("for", "proto", "host", "port", "prefix")}
    ProxyFix(app, **trusted)(environ, None)
    return seen


def case(url, counts, headers, **more):
    names = {f"X-Forwarded-{part.capitalize()}": value for part, value in headers.items()}
    seen = see(url, counts, names)
    return dict(url=f"{url}/a/b?q=1", trusted=counts, headers=names, seen=seen, **more)


LISTS = [
    ["203.0.113.1"],
    ["203.0.113.1", "203.0.113.2"],
    ["203.0.113.1", "203.0.113.2", "203.0.113.3"],
]
JOINS = [", ", ",", " , ", ",,", ", ,", "\t,\t"]

accepted = []
for items, join, count in itertools.product(LISTS, JOINS, range(5)):
    accepted.append(case(BASES[0], {"for": count}, {"for": join.join(items)}))
for value in [
    "", " ", ",", ", ,", "203.0.113.1,", ",203.0.113.1", " 203.0.113.1 ", '"203.0.113.1"', '"203.0.113.1" , "203.0.113.2"',
    '"a, b", 203.0.113.1', '203.0.113.1, "a, b"', '"a\\", b", 203.0.113.1', '203.0.113.1, "a\\\\"', 'x"a, b"y, 203.0.113.1',
    "2001:db8::1", '"2001:db8::1", 203.0.113.1', "unknown, 203.0.113.1", "evil, 203.0.113.1, 203.0.113.2",
]:
    for count in (1, 2):
        seen = case(BASES[0], {"for": count}, {"for": value})
        if seen["seen"]["address"] not in ("a, b", 'a", b', "a\\", 'x"a, b"y', "unknown"):
            accepted.append(seen)
for base, proto, count in itertools.product(BASES, ["http", "https", "http, https", "https,http", "https, , ", '"https"'], range(3)):
    accepted.append(case(base, {"proto": count}, {"proto": proto}))
for base, host in itertools.product(BASES, [
    "example.com", "example.com:8443", "example.com:80", "example.com:443", "a.example, b.example",
    "198.51.100.7", "198.51.100.7:81", "[2001:db8::1]", "[2001:db8::1]:8443", '"example.com:8443"', "example.com.",
]):
    for count in (0, 1, 2):
        accepted.append(case(base, {"host": count}, {"host": host}))
for base, port in itertools.product(BASES, ["80", "443", "8080", "65535", "80, 443", "1"]):
    for counts in ({"port": 1}, {"port": 2}, {"port": 1, "proto": 1}, {"port": 1, "proto": 1, "host": 1}):
        headers = {"port": port, "proto": "https", "host": "example.com:99"}
        accepted.append(case(base, counts, headers))
for prefix in ["/app", "/app/", "/", "/a/b", "/a, /b", "/a-b_c.d~e", '"/app"']:
    for counts in ({"prefix": 0}, {"prefix": 1}, {"prefix": 2}, {"prefix": 1, "host": 1}):
        accepted.append(case(BASES[0], counts, {"prefix": prefix, "host": "example.com"}))
full = {"for": "198.51.100.1, 203.0.113.1", "proto": "http, https", "host": "a.example, b.example", "port": "1, 443", "prefix": "/x, /y"}
for counts in [(1,) * 5, *itertools.product((0, 2), repeat=5)]:
    accepted.append(case(BASES[0], dict(zip(("for", "proto", "host", "port", "prefix"), counts)), full))

refused = []
for part, values in {
    "for": ["unknown", "_hidden", "evil", "1.2.3", "256.1.1.1", "01.2.3.4", "1.2.3.4/8", "1.2.3.4;x", "::g", "1::2::3", "<script>", "[::1", "::1]"],
    "proto": ["javascript", "ftp", "file", "httpss", "https:", "//evil", "http/1.1"],
    "host": ["evil.example/", "evil.example/path", "a@evil.example", "evil .example", "evil.example?x", "evil.example#x", "evil.example:", "evil.example:0", "evil.example:65536",
             "evil.example:80:80", "evil%2eexample", "[::1", "[::g]", "::1", "999.1.1.1", "a..b", ".", "<script>", "evil\\example", "//evil.example", "http://evil.example"],
    "port": ["0", "-1", "65536", "080", "80x", "+80", "8 0", "1e3", "443/evil", "@evil.example"],
    "prefix": ["app", "//evil.example", "/a//b", "/a//", "/..", "/a/../b", "/./a", "/%2e%2e", "/a?b", "/a#b", "/a\\b", "\\evil", "http://evil.example", "/a b", "/;x", "javascript:alert(1)"],
}.items():
    for value in values:
        refused.append(case(BASES[0], {part: 1}, {part: value}, part=part))
# A client puts a quote in front of the address that the proxy appends, and the list is empty for Werkzeug.
refused.append(case(BASES[0], {"for": 1}, {"for": '"evil, 203.0.113.1'}, part="quote"))
refused.append(case(BASES[0], {"for": 2}, {"for": '"evil, 203.0.113.1, 203.0.113.2'}, part="quote"))

made_with = f"Werkzeug {importlib.metadata.version('werkzeug')}"
cases = dict(made_with=made_with, peer=PEER)


def lines(name, rows):
    text = ",\n".join("    " + json.dumps(row) for row in rows)
    return f'  "{name}": [\n{text}\n  ]'


text = ",\n".join([f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in cases.items()] + [lines("accepted", accepted), lines("refused", refused)])
pathlib.Path(__file__).with_name("proxy-fix.json").write_text("{\n" + text + "\n}\n")
print(made_with, len(accepted), "accepted,", len(refused), "refused")
