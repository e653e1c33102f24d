"""What runs the product in real use says the same everywhere, and keeps to itself what nobody else should reach."""

import re
import shlex
import shutil
import subprocess
from configparser import ConfigParser

import pytest
import yaml

from tests import needs
from tests.house.sources import ROOT

PROCESSES = ("web", "worker", "beat")


def composed():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]


def unit(name):
    parser = ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read_string((ROOT / f"docs/systemd/bulletin-{name}.service").read_text())
    return parser


def words_of_procfile(process):
    return shlex.split(re.search(rf"^{process}: (.*)$", (ROOT / "Procfile").read_text(), re.MULTILINE)[1])


def words_of_makefile(process):
    recipe = re.search(rf"^{process}: .*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(), re.MULTILINE)[1]
    return shlex.split(re.search(r"@exec \$\(VENV\)/bin/(.*)", recipe)[1])


def words_of_unit(process):
    return shlex.split(unit(process)["Service"]["ExecStart"].removeprefix("/srv/bulletin/.venv/bin/"))


@pytest.mark.parametrize("process", PROCESSES)
def test_each_process_is_the_same_wherever_it_is_started(process):
    assert composed()[process]["command"] == f"make {process}"
    assert words_of_unit(process) == words_of_makefile(process)
    # In one terminal, more is said on the command line.
    assert set(words_of_makefile(process)) <= set(words_of_procfile(process))


def test_the_worker_has_time_to_finish_its_message():
    assert composed()["worker"]["stop_grace_period"] == "90s"
    assert unit("worker")["Service"]["TimeoutStopSec"] == "90"


def test_nothing_but_the_web_server_can_be_reached_and_that_on_loopback():
    published = {name: service["ports"] for name, service in composed().items() if "ports" in service}
    assert list(published) == ["web"]
    assert all(port.startswith("127.0.0.1:") for port in published["web"])
    for name in ("postgres", "redis"):
        assert composed()[name]["networks"] == ["inside"]


@pytest.mark.parametrize("name", [*PROCESSES, "migrate"])
def test_our_containers_can_write_only_what_they_need_and_nobody_is_root(name):
    service = composed()[name]
    assert service["read_only"]
    assert (service["cap_drop"], service["security_opt"]) == (["ALL"], ["no-new-privileges:true"])
    assert service["volumes"] == ["data:/data"]
    assert re.search(r"^USER (\w+)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)[1] == "bulletin"


@pytest.mark.parametrize("process", PROCESSES)
def test_our_units_can_write_only_what_they_need_and_nobody_is_root(process):
    service = unit(process)["Service"]
    assert (service["User"], service["StateDirectory"], service["ProtectSystem"]) == ("bulletin", "bulletin", "strict")
    assert service["Environment"].startswith("VAR_DIR=/var/lib/bulletin ")


def test_every_service_is_looked_after():
    assert [name for name, service in composed().items() if "healthcheck" not in service] == ["migrate"]


def test_no_secret_stands_in_the_files_of_the_repository():
    text = (ROOT / "docker-compose.yml").read_text() + (ROOT / "Dockerfile").read_text()
    assert re.findall(r"(?<!{)\b\w*(?:PASSWORD|SECRET|TOKEN)\w*: *(\S+)", text) == ["${POSTGRES_PASSWORD:?set"]


@pytest.mark.slow
def test_docker_compose_understands_the_file(tmp_path):
    program = shutil.which("docker-compose")
    if program is None:
        needs.missing("docker-compose is not installed: apt install docker-compose")
    shutil.copy(ROOT / "docker-compose.yml", tmp_path)
    (tmp_path / ".env").write_text("")
    command = [program, "config"]

    refused = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    (tmp_path / ".env").write_text("POSTGRES_PASSWORD=x\n")
    understood = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert refused.returncode != 0
    assert "set it in .env" in refused.stderr
    assert understood.returncode == 0, understood.stderr
    assert "postgres://bulletin:x@postgres:5432/bulletin" in understood.stdout
