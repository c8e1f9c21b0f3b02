import pytest

from sagemaker_hosting.facts.inference_amis import (
    accelerator_of_ami,
    inference_ami_fault,
    is_known_inference_ami,
)


@pytest.mark.parametrize(
    "version",
    [
        "al2-ami-sagemaker-inference-gpu-1",
        "al2-ami-sagemaker-inference-gpu-3-2",
        "al2-ami-sagemaker-inference-neuron-1",
        "al2027-ami-sagemaker-inference-gpu-5",
    ],
)
def test_name_of_their_form_is_no_fault_though_the_table_lacks_it(version: str) -> None:
    assert not is_known_inference_ami(version)
    assert inference_ami_fault(version) is None


def test_other_text_is_a_fault_with_the_nearest_version() -> None:
    fault = inference_ami_fault("al2023-ami-sagemaker-inference-gpu-4.1")

    assert fault is not None
    assert "nearest: al2023-ami-sagemaker-inference-gpu-4-1" in fault


@pytest.mark.parametrize(
    "version",
    [
        "AL2-ami-sagemaker-inference-gpu-2",
        "al2-ami-sagemaker-inference-tpu-2",
        "al2-ami-sagemaker-inference-gpu",
        "gpu-2",
    ],
)
def test_name_of_another_form_is_a_fault(version: str) -> None:
    assert inference_ami_fault(version) is not None


def test_name_tells_the_accelerator() -> None:
    names = ("al2-ami-sagemaker-inference-neuron-2", "al2-ami-sagemaker-inference-gpu-2", "gpu-2")

    assert [accelerator_of_ami(name) for name in names] == ["neuron", "gpu", None]
