"""What the programs of this folder share: where the portal is, and steps that are performed one after another."""

import json
import os
import sys
import urllib.request

from pydantic import BaseModel, ConfigDict

URL, KEY, FAKE, HELLO = (os.environ[name] for name in ("PORTAL_URL", "PORTAL_KEY", "FAKE_URL", "FAKE_HELLO"))
MODEL, TOOL_MODEL, EMBEDDER = "gemma2:2b", "qwen3:4b", "nomic-embed-text"
WEATHER = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
PARIS = {"city": "Paris"}


class Reply(BaseModel):
    """A structured answer."""

    model_config = ConfigDict(extra="forbid")
    answer: str
    sure: bool


# What the backend double makes of the schema of Reply.
REPLY = Reply(answer="text", sure=True)

_steps = []


def step(title, scenario="hello"):
    """Marks a function as a step, which gets a prompt of its own, so that no answer comes from the cache."""

    def mark(function):
        _steps.append((title, scenario, function))
        return function

    return mark


def perform():
    """Performs all steps and prints the outcome of each as a line of JSON."""
    for title, scenario, function in _steps:
        error = None
        try:
            play(scenario)
            function(f"{os.path.basename(sys.argv[0])}: {title}")
        except Exception as thrown:  # One failed step must not hide the others.
            error = f"{type(thrown).__name__}: {thrown}"
        print(json.dumps({"step": title, "error": error}), flush=True)


def play(scenario):
    """Tells the backend double how to answer."""
    body = json.dumps({"name": scenario}).encode()
    request = urllib.request.Request(f"{FAKE}/__fake/scenario", body, {"content-type": "application/json"})
    urllib.request.urlopen(request).close()


def same(actual, expected):
    """Fails unless both are equal."""
    if actual != expected:
        raise AssertionError(f"expected {expected!r}, got {actual!r}")


def holds(condition, what):
    """Fails unless the condition is true."""
    if not condition:
        raise AssertionError(what)


def raises(kind, call, status=None):
    """Fails unless the call ends with this class of error, and this status. Returns the error."""
    try:
        call()
    except Exception as error:
        holds(isinstance(error, kind), f"{type(error).__name__} is no {kind.__name__}: {error}")
        if status is not None:
            same(getattr(error, "status_code", None), status)
        return error
    raise AssertionError(f"no {kind.__name__}")
