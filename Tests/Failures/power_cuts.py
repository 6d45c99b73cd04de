#!/usr/bin/env python3
"""The power goes at any moment, and the disk keeps only what was made durable and chance parts of the rest.

Three first runs are recorded call by call (`calls.c`): what was written where, what was made durable, what left for
the providers; and so is the recovery of a ledger of each earlier version, which also brings it up to date. A cut is a
moment of a record. What was synced by then is on the disk; of the rest each sector of 512 bytes survives or not, and
each file made, renamed or removed since its folder was synced is there or not: harsher than any usual file system. Then:

1. the ledger opens, SQLite finds it sound, and holds at least what it held when something was last acknowledged: a
   transaction told to its caller (with a build of fail points), bytes sent to a provider, the end of a run; an older
   ledger holds at least what it came with;
2. for some of the cuts, the program goes on from there, with providers as far as they were: clean runs must converge.

The same cuts without the fsync of the log (what synchronous=NORMAL leaves out) and, of first runs, without the fsync of
folders must lose something, or this part would prove nothing. `--seed S --record first-runs --only N` repeats cut N.
"""

import argparse
import collections
import os
import pathlib
import shutil
import sqlite3
import struct
import sys
import tempfile
import time

sys.dont_write_bytecode = True
import older
from fail_points import FAILING
from world import (BILLING, FOLDER, Violation, World, calls_library, case_seed, in_parallel, leave_out, skip,
                   usual_usage)

HEADER = struct.Struct("<IIQQQQ")
CREATE, WRITE, TRUNCATE, SYNC, FOLDER_SYNC, RENAME, UNLINK, SEND, EXISTS, MKDIR = range(1, 11)
EXIT = 100
SECTOR = 512

Call = collections.namedtuple("Call", "kind path inode offset data watched")


class Kind:
    """What is recorded: what was before, how often a command runs, an hour apart, and what must hold at its end."""

    def __init__(self, name, tiers, prepare, command, times, check):
        self.name, self.tiers, self.prepare = name, tiers, prepare
        self.command, self.times, self.check = command, times, check


# Calls, the folder they are of, the files that were there before, what was dropped, the providers' journal, and the
# hours that the events hold.
Recording = collections.namedtuple("Recording", "kind calls root before drop providers hours")

def late_usage(world, number):
    world.drop(f"late-{number}.ndjson", [
        (f"late-s-{number}", "proj-s", 20, "0.5"), (f"late-a-{number}", "proj-a", 21, "0.25", "t0")])


def older_kind(version):
    return Kind(f"older-{version}", older.TIERS, lambda world: older.put(world, version), list(older.RECOVER), 1,
                older.expect_kept)


FIRST_RUNS = Kind("first-runs", ["t0", "t1", "t2"], usual_usage, ["run", "hourly", "--quiet"], 3,
                  World.expect_everything_counted)
WEAKNESSES = {"without fsync of the log": {"ignores_log_sync": True},
              "without fsync of folders": {"ignores_folder_sync": True}}
KINDS = [FIRST_RUNS, *map(older_kind, older.VERSIONS)]


def record(kind, library):
    """Runs of one world, recorded."""
    state = tempfile.mkdtemp(prefix="failures-providers-", dir=FOLDER)
    journal = pathlib.Path(state) / "providers.ndjson"
    with World(f"record {kind.name}", tiers=kind.tiers, simulator_options=("--state", str(journal))) as world:
        log, acknowledged = world.folder.with_suffix(".calls"), world.folder / "acknowledged.log"
        program = FAILING if pathlib.Path(FAILING).exists() else BILLING
        environment = {
            "LD_PRELOAD": library, "CALLS_UNDER": str(world.folder), "CALLS_RECORD": str(log),
            "CALLS_WATCH": str(journal), "AGNITRA_FAIL_POINT_LOG": str(acknowledged)}
        kind.prepare(world)
        before = {str(path): (path.stat().st_ino, path.read_bytes()) for path in world.ledger.parent.glob("*")}
        for number in range(kind.times):
            if number:
                world.minutes += 60
                late_usage(world, number)
            code = world.run(*kind.command, program=program, environment=environment)
            world.expect_documented(code, {0})
            with open(log, "ab") as file:
                file.write(HEADER.pack(EXIT, 0, 0, world.minutes, 0, journal.stat().st_size))
        kind.check(world)
        calls = read(log.read_bytes())
        log.unlink()
        drop = {path.name: path.read_bytes() for path in (world.folder / "drop").iterdir()}
        providers = journal.read_bytes()
        shutil.rmtree(state)
        return Recording(kind, calls, str(world.folder), before, drop, providers,
                         (world.stripe_hours, world.aws_hours))


def read(log):
    calls, place = [], 0
    while place < len(log):
        kind, path_length, inode, offset, length, watched = HEADER.unpack_from(log, place)
        place += HEADER.size
        path = log[place:place + path_length].decode()
        place += path_length
        calls.append(Call(kind, path, inode, offset, log[place:place + length], watched))
        place += length
    return calls


class Disk:
    """What a record's calls leave: durable, and on the way there. Only the ledger's folder is of interest."""

    def __init__(self, recording, ignores_log_sync=False, ignores_folder_sync=False):
        self.folder = recording.root + "/ledger"
        self.ignores_log_sync, self.ignores_folder_sync = ignores_log_sync, ignores_folder_sync
        self.durable, self.current, self.waiting = {}, {}, {}  # by inode
        self.names, self.current_names, self.waiting_names = {}, {}, []  # path to inode; (folder, change)
        if recording.before:
            self.names[self.folder] = self.current_names[self.folder] = "folder"
        for path, (inode, content) in recording.before.items():
            self.durable[inode], self.current[inode], self.waiting[inode] = bytearray(content), bytearray(content), []
            self.names[path] = self.current_names[path] = inode

    def take(self, call):
        if call.kind == FOLDER_SYNC:
            return self.sync_folder(call.path)
        if not (call.path == self.folder or call.path.startswith(self.folder + "/")) or call.path.endswith("-shm"):
            return None
        if call.kind in (CREATE, EXISTS):
            if self.current_names.get(call.path) != call.inode:
                self.current[call.inode], self.durable[call.inode] = bytearray(), bytearray()
                self.waiting[call.inode] = []
                self.name(call.path, call.inode)
        elif call.kind == MKDIR:
            self.name(call.path, "folder")
        elif call.kind == UNLINK:
            self.name(call.path, None)
        elif call.kind == RENAME:
            inode = self.current_names.get(call.path)
            self.name(call.path, None)
            self.name(call.data.decode(), inode)
        elif call.kind == WRITE:
            change(self.current[call.inode], call.offset, call.data)
            self.waiting[call.inode].append((call.offset, call.data))
        elif call.kind == TRUNCATE:
            resize(self.current[call.inode], call.offset)
            self.waiting[call.inode].append((call.offset, None))
        elif call.kind == SYNC and not (self.ignores_log_sync and call.path.endswith("-wal")):
            self.durable[call.inode] = bytearray(self.current[call.inode])
            self.waiting[call.inode] = []
        return None

    def name(self, path, inode):
        if inode is None:
            self.current_names.pop(path, None)
        else:
            self.current_names[path] = inode
        self.waiting_names.append((os.path.dirname(path), path, inode))

    def sync_folder(self, folder):
        if self.ignores_folder_sync:
            return
        for parent, path, inode in self.waiting_names:
            if parent == folder:
                self.set_name(self.names, path, inode)
        self.waiting_names = [entry for entry in self.waiting_names if entry[0] != folder]

    @staticmethod
    def set_name(names, path, inode):
        if inode is None:
            names.pop(path, None)
        else:
            names[path] = inode

    def intact(self):
        """The files as the program sees them: path to bytes."""
        return {path: bytes(self.current[inode]) for path, inode in self.current_names.items() if inode != "folder"}

    def cut(self, chance):
        """The files that a power cut leaves."""
        survives = chance.choice([0.0, 0.1, 0.5, 0.9, 1.0])
        names = dict(self.names)
        for _, path, inode in self.waiting_names:
            if chance.random() < survives:
                self.set_name(names, path, inode)
        files = {}
        for path, inode in names.items():
            if inode == "folder" or (self.folder not in names and path != self.folder):
                continue
            content = bytearray(self.durable[inode])
            for offset, data in self.waiting[inode]:
                if data is None:
                    if chance.random() < survives:
                        resize(content, offset)
                    continue
                for start, end in sectors(offset, len(data)):
                    if chance.random() < survives:
                        change(content, offset + start, data[start:end])
            files[path] = bytes(content)
        return files


def sectors(offset, length):
    """The parts of a write that lie in one sector each."""
    start = 0
    while start < length:
        end = min(length, start + SECTOR - (offset + start) % SECTOR)
        yield start, end
        start = end


def change(content, offset, data):
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    content[offset:offset + len(data)] = data


def resize(content, length):
    if len(content) > length:
        del content[length:]
    else:
        content.extend(bytes(length - len(content)))


def write_files(files, root, folder):
    for path, content in files.items():
        target = pathlib.Path(folder) / os.path.relpath(path, root)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        target.write_bytes(content)
        target.chmod(0o600)


def rows(files, root, folder):
    """How many rows each table of the ledger has, after SQLite went through its recovery; `{}` without a ledger."""
    write_files(files, root, folder)
    path = pathlib.Path(folder) / "ledger/billing.sqlite"
    try:
        if not path.exists() or path.stat().st_size == 0:
            return {}
        connection = sqlite3.connect(path)
        try:
            found = connection.execute("PRAGMA integrity_check").fetchall()
            if found != [("ok",)]:
                raise Violation(f"SQLite finds damage: {found[:3]}")
            tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            counts = {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in tables}
            if "attempt" in counts:
                counts["attempts ended"] = connection.execute("SELECT count(ended_at) FROM attempt").fetchone()[0]
                counts["runs ended"] = connection.execute("SELECT count(finished_at) FROM run").fetchone()[0]
            return counts
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        raise Violation(f"the ledger cannot be read: {error}") from None
    finally:
        shutil.rmtree(pathlib.Path(folder) / "ledger", ignore_errors=True)


def is_acknowledgement(call):
    """A transaction told to its caller, bytes for a provider, the end of a run."""
    if call.kind == WRITE and call.path.endswith("/acknowledged.log"):
        return call.data.endswith(b".after\n") and not call.data.startswith((b"request", b"inquiry", b"results"))
    return call.kind in (SEND, EXIT)


def came_with(recording, folder):
    """How many rows an older ledger held in each table that it still has when all is done."""
    if not recording.before:
        return {}
    begin, end = Disk(recording), Disk(recording)
    for call in recording.calls:
        end.take(call)
    at_end = rows(end.intact(), recording.root, folder)
    return {table: min(count, at_end[table]) for table, count in rows(begin.intact(), recording.root, folder).items()
            if table in at_end}


def cuts(recording, moments, seed, folder, **weakness):
    """For each moment: number, files, and why a row that must be there is missing (`None` if none is)."""
    calls, root = recording.calls, recording.root
    disk = Disk(recording, **weakness)
    acknowledged, held = False, came_with(recording, folder)
    due = collections.defaultdict(list)
    for number, moment in enumerate(moments):
        due[moment].append(number)
    for index, call in enumerate(calls):
        disk.take(call)
        if is_acknowledgement(call):
            acknowledged = True
        if not due[index + 1]:
            continue
        if acknowledged:
            # What was there at the last acknowledgement; nothing is ever removed, so earlier ones are in it.
            held = rows(acknowledged_files(recording, index), root, folder)
            acknowledged = False
        for number in due[index + 1]:
            files = disk.cut(case_seed(seed, "power", number))
            try:
                found = rows(files, root, folder)
                missing = {table: (count, found.get(table, 0)) for table, count in held.items()
                           if found.get(table, 0) < count}
                loss = f"acknowledged rows are missing (table: acknowledged, found): {missing}" if missing else None
            except Violation as error:
                loss = str(error)
            yield number, index + 1, files, loss


def acknowledged_files(recording, index):
    """The files at the last acknowledgement at or before a call."""
    while not is_acknowledgement(recording.calls[index]):
        index -= 1
    # Replayed from the beginning: a record is a few thousand calls.
    disk = Disk(recording)
    for call in recording.calls[:index + 1]:
        disk.take(call)
    return disk.intact()


def continue_from(number, moment, files, recording, seed):
    """The program goes on after a cut, and the providers are as far as they were."""
    chance = case_seed(seed, "providers", number)
    calls, kind = recording.calls, recording.kind
    watched = calls[moment - 1].watched
    if chance.random() < 0.5:
        # They were still to act on what was under way, and do before anything else is sent.
        following = moment
        while following < len(calls) and calls[following].kind != SEND:
            following += 1
        watched = calls[following - 1].watched
    minutes = next(call.offset for call in calls[moment - 1:] if call.kind == EXIT)
    with tempfile.TemporaryDirectory(prefix="failures-providers-", dir=FOLDER) as state:
        journal = pathlib.Path(state) / "providers.ndjson"
        journal.write_bytes(recording.providers[:watched])
        name = f"power-{kind.name}-{number}"
        with World(name, tiers=kind.tiers, simulator_options=("--state", str(journal))) as world:
            if recording.before:
                kind.prepare(world)
                shutil.rmtree(world.ledger.parent)
            write_files(files, recording.root, world.folder)
            for dropped, content in recording.drop.items():
                (world.folder / "drop" / dropped).write_bytes(content)
            world.stripe_hours, world.aws_hours = recording.hours
            world.minutes = minutes
            if recording.before:
                older.go_on(world)
            world.expect_equations()
            world.expect_promise()
            count = world.converge("hourly")
            kind.check(world)
            return f"{count} clean runs to converge"


def try_cuts(recording, options):
    """Cuts a record at chance moments; answers how many, and what the controls lost."""
    calls, kind, started = recording.calls, recording.kind, time.monotonic()
    count, continued = options.cuts, options.continued
    if kind is not FIRST_RUNS:
        count, continued = count // 4, continued // 4
    print(f"  {kind.name}: {len(calls)} calls, {sum(map(is_acknowledgement, calls))} acknowledgements, "
          f"{sum(call.kind in (SYNC, FOLDER_SYNC) for call in calls)} syncs", flush=True)
    chance = case_seed(options.seed, "moments")
    moments = [chance.randrange(1, len(calls) + 1) for _ in range(max(count, (options.only or 0) + 1))]
    repeat = f"repeat: power_cuts.py --seed {options.seed} --record {kind.name} --only"
    with tempfile.TemporaryDirectory(prefix="failures-power-", dir=FOLDER) as folder:
        to_continue = []
        for number, moment, files, loss in cuts(recording, moments, options.seed, folder):
            if options.only not in (None, number):
                continue
            if loss:
                kept = tempfile.mkdtemp(prefix="failures-power-", dir=FOLDER)
                write_files(files, recording.root, kept)
                raise SystemExit(f"FAILED: cut {number} after call {moment} of {len(calls)}: {loss}\nkept: {kept}\n"
                                 f"{repeat} {number}")
            if options.only is not None or number % max(1, count // max(1, continued)) == 0:
                to_continue.append((number, moment, files))
        controls = {}
        for name, weakness in WEAKNESSES.items() if options.only is None else ():
            # The folder of an older ledger was synced long ago.
            if kind is FIRST_RUNS or name != "without fsync of folders":
                lost = [loss for *_, loss in cuts(
                    recording, moments[:options.controls], options.seed, folder, **weakness) if loss]
                controls[f"{kind.name} {name}"] = len(lost)

    def one(case, lane):
        number, moment, files = case
        try:
            return continue_from(number, moment, files, recording, options.seed)
        except Violation as error:
            raise Violation(f"{error}\n{repeat} {number}") from None

    ends, _ = in_parallel(to_continue, one, options.workers, "continued cuts")
    print(f"power cuts of {kind.name}: {len(moments)} cuts, 0 lost, 0 damaged; {sum(ends.values())} continued and "
          f"converged {ends}; {time.monotonic() - started:.0f} s", flush=True)
    return controls


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=20261120)
    parser.add_argument("--cuts", type=int, default=2_000)
    parser.add_argument("--continued", type=int, default=200, help="so many of them go on with the program")
    parser.add_argument("--controls", type=int, default=200, help="cuts of each negative control")
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--record", choices=[kind.name for kind in KINDS], help="only this record")
    parser.add_argument("--only", type=int, help="only this cut of the seed; of first runs where --record is not given")
    options = parser.parse_args()
    library = calls_library()
    if library is None:
        skip("no C compiler (cc) for calls.c")
    if options.only is not None and not options.record:
        options.record = FIRST_RUNS.name

    started, controls = time.monotonic(), {}
    for kind in KINDS:
        if options.record not in (None, kind.name):
            continue
        if kind is not FIRST_RUNS and older.why_not():
            leave_out(older.why_not())
            break
        controls.update(try_cuts(record(kind, library), options))
    print(f"power cuts: no violation; controls of {options.controls} cuts each: {controls}; seed {options.seed}, "
          f"{time.monotonic() - started:.0f} s")
    if not all(controls.values()):
        sys.exit("a control without a sync lost nothing: this part would not notice a missing one")


if __name__ == "__main__":
    main()
