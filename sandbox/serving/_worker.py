"""The server's side of one worker process."""

from collections.abc import Mapping
from multiprocessing.context import ForkServerContext

from sandbox.serving import _child
from sandbox.serving._response import Response

PRELOAD = ["torch", "sagemaker_pytorch_serving_container.handler_service"]


class ModelLoadError(Exception):
    """A worker could not load its model; the message is the traceback, or how the worker ended."""


class WorkerDiedError(Exception):
    """A worker ended, or took longer than it may, while it handled a request."""


class Worker:
    """A process with a loaded model. Methods block: they are called from threads.

    Args:
        processes: Fork server that imports ``PRELOAD`` once; worker processes are forked from it.
        model_name: Name of the model in logs and in the handlers' context.
        model_dir: Folder of the unpacked model.tar.gz.
    """

    def __init__(self, processes: ForkServerContext, *, model_name: str, model_dir: str) -> None:
        self._pipe, self._far_end = processes.Pipe()
        self._process = processes.Process(
            target=_child.run, args=(self._far_end, model_name, model_dir), name=model_name
        )
        self._unwanted = False

    def start(self) -> None:
        """Start the process and wait until it has loaded the model.

        Raises:
            ModelLoadError: The model code raised, or the process ended.
        """
        self._process.start()
        self._far_end.close()  # only the worker holds it now: its end is the end of the pipe
        if self._unwanted:
            self.kill()
        try:
            failure = self._pipe.recv()
        except (EOFError, OSError) as error:
            self._process.join()
            code = self._process.exitcode
            raise ModelLoadError(
                f"the worker ended with exit code {code} while it loaded the model"
            ) from error
        if failure is not None:
            raise ModelLoadError(failure)

    @property
    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self._process.is_alive()

    def ask(self, headers: Mapping[str, str], body: bytes, *, timeout: float) -> Response:
        """Have one request handled.

        Raises:
            WorkerDiedError: The process ended, or took longer than ``timeout`` seconds.
        """
        try:
            self._pipe.send((headers, body))
            if self._pipe.poll(timeout):
                answer: Response = self._pipe.recv()
                return answer
        except (EOFError, OSError) as error:
            raise WorkerDiedError("the worker ended") from error
        raise WorkerDiedError(f"no answer within {timeout} s")

    def join(self, *, timeout: float) -> None:
        """Wait until the process has ended."""
        if self._process.pid is not None:
            self._process.join(timeout)

    def kill(self) -> None:
        """End the process, also one that is about to start. Never blocks."""
        self._unwanted = True
        if self._process.pid is not None:
            self._process.kill()
