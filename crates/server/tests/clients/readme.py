"""Runs the Python of the README: the snippet against a server, and the fixture under pytest."""

import json
import os
import re
import subprocess
import sys
import tempfile

TEST = '''

def test_an_instance_is_stopped_when_its_time_has_come(ecs):
    ecs.ask("POST", "instances", {"InstanceId": "i-1", "Status": "Running"})
    call = "?Action=StopInstance&InstanceId=i-1&Version=2014-05-26&Format=JSON"
    urllib.request.urlopen(f"{ecs.url}/{call}").close()
    states = [ecs.ask("GET", "instances/i-1")["Status"]]
    ecs.ask("POST", "clock/advance", {"UntilIdle": True})
    states.append(ecs.ask("GET", "instances/i-1")["Status"])
    assert states == ["Stopping", "Stopped"]
'''


def main():
    """Runs both."""
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, "..", "..", "README.md"), encoding="utf-8") as file:
        readme = file.read()

    def code(name):
        return re.search(rf"<!-- {name} -->\n```python\n(.*?)```\n<!-- end -->", readme, re.DOTALL).group(1)

    program = os.environ["LIFECYCLE_SERVER"]
    fixture = code("fixture.py")
    assert len(fixture[fixture.index("@pytest.fixture"):].splitlines()) <= 20
    with subprocess.Popen([program, "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, text=True) as server:
        port = json.loads(server.stdout.readline())["Address"].rsplit(":", 1)[1]
        try:
            snippet = code("snippet.py")
            assert "port=8765" in snippet
            subprocess.run([sys.executable, "-W", "ignore", "-c", snippet.replace("port=8765", f"port={port}")], check=True)
        finally:
            server.terminate()
    with tempfile.TemporaryDirectory() as directory:
        with open(os.path.join(directory, "test_readme.py"), "w", encoding="utf-8") as file:
            file.write(fixture + TEST)
        os.symlink(program, os.path.join(directory, "lifecycle-server"))
        environment = {**os.environ, "PATH": directory + os.pathsep + os.environ["PATH"]}
        subprocess.run([sys.executable, "-m", "pytest", "--quiet", directory], env=environment, check=True)


if __name__ == "__main__":
    main()
