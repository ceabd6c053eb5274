"""Azurite as a child process."""

from pathlib import Path

import pytest
from azure.data.tables import TableServiceClient
from azure.storage.queue import QueueServiceClient

from sandbox.azurite import Azurite
from sandbox.child import listens


def test_what_was_written_to_a_folder_is_there_after_a_restart(tmp_path: Path) -> None:
    with Azurite(location=tmp_path / "data") as first:
        TableServiceClient.from_connection_string(first.connection_string).create_table("kept")
        QueueServiceClient.from_connection_string(first.connection_string).create_queue("kept")
    with Azurite(location=tmp_path / "data") as second:
        tables = TableServiceClient.from_connection_string(second.connection_string).list_tables()
        queues = QueueServiceClient.from_connection_string(second.connection_string).list_queues()
        assert [table.name for table in tables] == ["kept"]
        assert [queue.name for queue in queues] == ["kept"]


def test_a_stopped_azurite_answers_no_more(azurite: Azurite) -> None:
    with Azurite() as other:
        assert other.connection_string != azurite.connection_string
        port = other.queue_port
        assert listens(port)
    assert not listens(port)


def test_it_is_not_running_after_a_failure_inside() -> None:
    ports: list[int] = []

    def fail() -> None:
        with Azurite() as azurite:
            ports.append(azurite.table_port)
            raise RuntimeError("inside")

    with pytest.raises(RuntimeError):
        fail()
    assert not listens(ports[0])
