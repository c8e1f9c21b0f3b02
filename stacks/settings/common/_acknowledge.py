"""Defines the warnings that a file may say are known, each with its reason."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from stacks.settings.common import _names as names

NAMESPACE = "sagemaker-endpoints"
"""Of the warnings of constructs; those of checks have the check's name."""
OF_MODELS = frozenset(
    {
        "ExcludeMatchesNothing", "HubTokenNotRead", "ImagePastEndOfPatch", "IsolatedDownload",
        "ModelPackageRights", "MultiModelImage", "MutableImageTag", "OneSubnet",
        "UnknownInstanceType", "UnpinnedHubModel", "UnversionedModelPackage",
    }
)  # fmt: skip
"""What is told of a model, wherever it is hosted."""
OF_ENDPOINTS = frozenset(
    {
        "AsyncFifoTopic", "AsyncModelRights", "AsyncPipeline", "BakeShorterThanAlarms",
        "CopiesWithoutRoom", "DataCaptureOfSeveral", "IdleInstances", "InferenceAmiWithoutDevice",
        "InitialCountOutOfBounds", "KeyOnLocalDisks", "LargeBatch", "LatencyAboveTimeout",
        "LittleMemoryLeft", "MultiModelGpu", "NetworkOfModel", "NoCopies", "NoRollbackAlarms",
        "NoTraffic", "ProvisionTimeoutOfOneType", "RolloutAboveHalf", "RolloutWithoutGuardrails",
        "SampledAboveAll", "ServerlessMemoryQuota", "ShareForPercent", "TargetContainerKey",
        "UnknownInferenceAmi", "UnknownInstanceType", "UnknownTimeZone", "VolumeOnLocalDisks",
    }
)  # fmt: skip
"""What is told of an endpoint, its variants and its components."""
OF_BATCH = frozenset(
    {
        "AnswersRunTogether", "MissedRunsUnseen", "ReadsItsResults", "UnknownInstanceType",
        "UnknownTimeZone",
    }
)  # fmt: skip
"""What is told of a batch transform."""
CHECKS = frozenset(
    {
        "Annotation", "AwsSolutions", "HIPAA.Security", "NIST.800.53.R5", "PCI.DSS.321",
        "SageMaker", NAMESPACE,
    }
)  # fmt: skip
"""What may find something: the constructs, CDK itself, and the checks of every synth."""

Acknowledged = Mapping[Annotated[str, names.FINDING_ID], Annotated[str, names.REASON]]
"""Ids of findings, each with the reason why it is right."""
_NONE: Mapping[str, str] = {}
ACKNOWLEDGE = Field(
    default=_NONE,
    description="Warnings about it that are known: id of the finding -> the reason.",
    examples=[
        {f"{NAMESPACE}::VolumeOnLocalDisks": "tried out: SageMaker takes the size for this type"}
    ],
)
