"""One inference component: a model of its own on an endpoint that it shares."""

from dataclasses import dataclass

from sandbox.emulator.common._errors import ServingError
from sandbox.emulator.common._kinds import INFERENCE_COMPONENT, arn_of
from sandbox.emulator.common._store import Record, Scope
from sandbox.emulator.servers._server import ModelServer


@dataclass(kw_only=True, slots=True)
class Component:
    """An inference component as it runs now.

    Attributes:
        scope: Its account and region.
        name: Its name.
        endpoint_name: The endpoint that it is on.
        variant_name: The variant of it.
        specification: What `CreateInferenceComponent` got.
        status: Such as `InService`.
        created: When it was made, in seconds since 1970.
        modified: When it was changed last.
        copies: How many copies there are, which is bookkeeping here: one process answers for all
            of them. 0 has none.
        wanted_copies: How many there shall be.
        failure_reason: Why it failed, or why an update was taken back.
        last_deployment: The `DeploymentConfig` of the last update.
        server: The process that answers; None until it is healthy, and without copies.
        incoming: The process that an update brings in.
        share: Which part of the requests goes to that one.
    """

    scope: Scope
    name: str
    endpoint_name: str
    variant_name: str
    specification: Record
    status: str
    created: float
    modified: float
    copies: int
    wanted_copies: int
    failure_reason: str | None = None
    last_deployment: Record | None = None
    server: ModelServer | None = None
    incoming: ModelServer | None = None
    share: float = 0.0

    @property
    def arn(self) -> str:
        """The ARN."""
        return arn_of(self.scope, INFERENCE_COMPONENT, self.name)

    @property
    def servers(self) -> list[ModelServer]:
        """Its processes."""
        return [server for server in (self.server, self.incoming) if server is not None]

    def describe(self) -> Record:
        """What `DescribeInferenceComponent` answers."""
        optional: Record = {
            "FailureReason": self.failure_reason,
            "LastDeploymentConfig": self.last_deployment,
        }
        return {
            **self.summary(),
            "Specification": _described(self.specification),
            "RuntimeConfig": {
                "DesiredCopyCount": self.wanted_copies,
                "CurrentCopyCount": self.copies,
            },
        } | {key: value for key, value in optional.items() if value is not None}

    def summary(self) -> Record:
        """What `ListInferenceComponents` tells of it."""
        return {
            "InferenceComponentName": self.name,
            "InferenceComponentArn": self.arn,
            "EndpointName": self.endpoint_name,
            "EndpointArn": self.scope.arn("sagemaker", f"endpoint/{self.endpoint_name.lower()}"),
            "VariantName": self.variant_name,
            "InferenceComponentStatus": self.status,
            "CreationTime": self.created,
            "LastModifiedTime": self.modified,
        }


def container_of(name: str, specification: Record) -> Record:
    """The model that a component brings along as a container, as `CreateModel` would get it.

    Raises:
        ServingError: When it brings none that the sandbox can serve.
    """
    if "BaseInferenceComponentName" in specification:
        raise ServingError(
            f"inference component {name!r} is an adapter of "
            f"{specification['BaseInferenceComponentName']!r}; the sandbox serves components with "
            "a model or a container of their own, no adapters"
        )
    container = specification.get("Container")
    if container is None:
        raise ServingError(
            f"inference component {name!r} has neither ModelName nor Container in its Specification"
        )
    primary = {key: container[key] for key in ("Image", "Environment") if key in container}
    if "ArtifactUrl" in container:
        primary["ModelDataUrl"] = container["ArtifactUrl"]
    return {"ModelName": name, "PrimaryContainer": primary}


def _described(specification: Record) -> Record:
    container = specification.get("Container")
    if container is None:
        return specification
    told = {key: value for key, value in container.items() if key != "Image"}
    image = container.get("Image")
    deployed = {"DeployedImage": {"SpecifiedImage": image}} if image else {}
    return specification | {"Container": told | deployed}
