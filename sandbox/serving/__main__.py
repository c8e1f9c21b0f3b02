"""Command line of the model server: ``python -m sandbox.serving MODEL_DIR --port 8080``."""

import argparse
import logging
import os
import sys
from pathlib import Path

from sandbox.serving._server import run
from sandbox.serving._settings import Settings, SettingsError


def main() -> int:
    """Serve the model that the command line names; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m sandbox.serving",
        description="Serve an unpacked model.tar.gz on 127.0.0.1 as AWS's PyTorch image does.",
    )
    parser.add_argument("model_dir", type=Path, help="folder that holds code/inference.py")
    parser.add_argument(
        "--port", type=int, help="0 takes a free one (default: SAGEMAKER_BIND_TO_PORT or 8080)"
    )
    parser.add_argument(
        "--workers", type=int, help="processes (default: SAGEMAKER_MODEL_SERVER_WORKERS or 1)"
    )
    options = parser.parse_args()
    if not options.model_dir.is_dir():
        parser.error(f"MODEL_DIR must be a folder, got {str(options.model_dir)!r}")
    if options.workers is not None and options.workers < 1:
        parser.error(f"--workers must be at least 1, got {options.workers}")
    logging.basicConfig(format="%(message)s")
    logging.getLogger("sandbox.serving").setLevel(logging.INFO)
    try:
        settings = Settings.from_environment(os.environ, port=options.port, workers=options.workers)
        return run(options.model_dir, settings)
    except SettingsError as error:
        parser.error(str(error))
    except OSError as error:
        parser.error(f"port: {error}")


if __name__ == "__main__":
    sys.exit(main())
