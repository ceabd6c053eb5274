"""Ports for children."""

from pathlib import Path

from sandbox.child import free_ports

LINUX_RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")


def test_a_free_port_is_none_that_an_outgoing_connection_may_take() -> None:
    first = int(LINUX_RANGE.read_text().split()[0]) if LINUX_RANGE.exists() else 32_768
    ports = free_ports(50)
    assert len(set(ports)) == 50
    assert all(1024 < port < first for port in ports)
