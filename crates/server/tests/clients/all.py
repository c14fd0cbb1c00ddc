"""Runs every client against a server of its own, and prints a table: client × action."""

import importlib
import json
import os
import subprocess
import sys
import tempfile

from server import Server

# What a client cannot do, with the reason.
REASONS = {
    "apache-libcloud": {
        "RunInstances": "the driver creates with CreateInstance and StartInstance",
        "plural actions": "the driver has methods for one node only",
        "StopInstance StopCharging": "the driver sends ForceStop only",
        "dry run": "the driver has no such parameter",
        "paging by token": "the driver pages by number",
        "tags": "the driver has no methods for them",
    },
    "footmark": {
        "StopInstance StopCharging": "the package sends ForceStop only",
        "dry run": "the package has no such parameter",
        "paging by token": "the package pages by number",
    },
}


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
    for number, walk in zip(numbers, walks):
        print(f"{number}. {walk['name']}, {len(walk['done'])} rows")
        for what, reason in REASONS.get(walk["name"], {}).items():
            print(f"   * {what}: {reason}")
    print(f"\n{len(walks)} passed, 0 failed")


if __name__ == "__main__":
    if sys.argv[1] == "--table":
        table(sys.argv[2:])
    else:
        main()
