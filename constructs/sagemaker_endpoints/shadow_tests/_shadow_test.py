"""A test of a variant in the shadow of an endpoint, for a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aws_cdk as cdk
from constructs import Construct

from sagemaker_endpoints.common._aws_environment import lies_with
from sagemaker_endpoints.common._errors import Faults, naming
from sagemaker_endpoints.common._given_role import add_to_given_role
from sagemaker_endpoints.common._given_types import check_given
from sagemaker_endpoints.common._l1 import CfnInferenceExperiment
from sagemaker_endpoints.common._resources import define
from sagemaker_endpoints.common._whole_numbers import check_whole
from sagemaker_endpoints.endpoints._data_capture import check_content_types, content_types
from sagemaker_endpoints.shadow_tests._shadow_test_faults import (
    check_texts,
    check_times,
    check_variants,
)
from sagemaker_endpoints.shadow_tests._shadow_test_role import (
    make_role,
    rights_to_data,
    rights_to_endpoint,
)
from sagemaker_endpoints.variants._instance_pool import name_of_model
from sagemaker_hosting.facts.limits import most

if TYPE_CHECKING:
    from aws_cdk import aws_iam as iam
    from aws_cdk import aws_kms as kms

    from sagemaker_endpoints.common._s3_location import S3Location
    from sagemaker_endpoints.endpoints._endpoint import Endpoint
    from sagemaker_endpoints.variants._instance_variant import InstanceVariant

_LONGEST_NAME = most("InferenceExperimentName")


class ShadowTest(Construct):
    """Defines a test that puts a variant into the shadow of an endpoint, and takes it off again.

    SageMaker changes the endpoint for it, and back to what it was when the test is over; callers
    get the answers of the production variant alone.

    Args:
        scope: the construct it belongs to.
        construct_id: its id in the scope.
        endpoint: with one production variant, that is there already or made before.
        production_variant: the endpoint's; its name, model, type and count are used.
        shadow_variant: what is tested; its name, model, type and count are used.
        sampling_percentage: of the requests that are copied, whole, 0 to 100.
        start_time: "2026-12-01T06:00:00Z"; at once when left out.
        end_time: the same, 1 hour to 30 days later; AWS's 7 days when left out.
        data_location: where requests and answers of both are kept; nowhere when left out.
        csv_content_types: kept as text there, up to 10.
        json_content_types: kept as JSON there, up to 10.
        encryption_key: for the storage volumes of the instances.
        description: for people, up to 1,024 characters.
        test_name: unique in account and Region, 1 to 120 letters, digits and inner hyphens; made
            of the construct's path when left out. SageMaker keeps the names of tests that are over.
        role: assumed instead of a role made here.

    Raises:
        ConfigurationError: tells everything that SageMaker would refuse.

    See https://docs.aws.amazon.com/sagemaker/latest/dg/shadow-tests.html
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        endpoint: Endpoint,
        production_variant: InstanceVariant,
        shadow_variant: InstanceVariant,
        sampling_percentage: int = 100,
        start_time: str | None = None,
        end_time: str | None = None,
        data_location: S3Location | None = None,
        csv_content_types: tuple[str, ...] = (),
        json_content_types: tuple[str, ...] = (),
        encryption_key: kms.IKey | None = None,
        description: str | None = None,
        test_name: str | None = None,
        role: iam.IRole | None = None,
    ) -> None:
        subject = naming("ShadowTest", scope, construct_id)
        check_given(subject, ShadowTest.__init__, locals())
        faults = Faults(subject)
        check_variants(faults, endpoint, production_variant, shadow_variant)
        check_whole(faults, "sampling_percentage", sampling_percentage, 0, 100)
        check_times(faults, start_time, end_time)
        check_content_types(
            faults, csv_content_types=csv_content_types, json_content_types=json_content_types
        )
        if data_location is None and (csv_content_types or json_content_types):
            faults.add("data_location: missing; the content types are of what is kept there")
        check_texts(faults, description, test_name)
        faults.raise_if_any()
        super().__init__(scope, construct_id)
        lies_with(self, scope)
        variants = (production_variant, shadow_variant)
        data_rights = rights_to_data(data_location, encryption_key)
        models = [variant.model for variant in variants]
        rights = (*rights_to_endpoint(self, endpoint.endpoint_arn, models), *data_rights)
        types = content_types(csv_content_types, json_content_types)
        self._name = test_name if test_name is not None else self._made_name()
        self._cfn_inference_experiment = define(
            CfnInferenceExperiment,
            self,
            "Resource",
            name=self._name,
            type="ShadowMode",
            role_arn=make_role(self, rights) if role is None else role.role_arn,
            endpoint_name=endpoint.endpoint_name,
            description=description,
            kms_key=encryption_key.key_arn if encryption_key is not None else None,
            model_variants=[_rendered(variant) for variant in variants],
            shadow_mode_config=_mode(production_variant, shadow_variant, sampling_percentage),
            schedule=_schedule(start_time, end_time),
            data_storage_config=_storage(data_location, types),
        )
        for variant in variants:
            variant.allow(*data_rights, scope=self, before=self._cfn_inference_experiment)
        if role is not None:
            given = add_to_given_role(role, rights, scope=self)
            # The test is made with it: its policies come first, and leave last.
            self.cfn_inference_experiment.node.add_dependency(role, given)

    @property
    def cfn_inference_experiment(self) -> CfnInferenceExperiment:
        """The test as CDK's L1, for what this class does not take."""
        return self._cfn_inference_experiment.l1

    @property
    def test_name(self) -> str:
        """The name of the test."""
        return self._name

    @property
    def test_arn(self) -> str:
        """The ARN of the test."""
        return self._cfn_inference_experiment.attribute("attrArn")

    def _made_name(self) -> str:
        name: str = cdk.Names.unique_resource_name(
            self, max_length=_LONGEST_NAME, separator="-", allowed_special_characters="-"
        )
        return name


def _mode(production: InstanceVariant, shadow: InstanceVariant, percentage: int) -> dict[str, Any]:
    sampled = {"shadowModelVariantName": shadow.name, "samplingPercentage": percentage}
    return {"sourceModelVariantName": production.name, "shadowModelVariants": [sampled]}


def _rendered(variant: InstanceVariant) -> dict[str, Any]:
    return {
        "variantName": variant.name,
        "modelName": name_of_model(variant.model),
        "infrastructureConfig": {
            "infrastructureType": "RealTimeInference",
            "realTimeInferenceConfig": {
                "instanceType": variant.instance_type,
                "instanceCount": variant.initial_instance_count,
            },
        },
    }


def _schedule(start_time: str | None, end_time: str | None) -> dict[str, str] | None:
    times = {"startTime": start_time, "endTime": end_time}
    return {name: time for name, time in times.items() if time is not None} or None


def _storage(
    location: S3Location | None, types: dict[str, list[str]] | None
) -> dict[str, Any] | None:
    if location is None:
        return None
    return {"destination": location.uri, **({"contentType": types} if types else {})}
