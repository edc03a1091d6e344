"""Where the work is done: here, in threads, in processes, or on a Dask cluster.

Each is a `concurrent.futures.Executor`, opened by its name::

    with open_executor("processes:4") as executor:
        future = executor.submit(function, argument)

In threads a call travels as it is. To processes and clusters it travels pickled and compressed, and comes back the
same way; a call whose worker died is done again, first elsewhere, then alone, so that what kills its worker takes no
other call with it. WorkerDied when it killed three, WrongWorker when a worker has other rules than this program.
"""

from __future__ import annotations

import os
import pickle
import signal
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from multiprocessing import get_context, parent_process
from threading import Lock, Thread
from typing import Any, ParamSpec, TypeVar

from tracker import __version__
from tracker.errors import ExecutorError, UsageError, WorkerDied, WrongWorker, install

P = ParamSpec("P")
S = TypeVar("S")
T = TypeVar("T")

FETCHING = 8  # threads beside processes
ATTEMPTS = 3  # workers that may die of one call
_TLS = "DASK_DISTRIBUTED__COMM__TLS__CLIENT__CERT and DASK_DISTRIBUTED__COMM__TLS__CLIENT__KEY"
_FORMS = "inline, threads:N, processes:N or dask:ADDRESS"


@cache
def _ours() -> str:
    """What both sides of a call must have in common."""
    from tracker.read import ruleset  # loads parsers, and commands that only read know of executors too

    return f"version {__version__}, extraction rules {ruleset()}"


@dataclass(frozen=True, slots=True)
class WorkPlace:
    """Where the work is done, as told by a word: inline, threads:N, processes:N, dask:ADDRESS."""

    kind: str
    workers: int = 1
    address: str = ""

    @classmethod
    def parse(cls, word: str) -> WorkPlace:
        """UsageError, with what can be said, when the word names no place."""
        kind, _, rest = word.partition(":")
        if kind == "inline" and not rest:
            return cls(kind)
        if kind in ("threads", "processes") and (not rest or (rest.isascii() and rest.isdigit() and int(rest) > 0)):
            return cls(kind, min(int(rest), 256) if rest else os.cpu_count() or 1)
        if kind == "dask" and rest:
            return cls(kind, address=rest)
        raise UsageError(f"{word!r} is no executor: say {_FORMS}")

    @property
    def far(self) -> bool:
        """Whether looks are taken elsewhere, as a whole: they must be picklable, and are dearer."""
        return self.kind == "dask"

    @property
    def fetching(self) -> WorkPlace:
        """Where pages are fetched: beside processes, which only read, in threads of this one."""
        return WorkPlace("threads", FETCHING) if self.kind == "processes" else self


class InlineExecutor(Executor):
    """Does the work at once, in the caller's thread."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # the future carries it, as with any executor
            future.set_exception(error)
        return future


class LateExecutor(Executor):
    """Does the first few calls here, and gives all after them to another: few are done sooner than that one is up."""

    def __init__(self, few: int, other: Callable[[], Executor], here: Executor | None = None) -> None:
        self._left, self._other = few, other
        self._here = here or InlineExecutor()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        self._left -= 1
        return (self._here if self._left >= 0 else self._other()).submit(fn, *args, **kwargs)


class ProcessExecutor(Executor):
    """Worker processes that are replaced when one dies."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._lock = Lock()
        self._pool = _pool(workers)

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()
        self._try(future, _pack((fn, args, kwargs), 0), 1)
        return future

    def _try(self, future: Future[T], call: bytes, attempt: int) -> None:
        with self._lock, _no_ctrl_c():
            if attempt == 1:
                try:
                    sent = self._pool.submit(_work, call, 0)
                except BrokenExecutor:  # found dead before its futures said so
                    self._pool.shutdown(wait=False)
                    self._pool = _pool(self._workers)
                    sent = self._pool.submit(_work, call, 0)
                pool = self._pool
            else:
                pool = _pool(1)
                sent = pool.submit(_work, call, 0)
        sent.add_done_callback(partial(self._done, future, call, attempt, pool))

    def _done(
        self, future: Future[T], call: bytes, attempt: int, pool: ProcessPoolExecutor, sent: Future[bytes]
    ) -> None:
        if attempt > 1:
            pool.shutdown(wait=False)
        if sent.cancelled():
            future.cancel()
            future.set_running_or_notify_cancel()
            return
        error = sent.exception()
        if isinstance(error, BrokenExecutor):
            if attempt < ATTEMPTS:
                self._try(future, call, attempt + 1)
            else:
                future.set_exception(WorkerDied(f"{ATTEMPTS} workers died while they did it"))
            return
        _settle(future, sent)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._pool.shutdown(wait, cancel_futures=cancel_futures)


class DaskExecutor(Executor):
    """A Dask cluster, through its own executor; the scheduler does a call again when its worker dies."""

    def __init__(self, address: str, seconds: float = 10.0) -> None:
        try:
            from distributed import Client, Security  # an extra, and heavy: loaded by those who ask for it
        except ImportError as error:
            raise UsageError(f"dask: needs a package that is not installed: {install('cluster')}") from error
        if address.startswith("tls:") and Security().get_connection_args("client").get("ssl_context") is None:
            raise ExecutorError(
                f"{address} wants certificates: name them in DASK_DISTRIBUTED__COMM__TLS__CA_FILE, {_TLS}"
            )
        try:
            self._client = Client(address, timeout=seconds, set_as_default=False)
            workers = self._client.run(_rules)
        except (OSError, ValueError) as error:
            raise ExecutorError(f"no Dask scheduler answers at {address}: {error}") from error
        if others := sorted(worker for worker, rules in workers.items() if rules != _ours()):
            self._client.close()
            raise WrongWorker(f"{', '.join(others)}: another tracker than this one ({_ours()}); install the same one")
        self._address = address
        self._executor = self._client.get_executor(pure=False)

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()
        sent = self._executor.submit(_work, _pack((fn, args, kwargs), 1), 1)
        sent.add_done_callback(partial(self._done, future))
        return future

    def _done(self, future: Future[T], sent: Future[bytes]) -> None:
        from distributed import KilledWorker

        error = CancelledError() if sent.cancelled() else sent.exception()
        if isinstance(error, KilledWorker):
            future.set_exception(WorkerDied(f"the workers of {self._address} died while they did it"))
        elif isinstance(error, CancelledError | OSError):
            future.set_exception(ExecutorError(f"the Dask scheduler at {self._address} was lost"))
        else:
            _settle(future, sent)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._executor.shutdown(wait=wait)
        self._client.close()


@contextmanager
def open_executor(place: WorkPlace) -> Iterator[Executor]:
    """An executor at that place; closed, with the calls in hand finished, when the block ends.

    UsageError when the place needs an extra that is not installed, ExecutorError when nothing answers there.
    """
    if place.kind == "dask":
        executor: Executor = DaskExecutor(place.address)
    elif place.kind == "processes":
        executor = ProcessExecutor(place.workers)
    elif place.workers > 1:
        executor = ThreadPoolExecutor(place.workers, thread_name_prefix="check")
    else:
        executor = InlineExecutor()
    with executor:
        yield executor


def in_order(executor: Executor, work: Callable[[S], T], items: Iterable[S], ahead: int = 32) -> Iterator[T]:
    """What `work` makes of each item, in the order of the items, with at most `ahead` of them under way."""
    under_way: deque[Future[T]] = deque()
    for item in items:
        under_way.append(executor.submit(work, item))
        if len(under_way) >= ahead or isinstance(executor, InlineExecutor):
            yield under_way.popleft().result()
    while under_way:
        yield under_way.popleft().result()


def _pool(workers: int) -> ProcessPoolExecutor:
    # Not by fork: this process has threads, and a connection to the record.
    return ProcessPoolExecutor(workers, get_context("spawn"), _follow)


@contextmanager
def _no_ctrl_c() -> Iterator[None]:
    """Workers that are started within never hear Ctrl-C: their coordinator does, and says when they end."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _follow() -> None:
    """In a worker: it does not outlive its coordinator, however that ended."""
    coordinator = parent_process()
    assert coordinator is not None

    def end_with_it() -> None:
        coordinator.join()
        os._exit(1)

    Thread(target=end_with_it, daemon=True).start()


def _rules() -> str:
    return _ours()


def _work(call: bytes, level: int) -> bytes:
    """Do a call in a worker. What it raises is part of what comes back, so that no engine logs it.

    The answer is compressed at that level: what leaves the machine is worth it, what goes through a pipe is not.
    """
    rules, packed = pickle.loads(call)  # noqa: S301  # from the coordinator, over its own pipe or cluster
    if rules != _ours():
        return _pack(WrongWorker(f"a worker has {_ours()}, this program {rules}; install the same on both"), 0)
    fn, args, kwargs = pickle.loads(zlib.decompress(packed))  # noqa: S301
    try:
        return _pack(fn(*args, **kwargs), level)
    except Exception as error:
        return _pack(error, 0)


def _pack(value: Any, level: int) -> bytes:
    return pickle.dumps((_ours(), zlib.compress(pickle.dumps(value), level)))


def _settle(future: Future[T], sent: Future[bytes]) -> None:
    """End a future as the answer that came says."""
    try:
        _, packed = pickle.loads(sent.result())  # noqa: S301
        value = pickle.loads(zlib.decompress(packed))  # noqa: S301
    except Exception as error:
        value = error
    if isinstance(value, Exception):
        future.set_exception(value)
    else:
        future.set_result(value)
