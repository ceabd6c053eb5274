"""Documents, cursors, mappings and settings: each write knows what it replaces."""

import pytest
from pydantic import BaseModel, ValidationError

from shared.errors import VersionStale
from shared.store.connection import Storage
from shared.store.cursors import CursorStore, StaleCursor
from shared.store.documents import Documents
from shared.store.limits import NotStorable
from shared.store.mappings import MappingStore
from shared.store.sync_settings import SyncSettings, SyncSettingsStore


class Note(BaseModel):
    text: str


def test_a_long_document_is_kept_whole(storage: Storage) -> None:
    documents = Documents(storage)
    note = Note(text="è" * 100_000)
    documents.put("note", "long", note, None)
    found = documents.get("note", "long", Note)
    assert found is not None
    assert found[0] == note


def test_a_document_that_cannot_be_kept_is_refused_before_it_is_sent(storage: Storage) -> None:
    documents = Documents(storage)
    with pytest.raises(NotStorable, match="1 MiB"):
        documents.put("note", "huge", Note(text="x" * 530_000), None)
    assert documents.get("note", "huge", Note) is None


def test_a_shorter_document_leaves_nothing_of_the_longer_one(storage: Storage) -> None:
    documents = Documents(storage)
    documents.overwrite("note", "one", Note(text="x" * 100_000))
    documents.overwrite("note", "one", Note(text="short"))
    found = documents.get("note", "one", Note)
    assert found is not None
    assert found[0].text == "short"


def test_the_first_of_the_documents_with_a_beginning_is_found(storage: Storage) -> None:
    documents = Documents(storage)
    for name in ("send-1-zoe", "send-1-ann", "send-10-bob", "sent-1"):
        documents.overwrite("note", name, Note(text=name))
    found = documents.first("note", "send-1-", Note)
    assert found is not None
    assert found.text == "send-1-ann"
    assert documents.first("note", "send-2-", Note) is None
    assert documents.first("other", "send-1-", Note) is None


def test_a_cursor_is_moved_only_by_who_read_it_last(storage: Storage) -> None:
    cursors = CursorStore(storage)
    first = cursors.save("poll", Note(text="1"), None)
    second = cursors.save("poll", Note(text="2"), first)
    with pytest.raises(StaleCursor):
        cursors.save("poll", Note(text="late"), first)
    assert cursors.load("poll", Note) == (Note(text="2"), second)


def test_a_mapping_that_was_changed_meanwhile_is_not_overwritten(storage: Storage) -> None:
    mappings = MappingStore(storage)
    version = mappings.save("lead", {"enabled": True}, None)
    mappings.save("lead", {"enabled": False}, version)
    with pytest.raises(VersionStale):
        mappings.save("lead", {"enabled": True}, version)
    loaded = mappings.load("lead")
    assert loaded is not None
    assert loaded[0] == {"enabled": False}


def test_sync_settings_have_defaults_and_keep_what_was_not_changed(storage: Storage) -> None:
    store = SyncSettingsStore(storage)
    assert store.load() == SyncSettings()
    store.change({"frequency_hours": 1})
    store.change({"global_sync": False})
    assert store.load() == SyncSettings(frequency_hours=1, global_sync=False)


def test_a_setting_that_does_not_fit_changes_nothing(storage: Storage) -> None:
    store = SyncSettingsStore(storage)
    with pytest.raises(ValidationError):
        store.change({"frequency_hours": 3})
    assert store.load() == SyncSettings()
