"""Azurite, the storage emulator, as a child process. Knows nothing of who uses it."""

import shutil
import tempfile
from pathlib import Path
from types import TracebackType

from sandbox.child import ROOT, Child, ChildFailed, free_ports, listens

PROGRAM = ROOT / "node_modules" / ".bin" / "azurite"
ACCOUNT = "devstoreaccount1"
# The published key of the emulator's account, no secret.
KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
_STARTS = 3
# Without skipApiVersionCheck it refuses the newest SDKs, whose API version it does not know yet
# (github.com/Azure/Azurite README, read 2026-11-24).
_OPTIONS = ("--silent", "--skipApiVersionCheck", "--disableTelemetry")


class Azurite:
    """One emulator on free ports of loopback: in memory, or kept in `location` if given, where
    a later start finds what an earlier one wrote. A context manager; `start` returns once blob,
    queue and table service answer; `stop` ends it, and with it what was in memory."""

    def __init__(self, location: Path | None = None, log: Path | None = None) -> None:
        self._location = location
        self._log = log
        self._scratch: tempfile.TemporaryDirectory[str] | None = None
        self._child: Child | None = None
        self.blob_port = self.queue_port = self.table_port = 0

    @property
    def connection_string(self) -> str:
        """With explicit endpoints; valid once started."""
        return (
            f"DefaultEndpointsProtocol=http;AccountName={ACCOUNT};AccountKey={KEY};"
            f"BlobEndpoint=http://127.0.0.1:{self.blob_port}/{ACCOUNT};"
            f"QueueEndpoint=http://127.0.0.1:{self.queue_port}/{ACCOUNT};"
            f"TableEndpoint=http://127.0.0.1:{self.table_port}/{ACCOUNT};"
        )

    def start(self) -> None:
        """Raises ChildFailed if it is not installed or does not answer."""
        if shutil.which("node") is None or not PROGRAM.exists():
            raise ChildFailed(f"node or {PROGRAM} is missing: install Node, then run `npm ci`")
        self._scratch = tempfile.TemporaryDirectory(prefix="azurite-")
        for attempt in range(_STARTS):
            try:
                self._start_once(Path(self._scratch.name))
            except ChildFailed:
                # Another process may have taken one of the ports in the meantime.
                if attempt == _STARTS - 1:
                    self.stop()
                    raise
            else:
                return

    def _start_once(self, scratch: Path) -> None:
        self.blob_port, self.queue_port, self.table_port = ports = free_ports(3)
        place = ["--inMemoryPersistence"]
        if self._location is not None:
            self._location.mkdir(parents=True, exist_ok=True)
            place = ["--location", str(self._location)]
        names = ("--blobPort", "--queuePort", "--tablePort")
        where = [
            text for name, port in zip(names, ports, strict=True) for text in (name, str(port))
        ]
        self._child = Child(
            "azurite",
            [str(PROGRAM), *_OPTIONS, *place, *where],
            self._log or scratch / "azurite.log",
            cwd=scratch,
        )
        self._child.start()
        self._child.wait_ready(lambda: all(listens(port) for port in ports))

    def stop(self) -> None:
        if self._child is not None:
            if self._location is None:
                self._child.kill()
            else:
                self._child.terminate()  # writes its files on the way out
            self._child = None
        if self._scratch is not None:
            self._scratch.cleanup()
            self._scratch = None

    def __enter__(self) -> "Azurite":
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
