"""nginx as docs/running.md sets it up, on loopback and with a certificate of its own."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import needs
from tests.servers import live, ports, tls

# What a package of nginx sets around the server, with every file that it writes below one folder.
AROUND = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/start.log;
events {{}}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {servers}
}}
"""


@dataclass
class Nginx:
    """The ports at which it listens, and the folder of everything that it writes."""

    http: int
    https: int
    folder: Path


def documented() -> str:
    """The servers as the page for operators gives them."""
    page = (live.ROOT / "docs" / "running.md").read_text()
    (block,) = re.findall(r"```nginx\n(.*?)```", page, re.DOTALL)
    return block


def on_loopback(block: str, nginx: Nginx, *, web: int, certificate: Path) -> str:
    """The same with the ports, the certificate and the folders of this test; every other word stays."""
    changes = {
        r"listen \[::\]:.*;\n": "",
        r"listen 80;": f"listen 127.0.0.1:{nginx.http};",
        r"listen 443 ": f"listen 127.0.0.1:{nginx.https} ",
        r"(ssl_certificate|ssl_certificate_key) .*;": rf"\1 {certificate};",
        r"error_log \S+ ": f"error_log {nginx.folder}/error.log ",
        r"/srv/bulletin/": f"{live.ROOT}/",
        r"127\.0\.0\.1:8000": f"127.0.0.1:{web}",
    }
    for found, given in changes.items():
        block, count = re.subn(found, given, block)
        assert count, f"docs/running.md has no “{found}”"
    return block


@contextmanager
def running(system: live.LiveSystem) -> Iterator[Nginx]:
    """Start it before the web process of this system."""
    if shutil.which("nginx", path="/usr/sbin:/usr/bin") is None:
        needs.missing("nginx is not installed: apt install nginx-light")
    folder = system.var_dir / "nginx"
    folder.mkdir()
    nginx = Nginx(ports.free(), ports.free(), folder)
    servers = on_loopback(documented(), nginx, web=system.port, certificate=tls.certificate(folder))
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder, servers=servers))
    command = [shutil.which("nginx", path="/usr/sbin:/usr/bin") or "", "-p", str(folder), "-c", "nginx.conf"]
    system.start("nginx", command)
    ports.wait_for(nginx.https)
    yield nginx
