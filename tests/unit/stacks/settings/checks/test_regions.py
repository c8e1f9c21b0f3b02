"""A Region that no table knows: a fault where the file needs what is not known there."""

from __future__ import annotations

import pytest

from stacks.settings import notes_in
from tests.unit.stacks.settings.conftest import Load, faults_of

VALID = """\
account: "111111111111"
region: eu-west-1
models:
  nlinear:
    image: {framework: pytorch, version: "2.6.0"}
endpoints:
  demand: {kind: serverless, model: nlinear, memory_mb: 1024, max_concurrency: 5}
"""
BUDGET = VALID.replace("region:", "monthly_budget_usd: 400\nregion:")
OF_FRAMEWORK = '{framework: pytorch, version: "2.6.0"}'
OF_AWS = '{dlc: pytorch-inference, tag: "2.6.0-cpu-py312"}'
OWN = '{repository: team/forecaster, tag: "1.2"}'


def notes_of(load: Load, text: str) -> list[str]:
    return [str(n).removeprefix("environments/dev.yaml:") for n in notes_in(load(text))]


@pytest.mark.parametrize("image", [OF_FRAMEWORK, OF_AWS])
@pytest.mark.parametrize("region", ["eu-wst-1", "eu-west-9"])
def test_unknown_region_is_a_fault_of_its_line_where_an_image_of_aws_is_asked_for(
    load: Load, region: str, image: str
) -> None:
    text = VALID.replace("eu-west-1", region).replace(OF_FRAMEWORK, image)

    (fault,) = faults_of(load, text)

    assert fault == (
        f'2: region: got "{region}", which no table of Regions has; did you mean eu-west-1? '
        "(a newer one needs images of your own, by repository or uri, for models.nlinear.image: "
        "AWS's are not known)"
    )


def test_unknown_region_is_one_fault_however_many_images_it_lacks(load: Load) -> None:
    containers = ", ".join(f"{{image: {OF_FRAMEWORK}}}" for _ in range(4))
    text = VALID.replace("eu-west-1", "eu-wst-1").replace(
        f"image: {OF_FRAMEWORK}", f"containers: [{containers}]"
    )
    text = text[: text.index("endpoints:")] + (
        "endpoints: {demand: {kind: real_time, variants: "
        "{one: {model: nlinear, instance_type: ml.m5.large}}}}\n"
    )

    (fault,) = faults_of(load, text)

    assert fault.startswith('2: region: got "eu-wst-1", ')
    assert "for 4 images: " in fault


def test_image_that_a_known_region_lacks_is_a_fault_of_the_image(load: Load) -> None:
    text = VALID.replace("eu-west-1", "us-isof-east-1")

    (fault,) = faults_of(load, text)

    assert fault.startswith(
        "5: models.nlinear.image: pytorch-inference:2.6.0-cpu-py312 is not published in "
        "us-isof-east-1, but in others such as "
    )
    assert fault.endswith("; give an image of your own, by repository or uri")


def test_unknown_region_with_images_of_its_own_is_no_fault_and_told(load: Load) -> None:
    text = VALID.replace("eu-west-1", "eu-west-9").replace(OF_FRAMEWORK, OWN)

    assert notes_of(load, text) == [
        '2: region: got "eu-west-9", which no table of Regions has; did you mean eu-west-1?'
    ]


def test_image_that_nothing_uses_is_no_reason_against_a_region(load: Load) -> None:
    text = VALID.replace("eu-west-1", "eu-west-9").replace(OF_FRAMEWORK, OWN)

    environment = load(text.replace("models:\n", f"models:\n  spare: {{image: {OF_FRAMEWORK}}}\n"))

    assert environment.region == "eu-west-9"


def test_misspelt_region_is_a_fault_where_a_budget_needs_its_prices(load: Load) -> None:
    text = BUDGET.replace("eu-west-1", "eu-wst-1").replace(OF_FRAMEWORK, OWN)

    (fault,) = faults_of(load, text)

    assert fault == (
        '3: region: got "eu-wst-1", which no table of Regions has; did you mean eu-west-1? '
        "(a newer one goes without monthly_budget_usd: its prices are not known)"
    )


@pytest.mark.parametrize("region", ["eu-west-9", "nz-north-1"])
def test_region_that_may_be_newer_keeps_its_budget_and_is_told(load: Load, region: str) -> None:
    text = BUDGET.replace("eu-west-1", region).replace(OF_FRAMEWORK, OWN)

    assert [note.partition(", ")[0] for note in notes_of(load, text)] == [
        f"2: monthly_budget_usd: no price is known in {region}",
        f'3: region: got "{region}"',
    ]


def test_budget_of_a_known_region_without_prices_is_told(load: Load) -> None:
    (note,) = notes_of(load, BUDGET.replace("eu-west-1", "me-central-1"))

    assert note == (
        "2: monthly_budget_usd: no price is known in me-central-1, so that this budget holds "
        "nothing back"
    )


def test_nothing_is_told_of_a_region_with_images_and_prices(load: Load) -> None:
    assert notes_of(load, BUDGET) == []


def test_region_of_the_wrong_form_is_told_once(load: Load) -> None:
    assert faults_of(load, BUDGET.replace("eu-west-1", "Ireland")) == [
        '3: region: must be a Region such as eu-west-1, got "Ireland"'
    ]


VPC = """\
vpc:
  vpc_id: vpc-0a1b2c3d
  availability_zones: [eu-west-1a]
  private_subnet_ids: [subnet-0a1b2c3d]
"""


def test_zones_of_a_region_that_is_told_are_not_told_as_well(load: Load) -> None:
    (fault,) = faults_of(load, VALID.replace("region: eu-west-1", "region: eu-wst-1") + VPC)

    assert fault.startswith("2: region: ")


def test_zones_of_another_region_than_one_that_is_not_told_are_faults(load: Load) -> None:
    text = VALID.replace("region: eu-west-1", "region: eu-wst-1").replace(OF_FRAMEWORK, OWN)

    assert faults_of(load, text + VPC) == [
        '10: vpc.availability_zones[0]: must be a zone of eu-wst-1, got "eu-west-1a"'
    ]
