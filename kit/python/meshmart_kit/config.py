"""A process's configuration: read once from the environment, complete or refused with a sentence that names the variable."""

import os
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass

EVERY_ADDRESS = ("0.0.0.0", "::")


@dataclass(frozen=True)
class Config:
    """What the runner, Kubernetes and the tests tell a process."""

    service: str
    """Mesh name: "recommendations"."""
    instance: str
    """Unique to this run of the process: "recommendations-1a2b3c4d"."""
    host: str
    """Address that servers bind to."""
    advertise_host: str
    """Address that others reach this process at."""
    port: int
    """gRPC port; 0 takes a free one."""
    admin_port: int
    """HTTP port of /metrics and /healthz; 0 takes a free one."""
    nats_url: str
    log_level: str


def read_config(service: str, env: Mapping[str, str] = os.environ) -> Config:
    """Reads what every process needs. Raises a ValueError whose message says which variable to set."""
    host = env.get("HOST") or "127.0.0.1"
    nats_url = env.get("NATS_URL")
    if not nats_url:
        raise ValueError("Set NATS_URL, for example NATS_URL=nats://127.0.0.1:4222 (npm start sets it for you).")
    return Config(
        service=service,
        instance=env.get("INSTANCE_ID") or new_instance_id(service),
        host=host,
        advertise_host=env.get("ADVERTISE_HOST") or (_own_address(host) if host in EVERY_ADDRESS else host),
        port=_read_port(env, "PORT"),
        admin_port=_read_port(env, "ADMIN_PORT"),
        nats_url=nats_url,
        log_level=env.get("LOG_LEVEL") or "info",
    )


def new_instance_id(service: str) -> str:
    return f"{service}-{secrets.token_hex(4)}"


def _read_port(env: Mapping[str, str], name: str) -> int:
    text = env.get(name) or "0"
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise ValueError(f'{name} must be a port from 0 to 65535, not "{text}".')
    return int(text)


def _own_address(host: str) -> str:
    """The machine's own address, for a process that listens on all of them. xDS clients take addresses only, no names."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Sends nothing: a datagram socket that is connected has chosen the address that it would send from.
            probe.connect(("192.0.2.1", 9))
            return probe.getsockname()[0]
        except OSError:
            raise ValueError(
                f"HOST is {host} and the machine has no IPv4 address of its own. Set ADVERTISE_HOST."
            ) from None
