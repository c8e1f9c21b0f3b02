"""The contract with MiniStack's private names, checked in MiniStack's own interpreter."""

import json
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[5]
PYTHON = PROJECT / ".venv-ministack" / "bin" / "python"

pytestmark = pytest.mark.skipif(not PYTHON.exists(), reason="MiniStack is not installed")


def _in_ministack(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(PYTHON), "-c", code], cwd=PROJECT, capture_output=True, text=True, check=False
    )


def test_every_hook_holds_in_the_pinned_version() -> None:
    done = _in_ministack(
        "import json; from sandbox.emulator.hooks import _names, _version\n"
        "print(json.dumps([len(_names.HOOKS), _version.faults()]))"
    )

    assert done.returncode == 0, done.stderr
    count, faults = json.loads(done.stdout.splitlines()[-1])
    assert count >= 14
    assert faults == []


def test_names_that_moved_are_all_named_before_anything_starts() -> None:
    done = _in_ministack(
        "import ministack.services.s3 as s3\n"
        "import ministack.services.cloudformation.stacks as stacks\n"
        "import ministack.services.cloudformation.provisioners as provisioners\n"
        "del s3._get_object_data\n"
        "stacks._runs_on_worker_thread = lambda kind: False\n"
        "provisioners._RESOURCE_HANDLERS = {}\n"
        "from sandbox.emulator.hooks import _version\n"
        "_version.check()"
    )

    assert done.returncode != 0
    assert "this version of MiniStack does not fit the sandbox" in done.stderr
    assert "ministack.services.s3._get_object_data (reads an S3 object" in done.stderr
    assert "_runs_on_worker_thread" in done.stderr
    assert "lost the parameters ['resource_type'], has ['kind']" in done.stderr
    assert "lost the keys ['AWS::S3::Bucket', 'AWS::IAM::Role']" in done.stderr
    assert "requirements-ministack.txt" in done.stderr


def test_cloudformation_knows_the_types_after_plugging_in() -> None:
    done = _in_ministack(
        "import json, pathlib, tempfile\n"
        "from sandbox.emulator._emulator import Emulator\n"
        "from sandbox.emulator.servers._plan import ServeSettings\n"
        "here = pathlib.Path(tempfile.gettempdir())\n"
        "settings = ServeSettings(command=('true',), working_folder=here, environment={},"
        " logs=here)\n"
        "Emulator(settings=settings, models_folder=here).plug_in()\n"
        "from ministack.services.cloudformation import provisioners, stacks\n"
        "types = [t for t in provisioners._RESOURCE_HANDLERS"
        " if t.startswith(('AWS::SageMaker', 'AWS::ApplicationAutoScaling'))]\n"
        "config, endpoint = 'AWS::SageMaker::EndpointConfig', 'AWS::SageMaker::Endpoint'\n"
        "recreation = provisioners._property_recreation\n"
        "print(json.dumps([sorted(types), recreation(config, 'ProductionVariants'),"
        " recreation(endpoint, 'EndpointConfigName'), stacks._runs_on_worker_thread(endpoint),"
        " stacks._runs_on_worker_thread('AWS::S3::Bucket')]))"
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == [
        [
            "AWS::ApplicationAutoScaling::ScalableTarget",
            "AWS::ApplicationAutoScaling::ScalingPolicy",
            "AWS::SageMaker::Endpoint",
            "AWS::SageMaker::EndpointConfig",
            "AWS::SageMaker::InferenceComponent",
            "AWS::SageMaker::Model",
        ],
        "Always",
        "Never",
        True,
        False,
    ]
