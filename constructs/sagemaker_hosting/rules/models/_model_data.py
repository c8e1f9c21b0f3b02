"""Rules of where the model data of a container lie."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sagemaker_hosting.facts.artifacts import is_tar_gz
from sagemaker_hosting.facts.limits import limit
from sagemaker_hosting.facts.registries import GAP
from sagemaker_hosting.rules._limits import beyond_limit
from sagemaker_hosting.rules._rule import AnyRule, Confidence, Fault, Faults, Severity, rule
from sagemaker_hosting.rules._written import beginning, ending, shortest, written
from sagemaker_hosting.view import NAME, Container, Node, Reference

_API: Final = "https://docs.aws.amazon.com/sagemaker/latest/APIReference/"
_CONTAINER: Final = f"{_API}API_ContainerDefinition.html"
_SOURCE: Final = f"{_API}API_S3ModelDataSource.html"
_ARCHIVE: Final = ".tar.gz"
_SCHEMES: Final = ("s3://", "https://")


def _s3(container: Container) -> Node:
    return container.at("ModelDataSource", "S3DataSource")


@rule(
    "MOD-04",
    Container,
    title="a container has ModelDataUrl or ModelDataSource, not both",
    why="both tell what becomes /opt/ml/model; CreateModel is expected to refuse the pair",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) ContainerDefinition",
    link=_CONTAINER,
    confidence=Confidence.MEDIUM,
    fix="ContainerDefinition(model_data=...) takes one place: ModelData.from_bucket() for an "
    "archive, from_prefix() for files",
    cloudformation="keep ModelDataUrl for an archive, or ModelDataSource for files",
)
def model_data_have_one_place(container: Container) -> Faults:
    """Two sources would compete for one folder."""
    source = container.at("ModelDataSource")
    if container.model_data.is_present and source.is_present:
        yield Fault(
            at=source,
            says=f"{container.node.label} has ModelDataUrl {str(container.model_data)!r} and a "
            "ModelDataSource",
            allowed="one of them",
        )


@rule(
    "MOD-05",
    Container,
    severity=Severity.WARNING,
    title="the ModelDataUrl of a single model is one .tar.gz archive",
    why='"This path must point to a single gzip compressed tar archive (.tar.gz suffix)": another '
    "file fails minutes later, when CreateEndpoint unpacks it",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) ContainerDefinition.ModelDataUrl",
    link=_CONTAINER,
    confidence=Confidence.MEDIUM,
    fix="ModelData.from_asset() packs a folder; from_prefix() takes files as they are",
    cloudformation="name one .tar.gz, or give ModelDataSource for files that are not packed",
)
def model_data_are_an_archive(container: Container) -> Faults:
    """An archive by another name may unpack as well, so that this is no error."""
    if container.is_multi_model is not False:
        return
    end = ending(container.model_data)
    if not end or is_tar_gz(end):
        return
    if end != container.model_data.text and _ARCHIVE.endswith(end):
        return
    yield Fault(
        at=container.model_data,
        says=f"{container.model_data.label} is {str(container.model_data)!r}",
        allowed=f"one archive whose name ends in {_ARCHIVE}",
    )


@rule(
    "MOD-06",
    Container,
    title="places of model data are s3://bucket/key or https://..., of at most 1024 characters",
    why="CreateModel refuses what does not match the pattern, or is longer",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) Url, S3ModelUri",
    link=_CONTAINER,
    fix="ModelData.from_bucket(), from_prefix() and from_uri() write it",
    cloudformation="write s3://bucket/key",
)
def model_data_have_an_address(container: Container) -> Faults:
    """An ARN or a bare key is none."""
    yield from _address_faults(container.model_data, "Url")
    yield from _address_faults(_s3(container).at("S3Uri"), "S3ModelUri")


@rule(
    "MOD-07",
    Container,
    title="the S3Uri of an S3Prefix ends with a slash",
    why='"A valid key name prefix identified by S3Uri always ends with a forward slash (/)."',
    source="API sagemaker 2017-07-24 (botocore 1.44.5) S3ModelDataSource.S3DataType",
    link=_SOURCE,
    fix="ModelData.from_prefix(bucket, 'demand/')",
    cloudformation="end S3Uri with /, or set S3DataType to S3Object for one object",
)
def prefix_ends_with_slash(container: Container) -> Faults:
    """Without it, the key of another object may begin alike."""
    source = _s3(container)
    if source.at("S3DataType").text != "S3Prefix":
        return
    end = ending(source.at("S3Uri"))
    if (end or source.at("S3Uri").text == "") and not str(end).endswith("/"):
        yield Fault(
            at=source.at("S3Uri"),
            says=f"S3DataType is S3Prefix and S3Uri is {str(source.at('S3Uri'))!r}",
            allowed="an S3Uri that ends with /",
        )


@rule(
    "MOD-08",
    Container,
    title="CompressionType is None, or Gzip with S3DataType S3Object",
    why="Gzip is defined for one object, which is unpacked; CreateModel refuses it for a prefix, "
    "and any other word",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) S3ModelDataSource.CompressionType",
    link=_SOURCE,
    fix="ModelData.from_bucket() for an archive, from_prefix() for files that are not packed",
    cloudformation="set CompressionType to None, or S3DataType to S3Object",
)
def only_objects_are_packed(container: Container) -> Faults:
    """The files below a prefix are taken as they are."""
    kind, packing = (_s3(container).at(k) for k in ("S3DataType", "CompressionType"))
    for node, words in ((kind, ("S3Prefix", "S3Object")), (packing, ("None", "Gzip"))):
        if node.text is not None and node.text not in words:
            yield Fault(at=node, says=f"{node.label} is {node}", allowed=" or ".join(words))
    if packing.text == "Gzip" and kind.text == "S3Prefix":
        yield Fault(
            at=packing,
            says=f"CompressionType is Gzip and S3DataType is {kind}",
            allowed="Gzip with S3Object, None with S3Prefix",
        )


@rule(
    "MOD-10",
    Container,
    title="CloudFormation knows no AdditionalModelDataSources",
    why="CreateModel takes up to 5 of them, but the schema of AWS::SageMaker::Model refuses the "
    "property",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) AdditionalModelDataSources, "
    "AdditionalModelChannelName; CloudFormation's schema of AWS::SageMaker::Model",
    link="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-properties-sagemaker-model-containerdefinition.html",
    fix="put the files below the one prefix of ModelData.from_prefix()",
    cloudformation="remove AdditionalModelDataSources; put the files below the prefix of "
    "ModelDataSource",
)
def container_has_no_additional_sources(container: Container) -> Faults:
    """What the API has and CloudFormation has not fails before anything is made."""
    sources = container.at("AdditionalModelDataSources")
    if not sources.is_present:
        return
    told = [f"{container.node.label} has AdditionalModelDataSources"]
    size, most = sources.size, limit("AdditionalModelDataSources").maximum
    if size is not None and most is not None and size > most:
        told.append(f"{size} of them, and the API takes {most}")
    names = limit("AdditionalModelChannelName")
    channels = (source.at("ChannelName").text for source in sources.items)
    told += [f"ChannelName {n!r} is none" for n in channels if n is not None and not names.takes(n)]
    yield Fault(at=sources, says="; ".join(told), allowed="ModelDataUrl or ModelDataSource alone")


def _address_faults(node: Node, shape: str) -> Faults:
    if isinstance(node.value, Mapping):
        return
    if node.text is not None:
        yield from beyond_limit(node, shape)
        return
    begins, most = beginning(node), limit(shape).maximum
    if begins is None:
        return
    if (begins or _begins_with_bucket(node)) and not any(
        begins.startswith(scheme) or (begins and scheme.startswith(begins)) for scheme in _SCHEMES
    ):
        yield Fault(
            at=node, says=f"{node.label} is {str(node)!r}", allowed="s3://bucket/key, or https://"
        )
    elif most is not None and shortest(node) > most:
        yield Fault(
            at=node,
            says=f"{node.label} has at least {shortest(node)} characters",
            allowed=f"at most {most} characters",
        )


def _begins_with_bucket(node: Node) -> bool:
    """Tell whether the first thing is a bucket's name or ARN, which no scheme comes before."""
    text = written(node)
    reference = next(iter(getattr(node.value, "parts", (node.value,))))
    if not isinstance(reference, Reference) or reference.resource.type != "AWS::S3::Bucket":
        return False
    is_bare = text is not None and (text == GAP or text.startswith(f"{GAP}/"))
    return reference.attribute == "Arn" or (reference.attribute == NAME and is_bare)


RULES: Final[tuple[AnyRule, ...]] = (
    model_data_have_one_place,
    model_data_are_an_archive,
    model_data_have_an_address,
    prefix_ends_with_slash,
    only_objects_are_packed,
    container_has_no_additional_sources,
)
