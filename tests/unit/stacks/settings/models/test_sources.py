"""Private registries and the Hugging Face Hub in a file, and each of their faults."""

import pytest

from sagemaker_endpoints.models import _hugging_face as hugging_face
from stacks.settings import (
    HuggingFaceDataSettings,
    PrivateRegistryImageSettings,
)
from stacks.settings.checks._hugging_face import TOKEN_VARIABLES, TOLD_BY
from tests.unit.stacks.settings.conftest import Load, faults_of

COMMIT = "714eb0fa89d2f80546fda750413ed43d93601a13"
TOKEN = f"hf_{'a' * 34}"
FUNCTION = "arn:aws:lambda:eu-west-1:111111111111:function:registry-credentials:live"
SECRET = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:hub-token-AbCdEf"  # noqa: S105  # no secret
VPC = """\
vpc:
  vpc_id: vpc-0c1d2e3f4a5b60001
  availability_zones: [eu-west-1a, eu-west-1b]
  private_subnet_ids: [subnet-0c1d2e3f4a5b6000a, subnet-0c1d2e3f4a5b6000b]
"""
VALID = f"""\
account: "111111111111"
region: eu-west-1
{VPC}models:
  theirs:
    image:
      private_registry: registry.example.com:5000/team/forecaster:1.2
      credentials: keeper
  hub:
    image: {{repository: team/hub-server, tag: "1.0"}}
    data:
      hugging_face: our-team/forecaster
      revision: {COMMIT}
      task: text-classification
      token_secret: hub-token
    environment: {{LEVEL: "1"}}
    network_isolation: false
  own: {{image: {{repository: team/forecaster, tag: "1.0"}}}}
endpoints:
  live: {{kind: real_time, variants: {{all: {{model: theirs, instance_type: ml.c6i.large}}}}}}
  text: {{kind: real_time, variants: {{all: {{model: hub, instance_type: ml.c6i.large}}}}}}
  rare: {{kind: serverless, model: own, memory_mb: 2048, max_concurrency: 10}}
"""
REGISTRY, DATA = "10: models.theirs.image.private_registry", "models.hub.data"


def changed(old: str, new: str) -> str:
    assert VALID.count(old) == 1
    return VALID.replace(old, new)


def test_both_load_as_their_settings(load: Load) -> None:
    models = load(VALID).models

    image, data = models["theirs"].image, models["hub"].data
    assert isinstance(image, PrivateRegistryImageSettings)
    assert image.credentials == "keeper"
    assert isinstance(data, HuggingFaceDataSettings)
    assert (data.revision, data.task, data.token_secret) == (
        COMMIT,
        "text-classification",
        "hub-token",
    )


@pytest.mark.parametrize(
    ("right", "other"),
    [
        ("credentials: keeper", f'credentials: "{FUNCTION}"'),
        ("      credentials: keeper\n", ""),
        ("registry.example.com:5000/team/forecaster:1.2", "registry.example.com/forecaster"),
        ("token_secret: hub-token", f"token_secret: {SECRET}"),
        ("token_secret: hub-token", "token_secret: team/hub"),
        ("hugging_face: our-team/forecaster", "hugging_face: gpt2"),
        (f"      revision: {COMMIT}\n", ""),
    ],
)
def test_other_ways_to_say_it_load_as_well(load: Load, right: str, other: str) -> None:
    load(changed(right, other))


def test_container_of_several_may_come_from_either(load: Load) -> None:
    several = """\
  several:
    containers:
      - {image: {private_registry: registry.example.com/cleaner:1.0}}
      - {image: {repository: team/hub, tag: "1.0"}, data: {hugging_face: team/forecaster}}
endpoints:
  series: {kind: real_time, variants: {all: {model: several, instance_type: ml.c6i.large}}}
"""

    parts = load(changed("endpoints:\n", several)).models["several"].parts

    assert isinstance(parts[0].image, PrivateRegistryImageSettings)
    assert isinstance(parts[1].data, HuggingFaceDataSettings)


def test_names_of_variables_are_those_of_the_construct() -> None:
    assert set(TOLD_BY) == {
        hugging_face.MODEL_ID,
        hugging_face.REVISION,
        hugging_face.TASK,
        hugging_face.TOKEN_SECRET,
    }
    assert TOKEN_VARIABLES == hugging_face._TOKEN_VARIABLES


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        # the registry
        (
            "registry.example.com:5000/team/forecaster:1.2",
            "forecaster:1.2",
            (
                f"{REGISTRY}: must be the host of a registry, a repository and a tag such as "
                'registry.example.com/forecaster:1.2, got "forecaster:1.2"'
            ),
        ),
        (
            "registry.example.com:5000/team/forecaster:1.2",
            "111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecaster:1.2",
            (
                f'{REGISTRY}: got "111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecaster:1.…, '
                "which is in Amazon ECR; give it as uri"
            ),
        ),
        (
            VPC,
            "",
            (
                "6: models.theirs.image.private_registry: is reached through the environment's "
                "vpc, and it has none; give vpc"
            ),
        ),
        (
            "credentials: keeper",
            "credentials: the keeper",
            (
                "11: models.theirs.image.credentials: must be the name of a Lambda function such "
                'as registry-credentials, or its ARN, got "the keeper"'
            ),
        ),
        (
            "credentials: keeper",
            "credential: keeper",
            "11: models.theirs.image.credential: unknown key; did you mean credentials?",
        ),
        (
            "model: own, memory_mb",
            "model: theirs, memory_mb",
            (
                '25: endpoints.rare.model: got "theirs", whose image is in a private registry: '
                "serverless endpoints do not take it; use another model"
            ),
        ),
        # the Hub
        (
            "hugging_face: our-team/forecaster",
            "hugging_face: https://huggingface.co/our-team/forecaster",
            (
                f"15: {DATA}.hugging_face: must be a model of the Hugging Face Hub such as "
                'amazon/chronos-bolt-small, got "https://huggingface.co/our-team/forecaster"'
            ),
        ),
        (
            "task: text-classification",
            "task: Text Classification",
            (
                f"17: {DATA}.task: must be a task of the Hugging Face Hub such as "
                'text-classification, got "Text Classification"'
            ),
        ),
        (
            "      revision:",
            "      revison:",
            f"16: {DATA}.revison: unknown key; did you mean revision?",
        ),
        (
            "token_secret: hub-token",
            f"token_secret: {SECRET.removesuffix('-AbCdEf')}",
            (
                f"18: {DATA}.token_secret: must be the name of a secret such as hub-token, or its "
                "whole ARN, with the six characters at its end, "
                'got "arn:aws:secretsmanager:eu-west-1:111111111111:secret:hub-t…'
            ),
        ),
        (
            "token_secret: hub-token",
            "token_secret: hub-secret",
            (
                f'18: {DATA}.token_secret: got "hub-secret", which ends as an ARN does: a hyphen, '
                "six characters; give the whole ARN, as Secrets Manager misreads such a name"
            ),
        ),
        (
            'LEVEL: "1"',
            'HF_TASK: "text-generation"',
            "19: models.hub.environment.HF_TASK: is told by data.task; leave it out",
        ),
        (
            "network_isolation: false",
            "network_isolation: true",
            (
                "20: models.hub.network_isolation: true cuts the container off from the Hugging "
                'Face Hub, where "our-team/forecaster" is; put the model into S3, or leave '
                "network_isolation out"
            ),
        ),
        (
            "      hugging_face: our-team/forecaster\n",
            "      hugging_face: our-team/forecaster\n      prefix: forecaster/\n",
            (
                f"14: {DATA}: must have exactly one of the keys asset, uri, bucket, prefix or "
                "hugging_face, got prefix and hugging_face"
            ),
        ),
        (
            "kind: serverless, model: own, memory_mb: 2048, max_concurrency: 10",
            "kind: multi_model, model: hub, instance_type: ml.c6i.large",
            (
                '25: endpoints.rare.model: got "hub", whose data is no prefix: multi-model '
                "endpoints need the prefix that holds the models"
            ),
        ),
    ],
)
def test_fault_names_line_key_value_and_fix(load: Load, right: str, wrong: str, fault: str) -> None:
    (got,) = faults_of(load, changed(right, wrong))

    assert got.startswith(fault)


def test_misspelt_vpc_is_told_once(load: Load) -> None:
    faults = faults_of(load, changed("vpc:\n", "vcp:\n"))

    assert faults == ["3: vcp: unknown key; did you mean vpc?"]


@pytest.mark.parametrize("variable", ["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "SOME_OTHER"])
def test_token_in_the_environment_is_refused_and_not_shown(load: Load, variable: str) -> None:
    (fault,) = faults_of(load, changed('LEVEL: "1"', f"{variable}: {TOKEN}"))

    assert fault == (
        f"19: models.hub.environment.{variable}: holds a Hugging Face token, which all who may "
        "describe the model could read; keep it in AWS Secrets Manager, and name it: "
        "data.token_secret"
    )


def test_token_in_the_place_of_its_secret_is_refused_and_not_shown(load: Load) -> None:
    (fault,) = faults_of(load, changed("token_secret: hub-token", f"token_secret: {TOKEN}"))

    assert fault == (
        f"18: {DATA}.token_secret: is the token itself, which all who may describe the model could "
        "read; keep it in AWS Secrets Manager, and give the secret's name"
    )
