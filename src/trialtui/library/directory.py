"""Where the log lives, who may read it, and which file systems it must not stand on."""

from __future__ import annotations

import errno
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from trialtui.library.faults import BUSY, LogRefused, NotSaved

FILE_NAME = "screening.sqlite3"
VARIABLE = "TRIALTUI_DATA"
MOUNTS = Path("/proc/self/mountinfo")
_SHARED = 0o2070

# WAL needs memory shared by every process that has the file open, which a network cannot give
# (https://www.sqlite.org/wal.html, "all processes must be on the same host computer").
NETWORK_FILE_SYSTEMS = frozenset(
    """
    nfs nfs4 cifs smb smbfs smb2 smb3 9p afs auristor coda ceph lustre gfs gfs2 ocfs2 gpfs beegfs orangefs pvfs2 panfs
    ncp ncpfs glusterfs davfs davfs2 fuse.sshfs fuse.glusterfs fuse.cephfs fuse.ceph-fuse fuse.s3fs fuse.rclone
    fuse.davfs2 fuse.gcsfuse fuse.moosefs fuse.mfs fuse.juicefs fuse.curlftpfs fuse.smbnetfs fuse.gvfsd-fuse
    """.split()  # noqa: SIM905 - a table to read
)


def data_directory(option: str | None = None) -> Path:
    """The directory that `--data` names, else the one TRIALTUI_DATA names, else the host's own place for user data."""
    named = option or os.environ.get(VARIABLE)
    if named:
        return Path(named).expanduser().absolute()
    import platformdirs

    return Path(platformdirs.user_data_path("trialtui", appauthor=False))


def refuse_network(directory: Path, mounts: Path = MOUNTS) -> None:
    """Raise LogRefused if `directory` (or where it will be made) stands on a network file system.

    A host without /proc/self/mountinfo is taken at its word.
    """
    try:
        text = mounts.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return
    kind = file_system(directory, text)
    if kind in NETWORK_FILE_SYSTEMS:
        raise LogRefused(
            f"{directory} is on a network file system ({kind}), where two programs writing at once could destroy "
            f"the screening log. Name a directory on a local disk with --data or {VARIABLE}."
        )


def file_system(directory: Path, mountinfo: str) -> str | None:
    """The type of the file system that holds `directory`, by the longest mount point above it; the last mount wins.

    The format is that of proc(5): the fifth field is the mount point, the first after " - " is the type.
    """
    here = os.path.realpath(directory)
    best, kind = -1, None
    for line in mountinfo.splitlines():
        mounted, dash, source = line.partition(" - ")
        fields = mounted.split(" ")
        if not dash or len(fields) < 5:
            continue
        point = _unescaped(fields[4])
        if len(point) >= best and (here + "/").startswith(point.rstrip("/") + "/"):
            best, kind = len(point), source.split(" ")[0]
    return kind


def _unescaped(field: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), field)


def is_shared(directory: Path) -> bool:
    """Whether a directory is set up for several people: its group may write, and what is made in it gets its group (2770)."""
    with suppress(OSError):
        return directory.stat().st_mode & _SHARED == _SHARED
    return False


@contextmanager
def private(directory: Path | None = None) -> Iterator[None]:
    """What is created in here is for its owner alone (0700, 0600); in a shared `directory` for its group too (0770, 0660).

    Files are to be asked for as 0660: SQLite asks for 0644, and gives the -wal and -shm the mode of the file itself.
    """
    before = os.umask(0o007 if directory is not None and is_shared(directory) else 0o077)
    try:
        yield
    finally:
        os.umask(before)


def make(directory: Path) -> None:
    """Make the directory and what is missing above it. Raises OSError."""
    with private():
        try:
            directory.mkdir(parents=True, exist_ok=True)
        except FileExistsError:
            raise FileExistsError(
                errno.EEXIST, "a file stands where a directory was meant", str(directory)
            ) from None


def make_file(path: Path) -> None:
    """Make an empty file that is not there yet, for whom its directory is. Raises OSError."""
    with private(path.parent):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o660))


def settle_modes(*paths: Path) -> None:
    """Put files that were copied, restored or made with other modes in order: 0600, in a shared directory 0660 and its group.

    In a shared directory everybody does so with their own files only.
    """
    for path in paths:
        with suppress(OSError):
            status = path.stat()
            if not is_shared(path.parent):
                if status.st_mode & 0o077:
                    path.chmod(0o600)
            elif status.st_uid == os.geteuid():
                group = path.parent.stat().st_gid
                if status.st_gid != group:
                    os.chown(path, -1, group)
                if status.st_mode & 0o777 != 0o660:
                    path.chmod(0o660)


def set_aside(path: Path) -> list[Path]:
    """The damaged logs that were set aside beside `path`, oldest first. They may hold what was purged since."""
    if not path.parent.is_dir():
        return []
    found = path.parent.glob(f"{path.name}.damaged-*")
    return sorted(other for other in found if not other.name.endswith(("-wal", "-shm")))


def unfinished(path: Path) -> Path | None:
    """A log that was set aside without a new one in its place: its rescue was interrupted, or is under way."""
    return None if path.exists() else max(set_aside(path), default=None)


def is_writable(path: Path) -> bool:
    """Whether the log could be written: the file, if it is there, and the directory, where its -wal stands beside it."""
    return os.access(path.parent, os.W_OK | os.X_OK) and (not path.exists() or os.access(path, os.W_OK))


def refuse_unreadable(path: Path) -> None:
    """Raise LogRefused for a log that this account may not read, and say how several people share one."""
    if path.exists() and not os.access(path, os.R_OK):
        raise LogRefused(
            f"{path} belongs to another account. To share it, its directory has to belong to your group, with mode 2770, "
            "and its owner has to open it once more."
        )


def sync(directory: Path) -> None:
    """Put the directory's own entries on the disk."""
    with suppress(OSError):  # some file systems refuse it for directories
        handle = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def held(directory: Path, *, alone: bool, seconds: float) -> Iterator[None]:
    """Hold the directory: together with other writers, or alone while a log is made or set aside.

    So nobody writes into a file that somebody else is just setting aside. Raises NotSaved when it takes too long,
    OSError when the directory is gone.
    """
    import fcntl

    handle = os.open(directory, os.O_RDONLY)
    try:
        until = time.monotonic() + seconds
        while True:
            try:
                fcntl.flock(handle, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise NotSaved(BUSY) from None
                time.sleep(0.01)
        yield
    finally:
        os.close(handle)
