"""The package: the command, the README, types, and the time of an import."""

import json
import re
import statistics
import subprocess
import sys
from importlib import resources
from pathlib import Path

from fleet import cases, table
from pyarrow import parquet

import instance_lifecycle as il

README = Path(__file__).resolve().parents[1] / "README.md"


def run(*arguments, **more):
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False, **more)


def test_the_script_of_the_readme_prints_what_it_says():
    text = README.read_text(encoding="utf-8")
    script, output = re.search(r"```python\n(.*?)```\n\n```text\n(.*?)```", text, re.DOTALL).groups()
    assert len(script.strip().splitlines()) == 4
    ran = run("-c", script)
    assert (ran.stdout, ran.stderr) == (output, "")
    others = re.findall(r"```python\n(.*?)```", text, re.DOTALL)[1:]
    assert [run("-c", script).returncode for script in others] == [0] * len(others)


def test_the_module_is_the_command():
    ran = run("-m", "instance_lifecycle", "plan", "StartInstance", input='{"InstanceId": "i-1", "Status": "Running"}')
    assert ran.returncode == 1 and "403 IncorrectInstanceStatus" in ran.stdout
    assert run("-m", "instance_lifecycle", "--version").stdout.startswith("lifecycle ")
    failed = run("-m", "instance_lifecycle", "plan", "--nonsense")
    assert failed.returncode == 2 and failed.stderr.startswith("error: unexpected argument '--nonsense'")


def test_the_command_reads_tables(tmp_path):
    file = tmp_path / "calls.parquet"
    parquet.write_table(table(24), file)
    ran = run("-m", "instance_lifecycle", "plan", "--format", "json", str(file))
    codes = [json.loads(line).get("Code") for line in ran.stdout.splitlines()]
    assert codes == [answer.get("Code") for answer in il.answers(cases(24))]
    assert ran.stderr == ""


def test_the_server_module_is_the_server():
    assert run("-m", "instance_lifecycle.server", "--version").stdout.startswith("lifecycle-server ")
    failed = run("-m", "instance_lifecycle.server", "--listen", "nowhere")
    assert failed.returncode == 2 and "nowhere" in failed.stderr


def test_the_types_are_part_of_the_package():
    files = {file.name for file in resources.files("instance_lifecycle").iterdir()}
    assert {"py.typed", "_native.pyi"} <= files


def test_the_import_takes_less_than_100_ms():
    def measure():
        ran = run("-X", "importtime", "-c", "import instance_lifecycle")
        (line,) = [line for line in ran.stderr.splitlines() if line.endswith("| instance_lifecycle")]
        return int(line.split("|")[1]) / 1000

    # A loaded machine is slower, never faster.
    times = [measure() for _ in range(5)]
    assert min(times) < 100, f"{statistics.median(times)} ms"
