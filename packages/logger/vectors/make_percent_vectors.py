#!/usr/bin/env python3
"""Makes rows of what Python's logging makes of a template and its arguments.

    make_percent_vectors.py                     writes percent.json beside this file
    make_percent_vectors.py --fresh N --seed S  prints N other rows

A row is {"template", "args", "text"}, or {"template", "args", "error"} where Python raises. Arguments are texts, safe
integers and non-integral floats, since JavaScript cannot tell 1.0 from 1; a single object holds named values.
"""

import argparse
import json
import logging
import math
import pathlib
import platform
import random
import struct

KEPT_ROWS = 1200
KEPT_SEED = 20261122
SAFE = 2**53 - 1

INTEGERS = [0, 1, -1, 7, 8, 9, 10, -10, 15, 16, 42, 99, 100, 255, -255, 256, 999, 1000, 65535, 10**6, 2**31, -(2**31),
            2**32, 10**15, SAFE, -SAFE]
FLOATS = [0.5, -0.5, 1.5, 2.5, -2.5, 3.5, 0.125, 0.375, 0.625, 1.005, 2.675, 0.1, 0.2, 0.3, 99.95, 9.995, 999999.5,
          9999995.5, 0.0001, 0.00001, 0.00012345, 1e-7, 1.5e-7, 1e-10, 5e-324, 2.2250738585072014e-308, 1e-300, 1 / 3, -2 / 3,
          123456.789, 1234567.891, 0.99999949999, 0.9999995, 9.5, 99.5, 4503599627370495.5, 1e15 + 0.5]
TEXTS = ["", "a", "ab", "ada", "it's", 'say "hi"', """both ' and \"""", "back\\slash", "tab\there", "line\nend", "cr\r",
         "nul\0", "\x1b[31mred", "\x7f", "\x85", "\xa0", "\xad", "é", "ü", "€", "日本", "😀", "a😀b", "👩\u200d🚀", "\u200b",
         "\u2028", "\u2029", "\u202e", "\ufeff", "\ue000", "\ud800", "%s", "100%", "{}", "e\u0301"]
LITERALS = ["", " ", "a", ": ", "%%", "é", "😀 ", "x=", ", ", "\n", "100%% ", "'", "(", ")", "d"]
NAMES = ["user", "n", "a b", "x(y)", "é"]
FLAGS = "-+ 0#"
WIDTHS = [0, 1, 3, 5, 8, 12, 25, -8]
PRECISIONS = [0, 0, 0, 1, 1, 2, 2, 3, 3, 6, 6, 10, 10, 17, 30, 60, 120, -2]


def a_float(rng):
    """A float that is no integer."""
    while True:
        kind = rng.randrange(5)
        if kind == 0:
            value = rng.choice(FLOATS)
        elif kind == 1:
            value = round(rng.uniform(-1000, 1000), rng.randrange(1, 5))
        elif kind == 2:
            value = (rng.randrange(-4000, 4000) + 0.5) / 2 ** rng.randrange(0, 8)
        elif kind == 3:
            value = rng.uniform(-1, 1) * 10.0 ** rng.randrange(-20, 15)
        else:
            value = struct.unpack("<d", rng.randbytes(8))[0]
        if math.isfinite(value) and not value.is_integer():
            return value


def an_integer(rng):
    kind = rng.randrange(3)
    if kind == 0:
        return rng.choice(INTEGERS)
    return rng.randrange(-1000, 1000) if kind == 1 else rng.randrange(-SAFE, SAFE)


def a_text(rng):
    return "".join(rng.choice(TEXTS) for _ in range(rng.choice([1, 1, 1, 2, 3])))


def a_value(rng, letter):
    """A value that fits the letter, and now and then one that may not."""
    if rng.random() < 0.03:
        return rng.choice([a_text, an_integer, a_float])(rng)
    if letter in "sra":
        return rng.choice([a_text, a_text, an_integer, a_float])(rng)
    if letter == "c":
        return rng.choice([rng.choice(["a", "é", "😀", "\n"]), rng.randrange(0x20, 0xD800), rng.randrange(0xE000, 0x110000)])
    if letter in "oxX":
        return an_integer(rng)
    return rng.choice([an_integer, a_float])(rng)


def a_count(rng, args, counts):
    """Digits, nothing, or a star whose value joins the arguments; without arguments (None) never a star."""
    count = rng.choice(counts)
    if args is not None and rng.random() < 0.25:
        args.append(count)
        return "*"
    return rng.choice(["", str(abs(count))])


def a_placeholder(rng, args, named):
    letter = rng.choice("sssrraadddiuoxXeEfFfgGgc")
    flags = "".join(rng.choice(FLAGS) for _ in range(rng.choice([0, 0, 1, 1, 2, 3])))
    width = a_count(rng, args, WIDTHS) if rng.random() < 0.6 else ""
    precision = "." + a_count(rng, args, PRECISIONS) if rng.random() < 0.6 else ""
    value = a_value(rng, letter)
    rest = flags + width + precision + rng.choice(["", "", "", "", "l", "h", "L"]) + letter
    if named is None:
        args.append(value)
        return "%" + rest
    name = rng.choice(NAMES)
    named[name] = value
    return f"%({name}){rest}"


def a_row(rng):
    named, args = (None, []) if rng.random() < 0.85 else ({}, None)
    template = rng.choice(LITERALS)
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        template += a_placeholder(rng, args, named) + rng.choice(LITERALS)
    if named is not None:
        args = [named]
    damage = rng.random()
    if named is None and damage < 0.02:
        args.append(an_integer(rng))
    elif named is None and damage < 0.04 and len(args) > 1:
        args.pop()
    elif damage < 0.06:
        template += rng.choice(["%", "%y", "%D", "%S", "%(", "%5", "%.", "%5%", "%l"])
    return with_outcome(template, args)


def with_outcome(template, args):
    try:
        text = logging.LogRecord("", logging.INFO, "", 0, template, tuple(args), None).getMessage()
        return {"template": template, "args": args, "text": text}
    except (TypeError, ValueError, KeyError, OverflowError) as error:
        return {"template": template, "args": args, "error": type(error).__name__}


def make_rows(count, seed):
    rng = random.Random(seed)
    return [a_row(rng) for _ in range(count)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--fresh", type=int, metavar="N")
    parser.add_argument("--seed", type=int, default=KEPT_SEED)
    options = parser.parse_args()
    if options.fresh is not None:
        print(json.dumps(make_rows(options.fresh, options.seed)))
        return
    rows = ",\n".join("    " + json.dumps(row) for row in make_rows(KEPT_ROWS, options.seed))
    made_with = json.dumps(f"make_percent_vectors.py, Python {platform.python_version()}")
    text = f'{{\n  "made_with": {made_with},\n  "rows": [\n{rows}\n  ]\n}}\n'
    pathlib.Path(__file__).with_name("percent.json").write_text(text)


main()
