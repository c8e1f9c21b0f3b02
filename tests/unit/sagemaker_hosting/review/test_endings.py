"""What becomes of what is no longer defined: it is deleted, or stays."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sagemaker_hosting.review import Review, Risk, cases_of, read_sides, review_of, text_report

Stacks = dict[str, dict[str, Any]]
Reviewed = Callable[..., Review]


def the_case(review: Review, risk: Risk = Risk.DELETED) -> Any:
    (case,) = cases_of(review, {risk})
    return case


def without_endpoint(stacks: Stacks) -> None:
    del stacks["Small"]["Resources"]["Endpoint"]


# --- DeletionPolicy


def test_endpoint_that_is_deleted_is_told_how_to_stay(reviewed: Reviewed) -> None:
    case = the_case(reviewed(without_endpoint, Small="small"))

    assert case.says == "the endpoint is deleted: whoever calls it fails from then on"
    assert case.fix == "if it is to stay: deploy it with DeletionPolicy: Retain before it goes"


@pytest.mark.parametrize("policy", ["Retain", "RetainExceptOnCreate"])
def test_endpoint_with_a_policy_that_retains_it_runs_on(
    policy: str, reviewed: Reviewed, stacks: Callable[..., Stacks]
) -> None:
    base = stacks(Small="small")
    base["Small"]["Resources"]["Endpoint"]["DeletionPolicy"] = policy

    review = reviewed(without_endpoint, base_of=base)

    assert the_case(review).says == (
        f"the endpoint is no longer defined, and stays in the account (DeletionPolicy: {policy}): "
        "it runs, and costs, and belongs to no stack any more"
    )
    text = text_report(review)
    assert "prod/Small  real-time, left behind" in text
    assert "left behind: prod/Small/Endpoint AWS::SageMaker::Endpoint" in text
    assert "note: prod/Small costs $292.00 a month until somebody deletes it" in text


def test_policy_of_the_new_template_alone_keeps_nothing(
    reviewed: Reviewed, stacks: Callable[..., Stacks]
) -> None:
    base = stacks(Small="small")
    base["Small"]["Resources"]["Endpoint"]["DeletionPolicy"] = "Delete"

    assert "is deleted" in the_case(reviewed(without_endpoint, base_of=base)).says


def test_component_that_goes_leaves_its_callers(reviewed: Reviewed) -> None:
    def edit(given: Stacks) -> None:
        del given["Components"]["Resources"]["Component"]

    case = the_case(reviewed(edit, Components="components"))

    assert case.says == "component chronos is deleted: whoever calls it fails from then on"


def test_component_that_goes_with_its_endpoint_is_no_case_of_its_own(
    reviewed: Reviewed,
) -> None:
    def edit(given: Stacks) -> None:
        for logical_id in ("Component", "Endpoint"):
            del given["Components"]["Resources"][logical_id]

    case = the_case(reviewed(edit, Components="components"))

    assert case.says.startswith("the endpoint is deleted")


@pytest.mark.parametrize(
    ("policy", "fate"),
    [
        ("Retain", "the old one runs and costs on, and belongs to no stack any more"),
        ("Delete", "callers of the old name fail as soon as it is deleted"),
    ],
)
def test_endpoint_that_is_made_anew_leaves_the_old_one_by_its_policy(
    policy: str, fate: str, reviewed: Reviewed, stacks: Callable[..., Stacks]
) -> None:
    base = stacks(Small="small")
    base["Small"]["Resources"]["Endpoint"]["UpdateReplacePolicy"] = policy

    def edit(given: Stacks) -> None:
        given["Small"]["Resources"]["Endpoint"]["Properties"]["EndpointName"] = "other"

    assert fate in the_case(reviewed(edit, base_of=base), Risk.REPLACED).says


@pytest.mark.parametrize(
    ("resource", "says"),
    [
        (
            {"Type": "AWS::S3::Bucket"},
            (
                "bucket prod/S/Thing is no longer defined: it is deleted if it is empty, and else "
                "stays without a stack"
            ),
        ),
        (
            {"Type": "AWS::ECR::Repository"},
            (
                "repository prod/S/Thing is no longer defined: it is deleted if it is empty, and "
                "else stays without a stack"
            ),
        ),
        (
            {"Type": "AWS::ECR::Repository", "Properties": {"EmptyOnDelete": True}},
            "repository prod/S/Thing is no longer defined: it is deleted with what it holds",
        ),
        (
            {"Type": "AWS::KMS::Key"},
            (
                "key prod/S/Thing is no longer defined: it is deleted 30 days later, and what it "
                "encrypted cannot be read from then on"
            ),
        ),
        (
            {"Type": "AWS::KMS::Key", "Properties": {"PendingWindowInDays": 7}},
            (
                "key prod/S/Thing is no longer defined: it is deleted 7 days later, and what it "
                "encrypted cannot be read from then on"
            ),
        ),
        (
            {"Type": "AWS::SQS::Queue", "DeletionPolicy": "Retain"},
            (
                "queue prod/S/Thing is no longer defined, and stays in the account "
                "(DeletionPolicy: Retain): it keeps what it holds, and belongs to no stack any more"
            ),
        ),
    ],
)
def test_thing_that_keeps_data_goes_as_its_kind_does(
    resource: dict[str, Any], says: str, reviewed: Reviewed
) -> None:
    topic = {"Type": "AWS::Lambda::Function"}
    base = {"S": {"Resources": {"Thing": resource, "Other": topic}}}

    review = reviewed(lambda given: given["S"]["Resources"].pop("Thing"), base_of=base)

    assert the_case(review).says == says


def test_policy_that_goes_with_its_bucket_widens_nothing(reviewed: Reviewed) -> None:
    statement = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}
    policy = {
        "Type": "AWS::S3::BucketPolicy",
        "Properties": {"Bucket": {"Ref": "B"}, "PolicyDocument": {"Statement": [statement]}},
    }
    both = {"B": {"Type": "AWS::S3::Bucket"}, "Policy": policy}
    other = {"Other": {"Type": "AWS::SNS::Topic"}}

    gone = reviewed(
        lambda given: given.update(S={"Resources": other}),
        base_of={"S": {"Resources": {**both, **other}}},
    )
    alone = reviewed(
        lambda given: given["S"]["Resources"].pop("Policy"), base_of={"S": {"Resources": both}}
    )

    assert not cases_of(gone, {Risk.WIDENED})
    assert "* is no longer denied s3:*" in the_case(alone, Risk.WIDENED).says


# --- whole stacks


def test_things_of_a_stack_that_is_gone_are_left_and_told_once(
    reviewed: Reviewed, stacks: Callable[..., Stacks]
) -> None:
    base = stacks(Shared="shared", Small="small")
    for resource in base["Shared"]["Resources"].values():
        resource.pop("DeletionPolicy", None)

    review = reviewed(lambda given: given.pop("Shared"), base_of=base)

    case = the_case(review)
    assert case.says.startswith("its stack is gone from the templates, and a deploy leaves it")
    assert "keep what they hold, until somebody deletes the stack" in case.says
    assert {row.effect.value for row in review.resources} == {"left"}
    assert not review.access


def test_stack_under_another_name_is_a_new_stack_beside_the_old_one(
    reviewed: Reviewed,
) -> None:
    def edit(given: Stacks) -> None:
        given["Forecasts"] = given.pop("Demand")

    review = reviewed(edit, Demand="demand", Small="small")

    assert {(item.name, item.effect.value) for item in review.items} == {
        ("prod/Forecasts", "created"),
        ("prod/Demand", "left"),
    }


# --- termination protection


@pytest.fixture
def assembly(tmp_path: Path) -> Callable[..., Path]:
    """Write a cloud assembly of stacks of prod."""

    def run(label: str, stacks: Stacks, **properties: Any) -> Path:
        folder = tmp_path / label
        folder.mkdir()
        artifacts = {}
        for name, template in stacks.items():
            (folder / f"{name}.json").write_text(json.dumps(template))
            artifacts[name] = {
                "type": "aws:cloudformation:stack",
                "environment": "aws://111111111111/eu-west-1",
                "displayName": f"prod/{name} (app-{name.lower()})",
                "properties": {
                    "templateFile": f"{name}.json",
                    "stackName": f"app-{name.lower()}",
                    **properties,
                },
            }
        (folder / "manifest.json").write_text(json.dumps({"artifacts": artifacts}))
        return folder

    return run


def review_between(*paths: Path) -> Review:
    return review_of(*read_sides(*map(str, paths)))


def test_protection_keeps_a_stack_until_it_is_lifted(
    assembly: Callable[..., Path], stacks: Callable[..., Stacks]
) -> None:
    both = stacks(Small="small", Demand="demand")
    base = assembly("base", both, terminationProtection=True)
    head = assembly("head", {"Demand": both["Demand"]}, terminationProtection=True)

    case = the_case(review_between(base, head))

    assert "until somebody deletes the stack, who has to lift its termination protection" in (
        case.says
    )
    assert case.fix.startswith(
        "aws cloudformation update-termination-protection --no-enable-termination-protection "
        "--stack-name app-small --region eu-west-1, then "
    )


@pytest.mark.parametrize(("protected", "is_told"), [(True, True), (False, False)])
def test_protection_of_a_stack_keeps_no_resource_of_it(
    protected: bool,  # noqa: FBT001  # a case
    is_told: bool,  # noqa: FBT001  # likewise
    assembly: Callable[..., Path],
    stacks: Callable[..., Stacks],
) -> None:
    before = stacks(Small="small")
    base = assembly("base", before, terminationProtection=protected)
    without_endpoint(before)
    head = assembly("head", before, terminationProtection=protected)

    case = the_case(review_between(base, head))

    told = "termination protection keeps its stack, not what is in it"
    assert (told in case.says) is is_told


def test_protection_that_is_lifted_is_a_change_of_its_own(
    assembly: Callable[..., Path], stacks: Callable[..., Stacks]
) -> None:
    given = stacks(Small="small")
    base = assembly("base", given, terminationProtection=True)
    head = assembly("head", given, terminationProtection=False)

    review = review_between(base, head)

    assert not review.is_same
    assert the_case(review, Risk.EXPOSED).says == "termination protection: on before, off after"
    assert not cases_of(review_between(head, base))


@pytest.mark.parametrize(
    ("file", "says"),
    [
        ("termination_protection: true\n", "who has to lift its termination protection first"),
        ("termination_protection: false\n", "until somebody deletes the stack"),
        ("region: eu-west-1\n", "until somebody deletes the stack"),
        ("- no mapping\n", "until somebody deletes the stack"),
        (": [", "until somebody deletes the stack"),
    ],
)
def test_templates_alone_are_protected_as_their_environment_file_says(
    file: str, says: str, stacks: Callable[..., Stacks], tmp_path: Path
) -> None:
    both = stacks(Small="small", Demand="demand")
    for side, names in (("base", ["Small", "Demand"]), ("head", ["Demand"])):
        folder = tmp_path / side / "templates" / "prod"
        folder.mkdir(parents=True)
        for name in names:
            (folder / f"{name}.json").write_text(json.dumps(both[name]))
        environments = tmp_path / side / "environments"
        environments.mkdir()
        (environments / "prod.yaml").write_text(file)

    review = review_between(tmp_path / "base" / "templates", tmp_path / "head" / "templates")

    assert the_case(review).says.endswith(says)


def test_other_tags_of_a_stack_are_a_change(
    assembly: Callable[..., Path], stacks: Callable[..., Stacks]
) -> None:
    given = stacks(Small="small")
    base = assembly("base", given, tags={"team": "a", "cost": "1"})
    head = assembly("head", given, tags={"team": "b", "cost": "1"})

    text = text_report(review_between(base, head))

    assert "differs: prod/Small: tags of the stack, and of all in it\n    tags.team: a → b" in text


def test_nested_stack_that_goes_is_deleted_by_the_update_of_its_parent(tmp_path: Path) -> None:
    queue = {"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}}
    metadata = {"aws:asset:path": "inner.json"}
    nested = {"Type": "AWS::CloudFormation::Stack", "Metadata": metadata}
    topic = {"Type": "AWS::SNS::Topic"}
    for side, resources in (("base", {"Inner": nested, "T": topic}), ("head", {"T": topic})):
        folder = tmp_path / side
        folder.mkdir()
        (folder / "outer.json").write_text(json.dumps({"Resources": resources}))
        (folder / "inner.json").write_text(json.dumps(queue))
        artifact = {
            "type": "aws:cloudformation:stack",
            "properties": {"templateFile": "outer.json"},
        }
        (folder / "manifest.json").write_text(json.dumps({"artifacts": {"Outer": artifact}}))

    case = the_case(review_between(tmp_path / "base", tmp_path / "head"))

    assert case.says == (
        "queue Outer/Inner/Queue is no longer defined: it is deleted with what it holds"
    )
