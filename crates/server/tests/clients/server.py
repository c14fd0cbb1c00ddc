"""Starts lifecycle-server, and asks its admin interface. `python3 server.py` lists what each client did."""

import json
import os
import subprocess
import urllib.request

KEYS = {"client-id": {"Secret": "client-secret", "Account": "clients"}}


class Server:
    """A server on a free port, whose tasks are complete at once."""

    def __init__(self, directory, *options):
        keys = os.path.join(directory, "keys.json")
        with open(keys, "w", encoding="utf-8") as file:
            json.dump(KEYS, file)
        program = os.environ["LIFECYCLE_SERVER"]
        arguments = [program, "--listen", "127.0.0.1:0", "--keys", keys, *options]
        self.process = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
        self.address = json.loads(self.process.stdout.readline())["Address"]
        self.port = int(self.address.rsplit(":", 1)[1])

    def ask(self, method, path, body=None):
        """Makes a request of the admin interface."""
        data = None if body is None else json.dumps(body).encode()
        url = f"http://{self.address}/_lifecycle/{path}?Account=clients"
        request = urllib.request.Request(url, data=data, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            text = answer.read().decode()
        return [json.loads(line) for line in text.splitlines()] if path == "calls" else json.loads(text)

    def fault(self, **fault):
        """Injects a fault."""
        self.ask("POST", "faults", fault)

    def stop(self):
        """Ends the server, which must end well."""
        self.process.terminate()
        assert self.process.wait(timeout=20) == 0
