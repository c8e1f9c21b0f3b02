"""Acknowledgements in a file: which there are, and each of their faults."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import sagemaker_endpoints
from stacks.settings import InvalidEnvironment
from stacks.settings.common._acknowledge import CHECKS, OF_BATCH, OF_ENDPOINTS, OF_MODELS
from tests.policy.conftest import PACKS
from tests.unit.stacks.settings.conftest import Load

VALID = """\
account: "111111111111"
region: eu-west-1
models:
  nlinear:
    image: {uri: forecaster}
    acknowledge: {"sagemaker-endpoints::MutableImageTag": pinned by the repository itself}
endpoints:
  live:
    kind: real_time
    variants: {all: {model: nlinear, instance_type: ml.c6i.large}}
    acknowledge:
      "sagemaker-endpoints::RolloutAboveHalf": scaling has more running by day
      "SageMaker::SRV-21": the limits of this account are higher
batch:
  nightly:
    model: nlinear
    instance_type: ml.m5.xlarge
    input: input/
    output: output/
    content_type: text/csv
    acknowledge: {"sagemaker-endpoints::AnswersRunTogether": the reader knows their width}
"""
LIVE = "endpoints.live.acknowledge"


def rules_of_constructs() -> Iterator[str]:
    """Every rule that a construct warns of: `warn(x, "Rule", ...)` or a pair ("Rule", message)."""
    package = Path(sagemaker_endpoints.__file__).parent
    for file in sorted(package.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="warn"), args=[_, ast.Constant(value=str(rule)), _]):
                    yield rule
                case ast.Tuple(elts=[ast.Constant(value=str(rule)), ast.Name(id="message")]):
                    yield rule


def test_every_warning_of_a_construct_can_be_acknowledged() -> None:
    rules = set(rules_of_constructs())

    assert all(re.fullmatch(r"([A-Z][a-z0-9]+)+", rule) for rule in rules)
    assert rules == OF_MODELS | OF_ENDPOINTS | OF_BATCH


def test_checks_are_those_of_every_synth() -> None:
    assert set(PACKS) < CHECKS


def test_acknowledgements_load_with_their_reasons(load: Load) -> None:
    environment = load(VALID)

    assert dict(environment.endpoints["live"].acknowledge) == {
        "sagemaker-endpoints::RolloutAboveHalf": "scaling has more running by day",
        "SageMaker::SRV-21": "the limits of this account are higher",
    }
    assert list(environment.batch["nightly"].acknowledge) == [
        "sagemaker-endpoints::AnswersRunTogether"
    ]


@pytest.mark.parametrize(
    "finding",
    [
        "AwsSolutions::AwsSolutions-IAM5[Resource::*]",
        "Annotation::@aws-cdk/aws-ec2:noSubnetRouteTableId",
        "sagemaker-endpoints::AsyncPipeline",
        "SageMaker::IC-07",
    ],
)
@pytest.mark.parametrize("place", ["MutableImageTag", "RolloutAboveHalf"])
def test_findings_of_other_checks_can_be_acknowledged(load: Load, place: str, finding: str) -> None:
    load(VALID.replace(f"sagemaker-endpoints::{place}", finding))


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        (
            "scaling has more running by day",
            "known",
            (
                f'12: {LIVE}["sagemaker-endpoints::RolloutAboveHalf"]: must be a reason of at '
                'least 20 characters, got "known"'
            ),
        ),
        (
            "sagemaker-endpoints::RolloutAboveHalf",
            "sagemaker-endpoints::RolloutOverHalf",
            (
                f'12: {LIVE}["sagemaker-endpoints::RolloutOverHalf"]: no warning is called '
                '"RolloutOverHalf"; did you mean RolloutAboveHalf?'
            ),
        ),
        (
            "sagemaker-endpoints::RolloutAboveHalf",
            "sagemaker-endpoint::RolloutAboveHalf",
            (
                f'12: {LIVE}["sagemaker-endpoint::RolloutAboveHalf"]: no check is called '
                '"sagemaker-endpoint"; did you mean sagemaker-endpoints?'
            ),
        ),
        (
            "sagemaker-endpoints::RolloutAboveHalf",
            "RolloutAboveHalf",
            (
                f"12: {LIVE}.RolloutAboveHalf: the name must be the id of a finding such as "
                'sagemaker-endpoints::NoCopies, got "RolloutAboveHalf"'
            ),
        ),
        (
            "SageMaker::SRV-21",
            "SageMaker::SRV21",
            f'13: {LIVE}["SageMaker::SRV21"]: got the rule "SRV21", allowed is one such as SRV-21',
        ),
        (
            "sagemaker-endpoints::RolloutAboveHalf",
            "sagemaker-endpoints::OneSubnet",
            (
                f'12: {LIVE}["sagemaker-endpoints::OneSubnet"]: is told of models; acknowledge it '
                "there"
            ),
        ),
        (
            "sagemaker-endpoints::MutableImageTag",
            "sagemaker-endpoints::LargeBatch",
            (
                '6: models.nlinear.acknowledge["sagemaker-endpoints::LargeBatch"]: is told of '
                "endpoints; acknowledge it there"
            ),
        ),
        (
            "sagemaker-endpoints::AnswersRunTogether",
            "sagemaker-endpoints::AnswersTogether",
            (
                '21: batch.nightly.acknowledge["sagemaker-endpoints::AnswersTogether"]: no warning '
                'is called "AnswersTogether"; did you mean AnswersRunTogether?'
            ),
        ),
        (
            '    acknowledge:\n      "sagemaker-endpoints::Roll',
            '    acknowledged:\n      "sagemaker-endpoints::Roll',
            "11: endpoints.live.acknowledged: unknown key; did you mean acknowledge?",
        ),
    ],
)
def test_fault_names_line_key_value_and_fix(load: Load, right: str, wrong: str, fault: str) -> None:
    assert VALID.count(right) == 1

    with pytest.raises(InvalidEnvironment) as caught:
        load(VALID.replace(right, wrong))

    assert [str(each) for each in caught.value.faults] == [f"environments/dev.yaml:{fault}"]
