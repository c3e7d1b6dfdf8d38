"""The address a server listens on, taken before anything slow is done; when it is taken, by whom and what to do."""

from __future__ import annotations

import contextlib
import errno
import socket
from pathlib import Path

from knowledge.errors import Unavailable

_NEAR = 20


def listening(host: str, port: int) -> socket.socket:
    """A listening socket. Raises `Unavailable` naming the holder of the port and a free one near it."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise Unavailable(f"OPC_HOST={host} 不是能用的地址。请改成 127.0.0.1，或者本机网卡的地址。", field="OPC_HOST") from error
    found = socket.socket(family, kind)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(address)
        found.listen(2048)
    except OSError as error:
        found.close()
        raise _refusal(host, port, error) from error
    return found


def _refusal(host: str, port: int, error: OSError) -> Unavailable:
    if error.errno == errno.EADDRINUSE:
        who, free = holder(port), _free_near(host, port)
        by = f"，占用它的是 {who}" if who else ""
        other = f"OPC_PORT={free} opc serve" if free else "OPC_PORT=另一个端口 opc serve"
        return Unavailable(f"端口 {port} 已被占用{by}。请先结束它，或者换一个端口：{other}", field="OPC_PORT")
    if error.errno == errno.EACCES:
        return Unavailable(f"没有权限使用端口 {port}。请换一个 1024 以上的端口：OPC_PORT=8000 opc serve", field="OPC_PORT")
    if error.errno == errno.EADDRNOTAVAIL:
        return Unavailable(f"OPC_HOST={host} 不是本机的地址。请改成 127.0.0.1，或者本机网卡的地址。", field="OPC_HOST")
    return Unavailable(f"不能在 {host}:{port} 上监听（{error.strerror}）。", field="OPC_PORT")


def holder(port: int) -> str:
    """Who listens on the port, as "command（进程 123）"; empty where the system does not tell."""
    inodes = _listeners(port)
    for process in Path("/proc").glob("[0-9]*") if inodes else ():
        with contextlib.suppress(OSError):
            for handle in (process / "fd").iterdir():
                if str(handle.readlink()).removeprefix("socket:[").removesuffix("]") in inodes:
                    command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace").strip()
                    return f"{command[:80]}（进程 {process.name}）"
    return ""


def _listeners(port: int) -> set[str]:
    """Inodes of the sockets that listen on the port, as Linux tells them."""
    found = set()
    for table in ("tcp", "tcp6"):
        with contextlib.suppress(OSError):
            for line in Path("/proc/net", table).read_text(encoding="ascii").splitlines()[1:]:
                parts = line.split()
                if int(parts[1].rpartition(":")[2], 16) == port and parts[3] == "0A":
                    found.add(parts[9])
    return found


def _free_near(host: str, port: int) -> int | None:
    for near in range(port + 1, min(port + _NEAR, 65535)):
        with contextlib.suppress(OSError), socket.create_server((host, near)):
            return near
    return None
