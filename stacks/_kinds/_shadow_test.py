"""Shadow tests of an environment file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sagemaker_endpoints import InstanceVariant, ShadowTest
from stacks._findings._acknowledgements import acknowledge, acknowledge_role

if TYPE_CHECKING:
    from sagemaker_endpoints import Model, RealTimeEndpoint
    from stacks._kinds._surroundings import Surroundings
    from stacks._places import Place
    from stacks.settings import RealTimeEndpointSettings

_CSV, _JSON = ("text/csv",), ("application/json",)


def add_shadow_test(
    endpoint: RealTimeEndpoint, settings: RealTimeEndpointSettings, surroundings: Surroundings
) -> ShadowTest | None:
    """Test another variant in the shadow of an endpoint, if its file asks for that."""
    test = settings.shadow_test
    if test is None:
        return None
    # That it is one, on one type, is checked when the file is loaded.
    ((name, variant),) = settings.variants.items()
    assert variant.instance_type is not None  # noqa: S101  # the settings have checked it
    models = [
        surroundings.models.model(runner.model, instance_type=runner.instance_type)
        for runner in (variant, test)
    ]
    place = surroundings.places.of_data(test.output) if test.output is not None else None
    made = ShadowTest(
        surroundings.stack,
        "ShadowTest",
        endpoint=endpoint,
        production_variant=InstanceVariant(
            name=name,
            model=models[0],
            instance_type=variant.instance_type,
            initial_instance_count=variant.instance_count,
        ),
        shadow_variant=InstanceVariant(
            name=test.name,
            model=models[1],
            instance_type=test.instance_type,
            initial_instance_count=test.instance_count,
        ),
        sampling_percentage=test.sampling_percentage,
        start_time=test.start,
        end_time=test.end,
        data_location=place.location if place is not None else None,
        csv_content_types=_CSV if place is not None else (),
        json_content_types=_JSON if place is not None else (),
        encryption_key=surroundings.volume_key(variant.instance_type, test.instance_type),
        test_name=test.test_name,
    )
    _acknowledge(made, place, models, surroundings)
    return made


def _acknowledge(
    test: ShadowTest, place: Place | None, models: list[Model], surroundings: Surroundings
) -> None:
    stack = surroundings.stack
    configs = f"arn:{stack.partition}:sagemaker:{stack.region}:{stack.account}:endpoint-config/*"
    wildcards = {
        f"Resource::{configs}": "SageMaker names the configurations that it makes for a test",
    }
    if place is not None:
        below = "SageMaker names the files of requests and answers; they lie below this prefix"
        wildcards[place.finding] = below
        for model in dict.fromkeys(models):
            acknowledge(model, f"AwsSolutions-IAM5[{place.finding}]", below)
    acknowledge_role(test, wildcards=wildcards)
