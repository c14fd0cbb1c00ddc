"""Runs every client against a server of its own, and prints a table: client × action."""

import importlib
import json
import os
import subprocess
import sys
import tempfile

from server import Server

# What a client cannot do, with the reason. A row that is not walked without a reason is an error.
ONE_NODE = "the driver has methods for one node only"
NO_METHOD = "the client has no method for it"
LISTS_TAGS = "the package calls ListTagResources first, which the mock does not model"
FLAG = "the client writes true or false"
REASONS = {
    "apache-libcloud": {
        "AllTogether": ONE_NODE,
        "DeleteInstances": ONE_NODE,
        "RebootInstances": ONE_NODE,
        "StartInstances": ONE_NODE,
        "StopInstances": ONE_NODE,
        "SuccessFirst": ONE_NODE,
        "dry run, plural": ONE_NODE,
        "RunInstances": "the driver creates with CreateInstance and StartInstance",
        "StopInstance StopCharging": "the driver sends ForceStop only",
        "dry run": "the driver has no such parameter",
        "paging by token": "the driver pages by number",
        "DescribeInstanceAttribute": NO_METHOD,
        "DescribeInstanceStatus": NO_METHOD,
        "ModifyInstanceAttribute": NO_METHOD,
        "ModifyInstanceAutoReleaseTime": NO_METHOD,
        "ReActivateInstances refused": NO_METHOD,
        "TagResources": NO_METHOD,
        "UntagResources": NO_METHOD,
        "filter by tag": NO_METHOD,
        "invalid boolean": FLAG,
        "throttled, tried again": "the driver leaves that to its caller",
    },
    "footmark": {
        "AllTogether": "the package calls once for each instance",
        "DeleteInstances": "the package calls DeleteInstance for each instance",
        "RebootInstances": "the package calls RebootInstance for each instance",
        "StartInstances": "the package calls StartInstance for each instance",
        "StopInstances": "the package calls StopInstance for each instance",
        "SuccessFirst": "the package calls once for each instance",
        "dry run, plural": "the package has no such parameter",
        "StopInstance StopCharging": "the package sends ForceStop only",
        "dry run": "the package has no such parameter",
        "paging by token": "the package pages by number",
        "ReActivateInstances refused": NO_METHOD,
        "ModifyInstanceAutoReleaseTime": NO_METHOD,
        "TagResources": LISTS_TAGS,
        "UntagResources": LISTS_TAGS,
        "client token": "the package makes a token of its own for every call",
        "invalid boolean": FLAG,
    },
}

# The rows of which a client does one: it tries again by itself, or it does not.
ALTERNATIVES = [{"throttled, tried again", "throttled, not tried again"}]


def node(server):
    """Runs the clients for Node."""
    here = os.path.dirname(os.path.abspath(__file__))
    ran = subprocess.run(["node", os.path.join(here, "client_node.mjs"), server.address], stdout=subprocess.PIPE,
                         text=True, timeout=300, check=False)
    if ran.returncode != 0:
        raise SystemExit("the clients for Node failed")
    return [type("Walk", (), walk)() for walk in json.loads(ran.stdout)]


def main():
    """Runs the clients named as arguments."""
    walks = []
    for name in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as directory:
            server = Server(directory)
            try:
                walks += node(server) if name == "node" else importlib.import_module(name).run(server)
                calls = server.ask("GET", "calls")
                assert calls and all("client-secret" not in str(call) for call in calls)
            finally:
                server.stop()
    if out := os.environ.get("CLIENT_RESULTS"):
        with open(out, "w", encoding="utf-8") as file:
            json.dump([{"name": walk.name, "done": walk.done} for walk in walks], file)


def table(files):
    """Prints what the runs of all environments did, as Markdown."""
    walks = []
    for name in files:
        with open(name, encoding="utf-8") as file:
            walks += json.load(file)
    rows = sorted({what for walk in walks for what in walk["done"]})
    numbers = range(1, len(walks) + 1)
    print("| action | " + " | ".join(map(str, numbers)) + " |")
    print("|---" * (len(walks) + 1) + "|")
    for what in rows:
        print(f"| {what} | " + " | ".join("✓" if what in walk["done"] else "–" for walk in walks) + " |")
    print()
    unexplained = []
    for number, walk in zip(numbers, walks):
        reasons, done = REASONS.get(walk["name"], {}), set(walk["done"])
        print(f"{number}. {walk['name']}, {len(done)} of {len(rows)} rows")
        for what in (what for what in rows if what not in done):
            other = next((alternatives - {what} for alternatives in ALTERNATIVES if what in alternatives), set())
            reason = reasons.get(what) or ("it does the other" if other & done else None)
            print(f"   * {what}: {reason}")
            unexplained += [] if reason else [f"{walk['name']}: {what}"]
        unexplained += [f"{walk['name']} does {what}" for what in reasons if what in done]
    if unexplained:
        raise SystemExit("without a reason, or with one that does not hold: " + "; ".join(unexplained))
    print(f"\n{len(walks)} passed, 0 failed")


if __name__ == "__main__":
    if sys.argv[1] == "--table":
        table(sys.argv[2:])
    else:
        main()
