"""Where the work is done. Each executor is a `concurrent.futures.Executor`, so that an engine can take its place."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class InlineExecutor(Executor):
    """Does the work at once, in the caller's thread."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # the future carries it, as with any executor
            future.set_exception(error)
        return future


def open_executor(workers: int) -> Executor:
    """Threads, or the caller's own for one worker and fewer."""
    return ThreadPoolExecutor(workers, thread_name_prefix="check") if workers > 1 else InlineExecutor()
