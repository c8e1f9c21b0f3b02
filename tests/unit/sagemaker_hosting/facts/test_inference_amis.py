import pytest

from sagemaker_hosting.facts.inference_amis import (
    accelerator_of_ami,
    inference_ami_fault,
    is_known_inference_ami,
    may_be_newer_inference_ami,
)


@pytest.mark.parametrize(
    ("version", "is_newer"),
    [
        ("al2023-ami-sagemaker-inference-gpu-4-1", False),
        ("al2023-ami-sagemaker-inference-gpu-4-2", True),
        ("al2023-ami-sagemaker-inference-gpu-5", True),
        ("al2-ami-sagemaker-inference-gpu-3-2", False),
        ("al2-ami-sagemaker-inference-gpu-1", False),
        ("al2027-ami-sagemaker-inference-gpu-1", True),
        ("al2-ami-sagemaker-inference-neuron-1", False),
        ("al2-ami-sagemaker-inference-neuron-2-1", True),
        ("al2023-ami-sagemaker-inference-neuron-2", True),
        ("al2023-ami-sagemaker-inference-tpu-9", False),
    ],
)
def test_what_follows_the_newest_of_its_accelerator_may_be_newer(
    version: str,
    is_newer: bool,  # noqa: FBT001 (of a table)
) -> None:
    assert may_be_newer_inference_ami(version) is is_newer


def test_well_formed_version_is_no_fault_though_the_table_lacks_it() -> None:
    version = "al2-ami-sagemaker-inference-gpu-3-2"

    assert not is_known_inference_ami(version)
    assert inference_ami_fault(version) is None


def test_other_text_is_a_fault_with_the_nearest_version() -> None:
    fault = inference_ami_fault("al2023-ami-sagemaker-inference-gpu-4.1")

    assert fault is not None
    assert "nearest: al2023-ami-sagemaker-inference-gpu-4-1" in fault


def test_name_tells_the_accelerator() -> None:
    names = ("al2-ami-sagemaker-inference-neuron-2", "al2-ami-sagemaker-inference-gpu-2", "gpu-2")

    assert [accelerator_of_ami(name) for name in names] == ["neuron", "gpu", None]
