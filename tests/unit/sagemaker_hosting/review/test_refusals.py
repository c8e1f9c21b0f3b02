"""What CloudFormation does by itself, whatever is being changed: refuses, makes anew, turns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sagemaker_hosting.review import Review, Risk, cases_of, text_report

Stacks = dict[str, dict[str, Any]]
Reviewed = Callable[..., Review]
ONE: dict[str, Any] = {"Type": "AWS::SNS::Topic"}


def step(reviewed: Reviewed, before: dict[str, Any], after: dict[str, Any]) -> Review:
    """Review the step of one stack."""
    return reviewed(lambda given: given.update(S=after), base_of={"S": before})


def of(kind: str, **properties: Any) -> dict[str, Any]:
    return {"Resources": {"Thing": {"Type": kind, "Properties": properties}}}


# --- replacements


@pytest.mark.parametrize(
    ("kind", "before", "after", "effect"),
    [
        ("AWS::Lambda::Permission", {"SourceArn": "a"}, {"SourceArn": "b"}, "replaced"),
        ("AWS::EC2::SecurityGroupIngress", {"CidrIp": "a"}, {"CidrIp": "b"}, "replaced"),
        ("AWS::DynamoDB::Table", {"TableName": "a"}, {"TableName": "b"}, "replaced"),
        ("AWS::DynamoDB::Table", {"BillingMode": "a"}, {"BillingMode": "b"}, "updated"),
        (
            "AWS::EC2::VPCEndpoint",
            {"DnsOptions": {"PrivateDnsPreference": "a", "DnsRecordIpType": "x"}},
            {"DnsOptions": {"PrivateDnsPreference": "b", "DnsRecordIpType": "x"}},
            "replaced",
        ),
        (
            "AWS::EC2::VPCEndpoint",
            {"DnsOptions": {"PrivateDnsPreference": "a", "DnsRecordIpType": "x"}},
            {"DnsOptions": {"PrivateDnsPreference": "a", "DnsRecordIpType": "y"}},
            "updated",
        ),
        ("Custom::Newer", {"A": "a"}, {"A": "b"}, "updated"),
    ],
)
def test_types_are_replaced_as_their_schemas_say(
    kind: str, before: dict[str, Any], after: dict[str, Any], effect: str, reviewed: Reviewed
) -> None:
    (row,) = step(reviewed, of(kind, **before), of(kind, **after)).resources

    assert str(row.effect) == effect


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"Fn::Sub": "${AWS::Region}-a"}, {"Fn::Join": ["-", [{"Ref": "AWS::Region"}, "a"]]}),
        ({"Fn::Sub": "${Other.Arn}"}, {"Fn::GetAtt": "Other.Arn"}),
        ({"Fn::GetAtt": ["Other", "Arn"]}, {"Fn::GetAtt": "Other.Arn"}),
        ({"Fn::Sub": ["${A}", {"A": {"Ref": "Name"}}]}, {"Ref": "Name"}),
        ({"Fn::Sub": "${!A}-${Name}"}, {"Fn::Join": ["", ["${A}-", {"Ref": "Name"}]]}),
        (
            {"Fn::Join": ["", ["a", {"Fn::Join": [".", ["b", {"Ref": "Name"}]]}]]},
            {"Fn::Sub": "ab.${Name}"},
        ),
        (
            {"Fn::Sub": ["x${I}", {"I": {"Fn::ImportValue": "i"}}]},
            {"Fn::Join": ["", ["x", {"Fn::ImportValue": "i"}]]},
        ),
        ([5, True, {"Ref": "Name"}], ["5", "true", {"Ref": "Name"}]),
        ({"Fn::Sub": ""}, ""),
    ],
)
def test_value_by_another_function_is_no_change(
    before: object, after: object, reviewed: Reviewed
) -> None:
    sides = [of("AWS::SNS::Topic", DisplayName=value) for value in (before, after)]
    for side in sides:
        side["Resources"]["Other"] = {"Type": "AWS::SQS::Queue"}
        side["Parameters"] = {"Name": {"Type": "String"}}

    assert not step(reviewed, *sides).resources


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"Fn::Sub": "${AWS::Region}-a"}, {"Fn::Join": ["-", [{"Ref": "AWS::Region"}, "b"]]}),
        ({"Fn::Sub": "${!Name}"}, {"Ref": "Name"}),
        ({"Fn::Sub": "${Other.Arn}"}, {"Ref": "Other"}),
        ({"Fn::Join": ["", [{"Ref": "Name"}, "a"]]}, {"Fn::Join": ["", ["a", {"Ref": "Name"}]]}),
        (
            {"Fn::Join": ["-", [{"Ref": "Name"}, {"Ref": "AWS::NoValue"}]]},
            {"Fn::Join": ["-", [{"Ref": "Name"}]]},
        ),
    ],
)
def test_other_value_by_another_function_is_a_change(
    before: object, after: object, reviewed: Reviewed
) -> None:
    sides = [of("AWS::SNS::Topic", DisplayName=value) for value in (before, after)]
    for side in sides:
        side["Resources"]["Other"] = {"Type": "AWS::SQS::Queue"}
        side["Parameters"] = {"Name": {"Type": "String"}}

    assert step(reviewed, *sides).resources


# --- refusals


def test_logical_id_of_another_type_is_refused(reviewed: Reviewed) -> None:
    review = step(reviewed, of("AWS::SNS::Topic"), of("AWS::SQS::Queue"))

    (case,) = cases_of(review, {Risk.REFUSED})
    assert case.says == (
        "prod/S/Thing is of type AWS::SNS::Topic, and would become AWS::SQS::Queue: "
        "CloudFormation changes no resource's type"
    )


@pytest.mark.parametrize(
    ("before", "after", "is_refused"),
    [
        ({}, {"KeySpec": "RSA_2048"}, True),
        ({}, {"KeySpec": "SYMMETRIC_DEFAULT"}, False),
        ({"MultiRegion": True}, {}, True),
        ({"KeyUsage": "ENCRYPT_DECRYPT"}, {}, False),
        ({"EnableKeyRotation": True}, {}, False),
    ],
)
def test_key_of_another_kind_is_refused(
    before: dict[str, Any],
    after: dict[str, Any],
    is_refused: bool,  # noqa: FBT001  # a case
    reviewed: Reviewed,
) -> None:
    review = step(reviewed, of("AWS::KMS::Key", **before), of("AWS::KMS::Key", **after))

    assert bool(cases_of(review, {Risk.REFUSED})) is is_refused


def moved(stacks: Stacks) -> None:
    stacks["Forecasts"] = stacks.pop("Small")


def test_name_that_a_stack_left_behind_still_holds_is_refused(reviewed: Reviewed) -> None:
    review = reviewed(moved, Small="named", Demand="demand")

    (case,) = cases_of(review, {Risk.REFUSED})
    assert case.says.startswith("prod/Forecasts/Endpoint is new and bears the name ")
    assert case.says.endswith(
        "of prod/Small/Endpoint, whose stack is gone from the templates but not from the account"
    )


def test_thing_without_a_fixed_name_moves_to_another_stack(reviewed: Reviewed) -> None:
    assert not cases_of(reviewed(moved, Small="small", Demand="demand"), {Risk.REFUSED})


# --- exports


def exporting(name: str, value: object = "one", export: object = "data") -> dict[str, Any]:
    bucket = {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": name}}
    outputs = {"Out": {"Value": value, "Export": {"Name": export}}}
    return {"Resources": {"Bucket": bucket}, "Outputs": outputs}


def importing(value: object = None) -> dict[str, Any]:
    given = value if value is not None else {"Fn::ImportValue": "data"}
    return of("AWS::SNS::Topic", DisplayName=given)


REF = {"Ref": "Bucket"}


@pytest.mark.parametrize(
    ("before", "after", "user", "says"),
    [
        pytest.param(
            exporting("a"),
            exporting("a", "two"),
            importing(),
            "export data of prod/A gets another value, and is imported by prod/B: CloudFormation "
            "changes no export that a deployed stack imports",
            id="another value",
        ),
        pytest.param(
            exporting("a", REF),
            exporting("b", REF),
            importing(),
            "export data of prod/A gets another value, and is imported by prod/B: CloudFormation "
            "changes no export that a deployed stack imports",
            id="what it refers to is made anew",
        ),
        pytest.param(
            exporting("a"),
            exporting("a", export="other"),
            importing(),
            "export data of prod/A is gone, and is imported by prod/B: CloudFormation changes no "
            "export that a deployed stack imports",
            id="another name",
        ),
        pytest.param(
            exporting("a"), exporting("a", {"Fn::Sub": "one"}), importing(), None, id="same value"
        ),
        pytest.param(
            exporting("a", REF), exporting("a", {"Fn::Sub": "${Bucket}"}), importing(), None,
            id="same reference",
        ),
        pytest.param(
            exporting("a"), exporting("a", "two"), importing("x"), None, id="nobody imports it"
        ),
    ],
)  # fmt: skip
def test_export_that_a_stack_imports_does_not_change(
    before: dict[str, Any],
    after: dict[str, Any],
    user: dict[str, Any],
    says: str | None,
    reviewed: Reviewed,
) -> None:
    review = reviewed(lambda given: given.update(A=after), base_of={"A": before, "B": user})

    found = [case.says for case in cases_of(review, {Risk.REFUSED})]
    assert found == ([says] if says is not None else [])


def test_export_whose_importer_lets_go_goes_after_it(reviewed: Reviewed) -> None:
    def edit(given: Stacks) -> None:
        given.update(A=of("AWS::SNS::Topic"), B=importing("x"))

    review = reviewed(edit, base_of={"A": exporting("a"), "B": importing()})

    assert not cases_of(review, {Risk.REFUSED})
    assert (
        "note: export data of prod/A is gone, and is imported by prod/B so far: deploy that "
        "first, then prod/A"
    ) in text_report(review)


def test_another_default_refuses_no_export(reviewed: Reviewed) -> None:
    def made(default: str) -> dict[str, Any]:
        parameters = {"Name": {"Type": "String", "Default": default}}
        return {**exporting("a", {"Ref": "Name"}), "Parameters": parameters}

    def edit(given: Stacks) -> None:
        given["A"] = made("two")

    review = reviewed(edit, base_of={"A": made("one"), "B": importing()})

    assert not cases_of(review, {Risk.REFUSED})


# --- conditions

BY_DEFAULT = "with the defaults of the parameters"


def bound(default: str, kind: str = "AWS::S3::Bucket", **attributes: Any) -> dict[str, Any]:
    return {
        "Parameters": {"Live": {"Type": "String", "Default": default}},
        "Conditions": {"IsLive": {"Fn::Equals": [{"Ref": "Live"}, "yes"]}},
        "Resources": {"Thing": {"Type": kind, "Condition": "IsLive", **attributes}, "One": ONE},
    }


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        (bound("yes"), bound("no"), "prod/S/Thing is deleted: its Condition IsLive does not hold"),
        (
            bound("yes", DeletionPolicy="Retain"),
            bound("no"),
            "prod/S/Thing is left behind: its Condition IsLive does not hold",
        ),
        (bound("yes", "AWS::Lambda::Function"), bound("no", "AWS::Lambda::Function"), None),
        (bound("yes"), bound("yes"), None),
        (bound("no"), bound("yes"), None),
    ],
)
def test_thing_whose_condition_turns_goes(
    before: dict[str, Any], after: dict[str, Any], says: str | None, reviewed: Reviewed
) -> None:
    review = step(reviewed, before, after)

    found = [case.says for case in cases_of(review, {Risk.DELETED})]
    assert found == ([f"{BY_DEFAULT}, {says}"] if says is not None else [])


@pytest.mark.parametrize(
    ("after", "says"),
    [
        (bound("yes"), "prod/S/Thing is made: its Condition IsLive holds"),
        (
            {"Resources": {"Thing": {"Type": "AWS::S3::Bucket"}, "One": ONE}},
            "prod/S/Thing is made: it has no Condition any more",
        ),
    ],
)
def test_thing_whose_condition_turns_comes(
    after: dict[str, Any], says: str, reviewed: Reviewed
) -> None:
    text = text_report(step(reviewed, bound("no"), after))

    assert f"note: {BY_DEFAULT}, {says}\n" in text


def test_condition_that_no_parameter_decides_deletes_for_certain(reviewed: Reviewed) -> None:
    def made(value: str) -> dict[str, Any]:
        template = bound("yes")
        template["Conditions"]["IsLive"] = {"Fn::Equals": [value, "yes"]}
        return template

    (case,) = cases_of(step(reviewed, made("yes"), made("no")), {Risk.DELETED})

    assert case.says.startswith("bucket prod/S/Thing is no longer defined: it is deleted")


# --- scaling under another logical id


def scaled(stacks: Stacks, logical_id: str, limit: object = None) -> None:
    resources = stacks["Demand"]["Resources"]
    resources[logical_id] = resources.pop("Count")
    resources["Policy"]["Properties"]["ScalingTargetId"] = {"Ref": logical_id}
    if limit is not None:
        resources[logical_id]["Properties"]["ResourceId"] = limit


def test_scaling_under_another_logical_id_is_the_same_registration(reviewed: Reviewed) -> None:
    review = reviewed(lambda given: scaled(given, "Fleet"), Demand="demand")

    (case,) = cases_of(review, {Risk.SILENT})
    assert "gets another logical id (Count, now Fleet), and is the same registration" in case.says


def test_scaling_of_another_variant_is_another_registration(reviewed: Reviewed) -> None:
    other = {"Fn::Sub": "endpoint/${Endpoint.EndpointName}/variant/challenger"}

    review = reviewed(lambda given: scaled(given, "Fleet", other), Demand="demand")

    assert not cases_of(review, {Risk.SILENT})


# --- tags of models


def test_tags_of_a_model_load_no_artifact_anew(reviewed: Reviewed) -> None:
    def edit(given: Stacks) -> None:
        model = given["Small"]["Resources"]["Model"]["Properties"]
        model["Tags"] = [{"Key": "team", "Value": "forecasting"}]

    review = reviewed(edit, Small="small")

    assert not cases_of(review)
    assert [str(row.effect) for row in review.resources] == ["updated"]


# --- what no template should hold


@pytest.mark.parametrize(
    "value",
    [{"Fn::Join": []}, {"Fn::Join": ["", "text"]}, {"Fn::Sub": []}, {"Fn::GetAtt": []}, {"Ref": 1}],
)
def test_function_that_makes_no_sense_is_told_as_it_is(value: object, reviewed: Reviewed) -> None:
    before, after = of("AWS::SNS::Topic", DisplayName="x"), of("AWS::SNS::Topic", DisplayName=value)

    assert "DisplayName: x → " in text_report(step(reviewed, before, after))


def test_dependency_that_is_no_name_is_none(reviewed: Reviewed) -> None:
    def edit(given: Stacks) -> None:
        given["Small"]["Resources"]["Model"]["DependsOn"] = 1.5

    assert "DependsOn: new 1.5" in text_report(reviewed(edit, Small="small"))
