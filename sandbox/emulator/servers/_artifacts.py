"""Where a model's files come from, and how they get to disk."""

import hashlib
import re
import shutil
import tarfile
import tempfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from sandbox.emulator.common._errors import ServingError
from sandbox.emulator.common._store import Scope

ReadObject = Callable[[Scope, str, str], bytes | None]
"""Reads an S3 object by scope, bucket and key; None when there is none."""

_IMAGES = frozenset({"pytorch-inference", "pytorch-inference-arm64"})
_PATH_STYLE = re.compile(r"^s3[.-][a-z0-9.-]*amazonaws\.com(\.cn)?$")
_HOST_STYLE = re.compile(r"^(?P<bucket>.+?)\.s3[.-][a-z0-9.-]*amazonaws\.com(\.cn)?$")


def locate(uri: str, *, what: str = "model data") -> tuple[str, str]:
    """The bucket and the key behind an `s3://` URI or an S3 `https://` address.

    Args:
        uri: The text.
        what: What it names, for the error.

    Raises:
        ServingError: When the text is neither.
    """
    parts = urlsplit(uri)
    path = unquote(parts.path).lstrip("/")
    bucket, key = "", ""
    if parts.scheme == "s3":
        bucket, key = parts.netloc, path
    elif parts.scheme == "https" and _PATH_STYLE.match(parts.netloc):
        bucket, _, key = path.partition("/")
    elif parts.scheme == "https" and (host := _HOST_STYLE.match(parts.netloc)):
        bucket, key = host["bucket"], path
    if not bucket or not key:
        raise ServingError(
            f"{what} must be s3://bucket/key or https://s3.REGION.amazonaws.com/bucket/key, "
            f"got {uri!r}"
        )
    return bucket, key


def only_container(model: dict[str, Any]) -> dict[str, Any]:
    """The one container of a model.

    Raises:
        ServingError: When it has several.
    """
    container: dict[str, Any] | None = model.get("PrimaryContainer")
    if container is None:
        containers = model.get("Containers", [])
        if len(containers) != 1:
            raise ServingError(
                f"model {model['ModelName']!r} is a pipeline of {len(containers)} containers; "
                "the sandbox serves models of one container"
            )
        container = containers[0]
    return container


def repository_of(image: str) -> str:
    """The repository in an image's address, without registry and tag: `forecasting/chronos`."""
    path = image.partition("@")[0]
    registry, slash, rest = path.partition("/")
    # A first part with a dot or a port is one: https://docs.docker.com/reference/cli/docker/image/tag/
    return (rest if slash and {".", ":"} & set(registry) else path).partition(":")[0]


def check_image(name: str, image: str) -> None:
    """Refuse the image of a model that the sandbox has no code for.

    Raises:
        ServingError: With what it serves.
    """
    if repository_of(image).rpartition("/")[2] not in _IMAGES:
        raise ServingError(
            f"model {name!r} runs image {image!r}; the sandbox has no Docker and serves "
            f"AWS's framework images {' and '.join(sorted(_IMAGES))}; for another one name model "
            f"code to run instead: --stand-in {repository_of(image) or 'REPOSITORY'}=FOLDER"
        )


def servable_container(model: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """The container of a model and the URI of its artifact, if the sandbox can serve it.

    Raises:
        ServingError: Naming the model, what was found and what the sandbox serves.
    """
    name, container = model["ModelName"], only_container(model)
    check_image(name, container.get("Image", ""))
    if container.get("Mode", "SingleModel") != "SingleModel":
        raise ServingError(
            f"model {name!r} has Mode {container['Mode']!r}; the sandbox serves SingleModel here"
        )
    source = container.get("ModelDataSource", {}).get("S3DataSource", {})
    if source and source.get("CompressionType", "Gzip") != "Gzip":
        raise ServingError(
            f"model {name!r} has CompressionType {source['CompressionType']!r}; "
            "the sandbox serves a model.tar.gz (Gzip)"
        )
    uri = container.get("ModelDataUrl") or source.get("S3Uri")
    if not uri:
        raise ServingError(
            f"model {name!r} has no artifact; give it ModelDataUrl or ModelDataSource: "
            "the sandbox runs the code and the weights of a model.tar.gz"
        )
    return container, str(uri)


def fetch(uri: str, *, scope: Scope, read_object: ReadObject, folder: Path) -> Path:
    """Unpack a `model.tar.gz` into a folder that is named after its content.

    Args:
        uri: Where the artifact is.
        scope: Whose S3 is read.
        read_object: Reads it.
        folder: Where unpacked artifacts live; an artifact that is there is not unpacked again.

    Returns:
        The model directory, what a container finds as `/opt/ml/model`.

    Raises:
        ServingError: When there is no such object, it is no gzipped tar, or a member would leave
            the folder.
    """
    bucket, key = locate(uri)
    data = read_object(scope, bucket, key)
    if data is None:
        # SageMaker's words when an endpoint is created.
        raise ServingError(f"Could not find model data at {uri}.")
    target = folder / hashlib.sha256(data).hexdigest()[:24]
    if target.is_dir():
        return target
    folder.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=".unpacking-", dir=folder))
    try:
        with tarfile.open(fileobj=BytesIO(data), mode="r:gz") as archive:
            archive.extractall(staging, filter="data")
        staging.rename(target)
    except (tarfile.TarError, EOFError, OSError) as error:
        if target.is_dir():  # another variant unpacked the same artifact meanwhile
            return target
        raise ServingError(f"{uri} is not a model.tar.gz that can be unpacked: {error}") from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return target
