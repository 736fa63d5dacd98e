"""What a killed server must still have: what it acknowledged; each change in flight, or not.

A place is (bucket, key). Its state is a tuple of (version id, Digest or MARKER), newest first; in
a bucket without versions there is at most one, with the id "null". A key belongs to one worker, so
its changes have an order; what workers do to shared keys is judged by time.
"""

import dataclasses
import hashlib
import time

MARKER = "delete marker"
ANY = None  # the id of a version whose request was not answered
PLAIN, VERSIONED = "plain", "versioned"
BUCKETS = (PLAIN, VERSIONED)


@dataclasses.dataclass(frozen=True)
class Digest:
    size: int
    md5: str

    @classmethod
    def of(cls, data):
        return cls(len(data), hashlib.md5(data).hexdigest())


@dataclasses.dataclass
class Upload:
    place: tuple
    parts: dict  # number: bytes

    def digests(self):
        return {number: Digest.of(body) for number, body in self.parts.items()}


class Journal:
    """Of one worker: what was acknowledged, and the one request that may be in flight."""

    def __init__(self):
        self.states = {}   # place: state
        self.uploads = {}  # id: Upload
        self.clear()

    def clear(self):
        self.pending = {}           # place: the state if the request was carried out
        self.pending_new = None     # the place of an upload that is being created
        self.pending_part = None    # (id, number, bytes)
        self.pending_end = None     # the id of an upload that is being completed or aborted

    def state(self, place):
        return self.states.get(place, ())

    def written(self, place, version, body):
        """The state after a PUT, COPY or Complete."""
        if place[0] == PLAIN:
            return (("null", body),)
        return ((version, body), *self.state(place))

    def deleted(self, place, version):
        return () if place[0] == PLAIN else ((version, MARKER), *self.state(place))

    def current(self, place):
        state = self.state(place)
        return state[0][1] if state and state[0][1] != MARKER else None


@dataclasses.dataclass
class SeenKey:
    """What a listing shows: versions and markers come apart, so only their own orders are known."""

    versions: list = dataclasses.field(default_factory=list)  # (id, Digest)
    markers: list = dataclasses.field(default_factory=list)   # (id, MARKER)
    latest: str = None

    def fit(self, state):
        """The state with ids for those not known, or None where it is another."""
        rest = {False: list(self.versions), True: list(self.markers)}
        filled = []
        for version, body in state:
            here = rest[body == MARKER]
            seen = here.pop(0) if here else None
            if seen is None or seen[1] != body or version not in (ANY, seen[0]):
                return None
            filled.append(seen)
        if rest[False] or rest[True] or (filled and filled[0][0] != self.latest):
            return None
        return tuple(filled)


class SharedKey:
    """Written by several workers at once: its value must be one that no later write replaced."""

    def __init__(self, value):
        self.writes = [(float("-inf"), float("-inf"), value)]

    def begin(self, value):
        entry = [time.monotonic(), float("inf"), value]
        self.writes.append(entry)
        return entry

    @staticmethod
    def acknowledge(entry):
        entry[1] = time.monotonic()

    def possible(self):
        last_begin = max(begin for begin, end, _ in self.writes if end < float("inf"))
        return {value for _, end, value in self.writes if end >= last_begin}
