"""What every endpoint can do, made here or imported."""

from __future__ import annotations

import abc
from typing import TYPE_CHECKING

import aws_cdk as cdk

from sagemaker_endpoints.common._arns import arn_of_name, name_of_arn
from sagemaker_endpoints.common._errors import Faults, naming
from sagemaker_endpoints.common._given_types import check_given
from sagemaker_endpoints.common._imported_names import (
    check_imported_arn,
    check_imported_endpoint,
    check_imported_name,
    elsewhere_fault,
)
from sagemaker_endpoints.common._node_classes import begin
from sagemaker_endpoints.common._node_module import ENDPOINT

if TYPE_CHECKING:
    from aws_cdk import aws_iam as iam
    from aws_cdk.interfaces import aws_sagemaker as sagemaker_refs
    from constructs import Construct

    from sagemaker_endpoints.variants._endpoint_variant import EndpointVariant


class Endpoint(cdk.Resource, abc.ABC, jsii_type=ENDPOINT):
    """An endpoint; other CDK constructs take it as `aws_sagemaker.IEndpoint`."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        physical_name: str | None = None,
        environment_from_arn: str | None = None,
    ) -> None:
        begin(
            self,
            Endpoint,
            scope,
            construct_id,
            physical_name=physical_name,
            environment_from_arn=environment_from_arn,
        )

    @property
    @abc.abstractmethod
    def endpoint_arn(self) -> str:
        """The endpoint's ARN."""

    @property
    @abc.abstractmethod
    def endpoint_name(self) -> str:
        """The endpoint's name."""

    @property
    def endpoint_ref(self) -> sagemaker_refs.EndpointReference:
        """The endpoint for other CDK constructs."""
        return cdk.interfaces.aws_sagemaker.EndpointReference(endpoint_arn=self.endpoint_arn)

    @abc.abstractmethod
    def variant(self, variant_name: str) -> EndpointVariant:
        """One of its production variants, for metrics and scaling."""

    @staticmethod
    def from_endpoint_name(scope: Construct, construct_id: str, endpoint_name: str) -> Endpoint:
        """An endpoint that exists in the stack's account and region, by its name.

        Raises:
            ConfigurationError: SageMaker gives no endpoint such a name.
        """
        subject = naming("Endpoint", scope, construct_id)
        check_given(subject, Endpoint.from_endpoint_name, locals())
        faults = Faults(subject)
        check_imported_name(faults, "endpoint_name", endpoint_name, "endpoint")
        faults.raise_if_any()
        arn = arn_of_name(scope, "endpoint", endpoint_name)
        return ImportedEndpoint(scope, construct_id, endpoint_name=endpoint_name, endpoint_arn=arn)

    @staticmethod
    def from_endpoint_arn(scope: Construct, construct_id: str, endpoint_arn: str) -> Endpoint:
        """An endpoint that exists, here or elsewhere, by its ARN.

        Raises:
            ConfigurationError: it is no ARN of an endpoint.
        """
        subject = naming("Endpoint", scope, construct_id)
        check_given(subject, Endpoint.from_endpoint_arn, locals())
        faults = Faults(subject)
        check_imported_arn(faults, "endpoint_arn", endpoint_arn, "endpoint")
        faults.raise_if_any()
        name = name_of_arn(scope, endpoint_arn)
        return ImportedEndpoint(scope, construct_id, endpoint_name=name, endpoint_arn=endpoint_arn)

    @staticmethod
    def from_endpoint_attributes(
        scope: Construct, construct_id: str, *, endpoint_arn: str, endpoint_name: str | None = None
    ) -> Endpoint:
        """An endpoint that exists, by its ARN and, where the case differs, its name.

        Raises:
            ConfigurationError: it is no ARN of an endpoint, or that of another name.
        """
        if endpoint_name is None:
            return Endpoint.from_endpoint_arn(scope, construct_id, endpoint_arn)
        subject = naming("Endpoint", scope, construct_id)
        check_given(subject, Endpoint.from_endpoint_attributes, locals())
        faults = Faults(subject)
        check_imported_endpoint(faults, endpoint_arn, endpoint_name)
        faults.raise_if_any()
        return ImportedEndpoint(
            scope, construct_id, endpoint_name=endpoint_name, endpoint_arn=endpoint_arn
        )

    @property
    def elsewhere_fault(self) -> str | None:
        """Why its stack can neither scale nor watch it; None when it can, or may."""
        return None

    def grant_invoke(self, grantee: iam.IGrantable) -> iam.Grant:
        """Let *grantee* ask the endpoint and wait for the answer (`InvokeEndpoint`)."""
        return self._grant(grantee, "sagemaker:InvokeEndpoint")

    def grant_invoke_stream(self, grantee: iam.IGrantable) -> iam.Grant:
        """Let *grantee* read answers as they come (`InvokeEndpointWithResponseStream`)."""
        return self._grant(grantee, "sagemaker:InvokeEndpointWithResponseStream")

    def _grant(self, grantee: iam.IGrantable, *actions: str) -> iam.Grant:
        check_given(
            lambda: f"Endpoint {self.node.path!r}: {actions[0]}",
            Endpoint.grant_invoke,
            {"grantee": grantee},
        )
        return cdk.aws_iam.Grant.add_to_principal(
            grantee=grantee, actions=list(actions), resource_arns=[self.endpoint_arn]
        )


class ImportedEndpoint(Endpoint):
    """An endpoint that exists already."""

    def __init__(
        self, scope: Construct, construct_id: str, *, endpoint_name: str, endpoint_arn: str
    ) -> None:
        super().__init__(scope, construct_id, environment_from_arn=endpoint_arn)
        self._endpoint_name, self._endpoint_arn = endpoint_name, endpoint_arn
        self._variants: dict[str, EndpointVariant] = {}

    @property
    def endpoint_arn(self) -> str:
        """The endpoint's ARN."""
        return self._endpoint_arn

    @property
    def endpoint_name(self) -> str:
        """The endpoint's name."""
        return self._endpoint_name

    @property
    def elsewhere_fault(self) -> str | None:
        """Why its stack can neither scale nor watch it: it lies elsewhere."""
        return elsewhere_fault(self, self.env.account, self.env.region)

    def variant(self, variant_name: str) -> EndpointVariant:
        """A variant by its name; nobody knows at synth whether the endpoint has it."""
        from sagemaker_endpoints.variants._endpoint_variant import EndpointVariant  # noqa: PLC0415  # rare

        if variant_name not in self._variants:
            self._variants[variant_name] = EndpointVariant(
                self, variant_name, name_in_stack=self._endpoint_name
            )
        return self._variants[variant_name]
