"""Models and their containers, at the boundaries and where nothing is known."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sagemaker_hosting.rules import Finding, Severity, check
from sagemaker_hosting.templates import read_templates

Check = Callable[[str], tuple[Finding, ...]]
Ids = Callable[..., list[str]]

_ECR = "111111111111.dkr.ecr.eu-west-1.amazonaws.com"
_IMAGE = f"{_ECR}/nlinear:1.2"
_ROLE = "arn:aws:iam::111111111111:role/demand"
_MARKETPLACE = (
    "arn:aws:sagemaker:%s:985815980388:model-package/demand-0123456789abcdef0123456789abcdef"
)
_PACKAGE = "arn:aws:sagemaker:eu-west-1:111111111111:model-package/demand/3"
_NETWORK = "VpcConfig: {Subnets: [subnet-1, subnet-2], SecurityGroupIds: [sg-1]}"
_UNDECIDED = "!If [IsGiven, %s, !Ref AWS::NoValue]"
_HEAD = """
Parameters:
  Text: {Type: String}
  Texts: {Type: CommaDelimitedList}
Conditions:
  IsGiven: !Not [!Equals [!Join ["", !Ref Texts], ""]]
Resources:
  Bucket: {Type: AWS::S3::Bucket}
  Repository: {Type: AWS::ECR::Repository}
  Profile: {Type: AWS::IAM::InstanceProfile}
  Role:
    Type: AWS::IAM::Role
    Properties: {ManagedPolicyArns: [!Ref Text], AssumeRolePolicyDocument: !Ref Text}
"""


def _model(properties: str, *, role: str = f"ExecutionRoleArn: {_ROLE}", more: str = "") -> str:
    """A model whose properties stand on one line, and what else there is."""
    inside = ", ".join(part for part in (role, properties) if part)
    return f"{_HEAD}  Model:\n    Type: AWS::SageMaker::Model\n    Properties: {{{inside}}}\n{more}"


def _one(container: str, *, model: str = "", more: str = "") -> str:
    return _model(f"PrimaryContainer: {{{container}}}" + (f", {model}" * bool(model)), more=more)


def _of_image(rest: str = "", *, image: str = _IMAGE, model: str = "", more: str = "") -> str:
    return _one(f"Image: {image}" + (f", {rest}" * bool(rest)), model=model, more=more)


def _variant(capacity: str, *, config: str = "") -> str:
    return f"""
  Config:
    Type: AWS::SageMaker::EndpointConfig
    Properties:
      {config}
      ProductionVariants:
        - {{VariantName: AllTraffic, ModelName: !GetAtt Model.ModelName, {capacity}}}
"""


@pytest.fixture
def ids_of(findings_of: Check) -> Ids:
    """Check by the rules of models alone; what counts are errors, or all from a severity on."""

    def run(source: str, severity: Severity = Severity.ERROR) -> list[str]:
        found = (f for f in findings_of(source) if f.rule.area == "MOD" and f.severity is severity)
        return [finding.rule.id for finding in found]

    return run


_MAYBE_ONE = f"PrimaryContainer: {_UNDECIDED % '{Image: !Ref Text}'}"


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ("EnableNetworkIsolation: false", ["MOD-01"]),
        ("Containers: []", ["MOD-01"]),
        (f"PrimaryContainer: {{Image: {_IMAGE}}}, Containers: [{{Image: {_IMAGE}}}]", ["MOD-01"]),
        (f"Containers: [{{Image: {_IMAGE}}}]", []),
        ("Containers: !Ref Texts", []),
        ("PrimaryContainer: !Ref AWS::NoValue, Containers: !Ref AWS::NoValue", ["MOD-01"]),
        (_MAYBE_ONE, []),
        (f"{_MAYBE_ONE}, Containers: !If [IsGiven, !Ref AWS::NoValue, [{{Image: !Ref Text}}]]", []),
    ],
)
def test_a_model_has_containers_in_one_place(
    properties: str, expected: list[str], ids_of: Ids
) -> None:
    assert ids_of(_model(properties)) == expected


def test_a_model_has_15_containers_at_most(ids_of: Ids) -> None:
    def containers(count: int) -> str:
        return f"Containers: [{', '.join([f'{{Image: {_IMAGE}}}'] * count)}]"

    assert ids_of(_model(containers(15))) == []
    assert ids_of(_model(containers(16))) == ["MOD-02"]


@pytest.mark.parametrize(
    ("container", "expected"),
    [
        ("Mode: SingleModel", ["MOD-03"]),
        ("ModelDataUrl: s3://models/nlinear.tar.gz", ["MOD-03"]),
        (f"Image: {_IMAGE}, ModelPackageName: {_PACKAGE}", ["MOD-03"]),
        (f"ModelPackageName: {_PACKAGE}, ModelDataUrl: s3://models/a.tar.gz", ["MOD-03"]),
        (f"ModelPackageName: {_PACKAGE}", []),
        ("ModelPackageName: !Ref Text", []),
        ("Image: !Ref Text, ModelPackageName: !Ref AWS::NoValue", []),
        (f"Image: !Ref Text, ModelPackageName: {_UNDECIDED % '!Ref Text'}", []),
        ("Image: !GetAtt Repository.RepositoryUri, ModelPackageName: !Ref Text", ["MOD-03"]),
    ],
)
def test_a_container_is_an_image_or_a_package(
    container: str, expected: list[str], ids_of: Ids
) -> None:
    assert ids_of(_one(container)) == expected


def test_an_empty_container_is_neither(ids_of: Ids) -> None:
    assert ids_of(_model("PrimaryContainer: {}")) == ["MOD-03"]


def test_each_container_of_several_is_checked(findings_of: Check) -> None:
    source = _model(
        f"Containers: [{{Image: {_IMAGE}}}, {{Mode: SingleModel}}, {{Mode: MultiModel}}]"
    )

    places = [f.place for f in findings_of(source) if f.rule.id == "MOD-03"]

    assert places == ["Containers[1]", "Containers[2]"]


def _source(
    uri: str = "s3://models/nlinear/", kind: str = "S3Prefix", packing: str = "None"
) -> str:
    return (
        f"ModelDataSource: {{S3DataSource: {{S3Uri: {uri}, S3DataType: {kind}, "
        f"CompressionType: {packing}}}}}"
    )


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (f"ModelDataUrl: s3://models/a.tar.gz, {_source()}", ["MOD-04"]),
        (f"ModelDataUrl: !Ref AWS::NoValue, {_source()}", []),
        (f"ModelDataUrl: {_UNDECIDED % 's3://models/a.tar.gz'}, {_source()}", []),
        (_source("s3://models/nlinear"), ["MOD-07"]),
        (_source("!Sub 's3://${Bucket}/nlinear'"), ["MOD-07"]),
        (_source("!Sub 's3://${Bucket}/${Text}'"), []),
        (_source("!Sub 's3://${Bucket}/nlinear/'"), []),
        (_source("s3://models/nlinear.tar.gz", "S3Object", "Gzip"), []),
        (_source("s3://models/nlinear.bin", "S3Object"), []),
        (_source(packing="Gzip"), ["MOD-08"]),
        (_source(kind="!Ref Text", packing="Gzip"), []),
        (f"{_source()}, AdditionalModelDataSources: []", ["MOD-10"]),
    ],
)
def test_model_data_lie_in_one_place_in_one_form(
    data: str, expected: list[str], ids_of: Ids
) -> None:
    assert ids_of(_of_image(data)) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("s3://models/nlinear.tar.gz", []),
        ("https://models.s3.eu-west-1.amazonaws.com/nlinear.tar.gz", []),
        (f"s3://models/{'k' * 1005}.tar.gz", []),
        (f"s3://models/{'k' * 1006}.tar.gz", ["MOD-06"]),
        ("models/nlinear.tar.gz", ["MOD-06"]),
        ("s3:/models/nlinear.tar.gz", ["MOD-06"]),
        ("S3://models/nlinear.tar.gz", ["MOD-06"]),
        ("s3:///nlinear.tar.gz", ["MOD-06"]),
        ("gs://models/nlinear.tar.gz", ["MOD-06"]),
        ("arn:aws:s3:::models/nlinear.tar.gz", ["MOD-06"]),
        ("!Sub '${Bucket}/nlinear.tar.gz'", ["MOD-06"]),
        ("!Sub 'arn:aws:s3:::${Bucket}/nlinear.tar.gz'", ["MOD-06"]),
        ("!Sub 's3://${Bucket}/nlinear.tar.gz'", []),
        ("!Join ['', [s3, '://', !Ref Bucket, /nlinear.tar.gz]]", []),
        ("!Sub '${Text}/nlinear.tar.gz'", []),
        ("!Ref Text", []),
    ],
)
def test_model_data_have_an_address_in_s3(url: str, expected: list[str], ids_of: Ids) -> None:
    assert ids_of(_of_image(f"ModelDataUrl: {url}")) == expected
    assert ids_of(_of_image(_source(url, "S3Object"))) == expected


@pytest.mark.parametrize(
    ("url", "warned"),
    [
        ("s3://models/nlinear.tgz", True),
        ("s3://models/nlinear.zip", True),
        ("s3://models/nlinear/", True),
        ("!Sub 's3://${Bucket}/nlinear.zip'", True),
        ("!Sub 's3://${Bucket}/${Text}.tar.gz'", False),
        ("!Sub 's3://${Bucket}/${Text}.gz'", False),
        ("!Sub 's3://${Bucket}/${Text}'", False),
        ("s3://models/nlinear.tar.gz", False),
    ],
)
def test_other_suffixes_are_warned_of(url: str, warned: bool, ids_of: Ids) -> None:  # noqa: FBT001  # a case
    data = f"ModelDataUrl: {url}"

    assert ids_of(_of_image(data), Severity.WARNING) == ["MOD-05"] * warned
    assert ids_of(_of_image(f"{data}, Mode: MultiModel"), Severity.WARNING) == []
    assert ids_of(_of_image(f"{data}, Mode: !Ref Text"), Severity.WARNING) == []


@pytest.mark.parametrize(
    ("capacity", "expected"),
    [
        ("ServerlessConfig: {MemorySizeInMB: 2048, MaxConcurrency: 5}", ["MOD-09"]),
        ("InstanceType: ml.c6i.large, InitialInstanceCount: 1", []),
        (f"ServerlessConfig: {_UNDECIDED % '{MaxConcurrency: 5}'}", []),
    ],
)
def test_files_that_are_not_packed_are_not_for_serverless(
    capacity: str, expected: list[str], ids_of: Ids
) -> None:
    assert ids_of(_of_image(_source(), more=_variant(capacity))) == expected


def test_files_that_are_not_packed_are_not_for_multi_model_containers(ids_of: Ids) -> None:
    assert ids_of(_of_image(f"{_source()}, Mode: MultiModel")) == ["MOD-09"]
    assert ids_of(_of_image(f"{_source()}, Mode: SingleModel")) == []


def test_files_that_are_not_packed_are_not_for_the_marketplace(ids_of: Ids) -> None:
    package = f"ModelPackageName: {_MARKETPLACE % 'eu-west-1'}"

    assert ids_of(_one(f"{package}, {_source()}")) == ["MOD-09"]


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        (_IMAGE.replace("eu-west-1", "us-east-1"), ["MOD-11"]),
        ("!Sub '${Text}.dkr.ecr.us-east-1.amazonaws.com/nlinear:1.2'", ["MOD-11"]),
        ("!Sub '${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}/nlinear:1.2'", []),
        ("!Sub '${AWS::AccountId}.dkr.ecr.${Text}.amazonaws.com/nlinear:1.2'", []),
        ("!Sub '${Repository.RepositoryUri}:1.2'", []),
        (f"{_ECR}/nlinear@sha256:{'0' * 64}", []),
        (f"{_ECR}/{'n' * 206}:1.2", []),
        (f"{_ECR}/{'n' * 207}:1.2", ["MOD-12"]),
        (f"!Sub '${{Text}}/{'n' * 256}'", ["MOD-12"]),
        (f"'{_IMAGE} '", ["MOD-12"]),
        (f"!Sub '{_ECR}/${{Text}} :1.2'", ["MOD-12"]),
        ("nlinear:1.2", ["MOD-13"]),
        ("ghcr.io/demand/nlinear:1.2", ["MOD-13"]),
        ("public.ecr.aws/demand/nlinear:1.2", ["MOD-13"]),
        ("!Sub 'docker.io/demand/nlinear:${Text}'", ["MOD-13"]),
        ("!Sub '${Text}/nlinear:1.2'", []),
        ("!Ref Text", []),
    ],
)
def test_an_image_lies_in_the_ecr_of_the_region(
    image: str, expected: list[str], ids_of: Ids
) -> None:
    assert ids_of(_of_image(image=image)) == expected


def test_255_characters_are_the_most_of_an_image() -> None:
    assert len(f"{_ECR}/{'n' * 206}:1.2") == 255


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://models.s3.us-east-1.amazonaws.com/nlinear.tar.gz", ["MOD-11"]),
        ("https://s3.us-east-1.amazonaws.com/models/nlinear.tar.gz", ["MOD-11"]),
        ("https://s3-us-west-2.amazonaws.com/models/nlinear.tar.gz", ["MOD-11"]),
        ("https://models.s3.eu-west-1.amazonaws.com/nlinear.tar.gz", []),
        ("https://models.s3.amazonaws.com/nlinear.tar.gz", []),
    ],
)
def test_an_address_that_tells_its_region_is_in_that_of_the_model(
    url: str, expected: list[str], ids_of: Ids
) -> None:
    assert ids_of(_of_image(f"ModelDataUrl: {url}")) == expected


@pytest.mark.parametrize(
    ("other", "expected"), [("us-east-1", ["MOD-11"]), ("eu-west-1", []), ("${AWS::Region}", [])]
)
def test_without_a_region_two_containers_can_disagree(
    other: str, expected: list[str], tmp_path: Path
) -> None:
    image = f"!Sub '{_IMAGE.replace('eu-west-1', other)}'"
    path = tmp_path / "template.yaml"
    path.write_text(_model(f"Containers: [{{Image: {_IMAGE}}}, {{Image: {image}}}]"))

    found = check(read_templates([path]))

    assert [f.rule.id for f in found if f.severity is Severity.ERROR] == expected


def test_a_map_of_regions_names_the_image_of_each(tmp_path: Path) -> None:
    path = tmp_path / "template.yaml"
    path.write_text(f"""
Mappings:
  Images:
    eu-west-1: {{Image: {_IMAGE}}}
    us-east-1: {{Image: {_IMAGE}}}
{_of_image(image="!FindInMap [Images, !Ref AWS::Region, Image]")}""")

    (finding,) = (f for f in check(read_templates([path])) if f.severity is Severity.ERROR)

    assert (finding.rule.id, finding.when) == ("MOD-11", "AWS::Region is us-east-1")


_PRIVATE = "ghcr.io/demand/nlinear:1.2"
_CREDENTIALS = "RepositoryAuthConfig: {RepositoryCredentialsProviderArn: !Ref Text}"


@pytest.mark.parametrize(
    ("config", "model", "expected"),
    [
        ("{RepositoryAccessMode: Vpc}", _NETWORK, []),
        ("{RepositoryAccessMode: Platform}", _NETWORK, ["MOD-13"]),
        ("{RepositoryAccessMode: !Ref Text}", "", []),
        ("!Ref AWS::NoValue", _NETWORK, ["MOD-13"]),
        (_UNDECIDED % "{RepositoryAccessMode: Vpc}", "", []),
        ("{RepositoryAccessMode: Vpc}", "", ["MOD-14"]),
        (
            "{RepositoryAccessMode: Vpc}",
            f"VpcConfig: {_UNDECIDED % '{Subnets: !Ref Texts, SecurityGroupIds: !Ref Texts}'}",
            [],
        ),
        (f"{{RepositoryAccessMode: Vpc, {_CREDENTIALS}}}", _NETWORK, []),
        (f"{{RepositoryAccessMode: Platform, {_CREDENTIALS}}}", "", ["MOD-13", "MOD-15"]),
        (f"{{{_CREDENTIALS}}}", "", ["MOD-13", "MOD-15"]),
        (f"{{RepositoryAccessMode: !Ref Text, {_CREDENTIALS}}}", "", []),
    ],
)
def test_a_private_registry_is_reached_through_the_vpc(
    config: str, model: str, expected: list[str], ids_of: Ids
) -> None:
    source = _of_image(f"ImageConfig: {config}", image=_PRIVATE, model=model)

    assert ids_of(source) == expected


def _variables(count: int, length: int = 1) -> str:
    return "Environment: {" + ", ".join(f"V{i:03d}: '{'x' * length}'" for i in range(count)) + "}"


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        (_variables(100), []),
        (_variables(101), ["MOD-16"]),
        (f"Environment: {{{'K' * 1024}: '{'v' * 1024}'}}", []),
        (f"Environment: {{? {'K' * 1025} : v}}", ["MOD-16"]),
        (f"Environment: {{KEY: '{'v' * 1025}'}}", ["MOD-16"]),
        (f"Environment: {{KEY: !Sub '${{Text}}{'v' * 1025}'}}", ["MOD-16"]),
        ("Environment: {_KEY: v}", []),
        ("Environment: {1KEY: v}", ["MOD-16"]),
        ("Environment: {MY-KEY: v}", ["MOD-16"]),
        ("Environment: {MY.KEY: v}", ["MOD-16"]),
        ("Environment: !Ref Texts", []),
        ("Environment: {KEY: ''}", []),
        (_variables(32, 1020), []),
        (f"{_variables(32, 1020)[:-1]}, A: ''}}", ["MOD-17"]),
    ],
)
def test_variables_have_limits(environment: str, expected: list[str], ids_of: Ids) -> None:
    assert ids_of(_of_image(environment)) == expected


def test_the_variables_of_all_containers_count_together(ids_of: Ids) -> None:
    container = f"{{Image: {_IMAGE}, {_variables(17, 1000)}}}"

    assert ids_of(_model(f"Containers: [{container}]")) == []
    assert ids_of(_model(f"Containers: [{container}, {container}]")) == ["MOD-17"]


@pytest.mark.parametrize("value", ["24", "true", "on", "0.5", "[1, 2]"])
def test_values_that_are_no_texts_are_warned_of(value: str, ids_of: Ids) -> None:
    assert ids_of(_of_image(f"Environment: {{HORIZON: {value}}}"), Severity.WARNING) == ["MOD-18"]
    assert ids_of(_of_image(f"Environment: {{HORIZON: '{value}'}}"), Severity.WARNING) == []


@pytest.mark.parametrize(
    ("package", "expected"),
    [
        (_MARKETPLACE % "eu-west-1", ["MOD-19"]),
        (f"!Sub '{_MARKETPLACE % '${AWS::Region}'}'", ["MOD-19"]),
        (f"!Sub '{_MARKETPLACE % '${Text}'}'", ["MOD-19"]),
        (_PACKAGE, []),
        ("!Ref Text", []),
    ],
)
def test_packages_of_the_marketplace_take_no_variables(
    package: str, expected: list[str], ids_of: Ids
) -> None:
    assert ids_of(_one(f"ModelPackageName: {package}, Environment: {{A: b}}")) == expected
    assert ids_of(_one(f"ModelPackageName: {package}, Environment: {{}}")) == []


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("demand", ["MOD-21"]),
        ("arn:aws:iam::1234:role/demand", ["MOD-21"]),
        ("arn:aws:iam::111111111111:user/demand", ["MOD-21"]),
        ("!Ref Role", ["MOD-21"]),
        ("!GetAtt Role.RoleId", ["MOD-21"]),
        ("!GetAtt Profile.Arn", ["MOD-21"]),
        ("!Sub 'arn:aws:iam::${AWS::AccountId}:user/demand'", ["MOD-21"]),
        ("!Sub 'arn:aws:iam::${Text}:user/demand'", ["MOD-21"]),
        ("!Sub 'arn:${AWS::Partition}:iam::${Text}:role/${Text}'", []),
        ("!Sub '${Text}/demand'", []),
        ("arn:aws-cn:iam::111111111111:role/service-role/demand", []),
        ("!GetAtt Role.Arn", []),
        ("!Ref Text", []),
        ("!ImportValue demand-role", []),
    ],
)
def test_a_role_is_told_by_its_arn(role: str, expected: list[str], ids_of: Ids) -> None:
    source = _model(f"PrimaryContainer: {{Image: {_IMAGE}}}", role=f"ExecutionRoleArn: {role}")

    assert ids_of(source) == expected


def test_the_role_of_an_endpoint_of_components_is_told_by_its_arn(ids_of: Ids) -> None:
    def config(role: str) -> str:
        return f"{_HEAD}  Config: {{Type: AWS::SageMaker::EndpointConfig, Properties: {role}}}\n"

    assert ids_of(config("{ExecutionRoleArn: !Ref Role}")) == ["MOD-21"]
    assert ids_of(config("{ExecutionRoleArn: !GetAtt Role.Arn}")) == []
    assert ids_of(config("{}")) == []


@pytest.mark.parametrize(
    ("region", "expected"), [("us-east-1", ["MOD-11"]), ("eu-west-1", []), ("${AWS::Region}", [])]
)
def test_a_package_is_in_the_region_of_the_model(
    region: str, expected: list[str], ids_of: Ids
) -> None:
    package = f"!Sub '{_PACKAGE.replace('eu-west-1', region)}'"

    assert ids_of(_one(f"ModelPackageName: {package}")) == expected


def test_a_model_without_a_role_is_warned_of(ids_of: Ids) -> None:
    source = _model(f"PrimaryContainer: {{Image: {_IMAGE}}}", role="")

    assert (ids_of(source), ids_of(source, Severity.WARNING)) == ([], ["MOD-21"])


_PYTORCH = "763104351884.dkr.ecr.eu-west-1.amazonaws.com/pytorch-inference%s:2.6.0-cpu-py312"


@pytest.mark.parametrize(
    ("suffix", "capacity", "warned"),
    [
        ("", "InstanceType: ml.c7g.large", True),
        ("", "InstanceType: ml.c6i.large", False),
        ("-arm64", "InstanceType: ml.c6i.large", True),
        ("-arm64", "InstanceType: ml.c7g.large", False),
        ("", "InstancePools: [{InstanceType: ml.c6i.large}, {InstanceType: ml.c7g.large}]", True),
        ("", "InstanceType: !Ref Text", False),
        ("", "InstanceType: ml.c99g.large", False),
    ],
)
def test_images_of_aws_are_built_for_one_kind_of_processor(
    suffix: str,
    capacity: str,
    warned: bool,  # noqa: FBT001  # a case
    ids_of: Ids,
) -> None:
    source = _of_image(image=_PYTORCH % suffix, more=_variant(capacity))

    assert ids_of(source, Severity.WARNING) == ["MOD-24"] * warned


@pytest.mark.parametrize(
    ("image", "warned"),
    [
        (f"{_ECR}/nlinear:latest", True),
        (f"{_ECR}/nlinear", True),
        ("!GetAtt Repository.RepositoryUri", True),
        ("!Sub '${Repository.RepositoryUri}:latest'", True),
        ("!Sub '${Repository.RepositoryUri}:1.2'", False),
        ("!Sub '${Repository.RepositoryUri}:${Text}'", False),
        (f"{_ECR}/nlinear@sha256:{'0' * 64}", False),
        (f"{_ECR}/nlinear:latest@sha256:{'0' * 64}", False),
        ("!Ref Text", False),
    ],
)
def test_images_without_a_version_are_warned_of(image: str, warned: bool, ids_of: Ids) -> None:  # noqa: FBT001  # a case
    assert ids_of(_of_image(image=image), Severity.WARNING) == ["MOD-25"] * warned


_ISOLATED = "EnableNetworkIsolation: true"
_HUB = "Environment: {HF_MODEL_ID: amazon/chronos-bolt-small}"


@pytest.mark.parametrize(
    ("container", "model", "warned"),
    [
        (_HUB, _ISOLATED, True),
        (_HUB, 'EnableNetworkIsolation: "true"', True),
        (_HUB, "EnableNetworkIsolation: false", False),
        (_HUB, "EnableNetworkIsolation: !Ref Text", False),
        (f"{_HUB}, ModelDataUrl: !Ref Text", _ISOLATED, False),
        ("Environment: {HF_MODEL_ID: /opt/ml/model}", _ISOLATED, False),
        ("Environment: {HF_MODEL_ID: s3://models/chronos/}", _ISOLATED, True),
        ("Environment: {HF_MODEL_ID: !Ref Text}", _ISOLATED, False),
    ],
)
def test_downloads_without_a_network_are_warned_of(
    container: str,
    model: str,
    warned: bool,  # noqa: FBT001  # a case
    ids_of: Ids,
) -> None:
    assert ids_of(_of_image(container, model=model), Severity.WARNING) == ["MOD-26"] * warned


def test_a_configuration_isolates_the_models_of_its_components(ids_of: Ids) -> None:
    source = _of_image(
        _HUB,
        more="""
  Component:
    Type: AWS::SageMaker::InferenceComponent
    Properties:
      EndpointName: !GetAtt Endpoint.EndpointName
      Specification: {ModelName: !GetAtt Model.ModelName}
  Endpoint:
    Type: AWS::SageMaker::Endpoint
    Properties: {EndpointConfigName: !GetAtt Config.EndpointConfigName}
  Config:
    Type: AWS::SageMaker::EndpointConfig
    Properties: {EnableNetworkIsolation: true, ProductionVariants: [{VariantName: AllTraffic}]}
""",
    )

    assert ids_of(source, Severity.WARNING) == ["MOD-26"]


@pytest.mark.parametrize(
    ("hostnames", "expected"),
    [
        (("scaler", "nlinear"), []),
        ((None, None), []),
        (("scaler", None), ["MOD-27"]),
        (("scaler", None, None), ["MOD-27", "MOD-27"]),
        (("scaler", "scaler"), ["MOD-27"]),
        (("scaler", "!Ref Text"), []),
        (("scaler", "!Ref AWS::NoValue"), ["MOD-27"]),
        (("scaler", _UNDECIDED % "nlinear"), []),
        ((None,), []),
    ],
)
def test_hostnames_are_given_to_all_containers_or_to_none(
    hostnames: tuple[str | None, ...], expected: list[str], ids_of: Ids
) -> None:
    containers = (
        f"{{Image: {_IMAGE}" + (f", ContainerHostname: {name}}}" if name is not None else "}")
        for name in hostnames
    )

    assert ids_of(_model(f"Containers: [{', '.join(containers)}]")) == expected


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        (_IMAGE, []),
        (_IMAGE.replace("eu-west-1", "us-east-1"), ["MOD-11"]),
        (f"'{_IMAGE} '", ["MOD-12"]),
    ],
)
def test_the_image_of_an_inference_component_is_checked_too(
    image: str, expected: list[str], ids_of: Ids
) -> None:
    source = f"""
Resources:
  Component:
    Type: AWS::SageMaker::InferenceComponent
    Properties: {{EndpointName: demand, Specification: {{Container: {{Image: {image}}}}}}}
"""

    assert ids_of(source) == expected
