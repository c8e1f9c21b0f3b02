"""Artifacts on this machine, which become file assets of the stack."""

from __future__ import annotations

import abc
import dataclasses
import hashlib
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import aws_cdk as cdk

from sagemaker_endpoints.common._errors import ConfigurationError
from sagemaker_endpoints.models._model_archive import (
    ALWAYS_EXCLUDED,
    archive_digest,
    archive_members,
    idle_patterns,
    write_archive,
)
from sagemaker_endpoints.models._model_data_source import located
from sagemaker_hosting.facts.artifacts import artifact_members, script_mode_fault

if TYPE_CHECKING:
    from constructs import Construct

    from sagemaker_endpoints.models._model_data_source import ModelDataConfig


class _LocalData(abc.ABC):
    """An artifact that becomes a file asset of the stack."""

    def bind(self, scope: Construct) -> ModelDataConfig:
        stack = cdk.Stack.of(scope)
        stage = cdk.Stage.of(scope)
        if stage is None:
            raise ConfigurationError(
                "ModelData.from_asset: assets need a stack inside an App or a Stage"
            )
        digest = self._digest()
        # The assembly of the app holds all assets; those of its stages lie a folder deeper for each
        # stage, and point up to it.
        asset_outdir = Path(stage.asset_outdir)
        staged = asset_outdir / f"asset.{digest}.tar.gz"
        if not staged.exists():
            # A synth that is interrupted leaves nothing that the next would take for whole.
            unfinished = staged.with_suffix(".part")
            self._write(unfinished)
            unfinished.replace(staged)
        climb = "../" * len(Path(stage.outdir).relative_to(asset_outdir).parts)
        location = stack.synthesizer.add_file_asset(
            # The object key is this and the file's last extension: SageMaker asks for .tar.gz.
            source_hash=f"{digest}.tar",
            file_name=f"{climb}{staged.name}",
            packaging=cdk.FileAssetPackaging.FILE,
        )
        found = located(scope, f"{location.bucket_name}/{location.object_key}")
        return dataclasses.replace(found, warnings=self._warnings())

    def _warnings(self) -> tuple[tuple[str, str], ...]:
        return ()

    @abc.abstractmethod
    def _digest(self) -> str: ...

    @abc.abstractmethod
    def _write(self, target: Path) -> None: ...


class FolderData(_LocalData):
    """A folder, packed here."""

    def __init__(self, folder: Path, exclude: tuple[str, ...]) -> None:
        self._folder, self._exclude = folder, exclude
        self._members = archive_members(folder, exclude)
        if not self._members:
            raise ConfigurationError(
                f"ModelData.from_asset: the folder {str(folder)!r} holds no file to ship"
            )

    def script_mode_fault(self, *, program: str) -> str | None:
        return script_mode_fault(frozenset(self._members), program=program)

    def _warnings(self) -> tuple[tuple[str, str], ...]:
        idle = [
            pattern
            for pattern in idle_patterns(self._folder, self._exclude)
            if pattern not in ALWAYS_EXCLUDED
        ]
        if not idle:
            return ()
        message = (
            f"ModelData.from_asset: exclude: {', '.join(map(repr, idle))} matches nothing in "
            f"{str(self._folder)!r}: what it was meant for may be shipped; correct it, or leave it "
            "out"
        )
        return (("ExcludeMatchesNothing", message),)

    def _digest(self) -> str:
        return archive_digest(self._members)

    def _write(self, target: Path) -> None:
        with target.open("wb") as file:
            write_archive(self._members, file)


class ArchiveData(_LocalData):
    """A .tar.gz that is packed already."""

    def __init__(self, archive: Path) -> None:
        self._archive = archive

    def script_mode_fault(self, *, program: str) -> str | None:
        try:
            members = artifact_members(self._archive)
        except ValueError as error:  # no complete tar.gz
            return str(error)
        return script_mode_fault(members, program=program)

    def _digest(self) -> str:
        with self._archive.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()

    def _write(self, target: Path) -> None:
        shutil.copyfile(self._archive, target)
