import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from sagemaker_hosting.templates import read_templates

Faults = Callable[[Sequence[Path | str]], list[str]]
Write = Callable[[str, str | bytes], Path]
Manifest = dict[str, Any]

BUCKET = {"Type": "AWS::S3::Bucket"}


def stack(file: str, environment: str = "aws://unknown-account/unknown-region", **more: Any) -> Any:
    properties = {"templateFile": file, **more.pop("properties", {})}
    return {
        "type": "aws:cloudformation:stack",
        "environment": environment,
        "properties": properties,
        **more,
    }


def stage(folder: str) -> Any:
    return {"type": "cdk:cloud-assembly", "properties": {"directoryName": folder}}


def nested(file: str, path: str | None = None) -> Any:
    metadata = {"aws:asset:path": file, **({"aws:cdk:path": path} if path else {})}
    return {"Type": "AWS::CloudFormation::Stack", "Metadata": metadata}


@pytest.fixture
def assemble(write: Write) -> Callable[..., Path]:
    """Write an assembly: its artifacts, and the resources of its templates by file."""

    def _assemble(folder: str, artifacts: Any, **templates: Any) -> Path:
        write(f"{folder}/cdk.out", '{"version":"55.0.0"}')
        write(f"{folder}/manifest.json", json.dumps({"artifacts": artifacts}, indent=1))
        for name, resources in templates.items():
            body = {} if resources is None else {"Resources": resources}
            write(f"{folder}/{name}.json", json.dumps(body, indent=1))
        return Path(folder)

    return _assemble


Assemble = Callable[..., Path]


def test_stacks_come_in_the_order_of_the_manifest_with_all_it_tells(assemble: Assemble) -> None:
    known = stack(
        "b.json",
        "aws://111111111111/eu-west-1",
        displayName="dev/Demand (demand-dev)",
        properties={"stackName": "demand-dev"},
    )
    assemble("out", {"B": known, "A.assets": {"type": "x"}, "A": stack("a.json")}, a={}, b={})

    demand, plain = read_templates(["out"])

    assert (demand.name, demand.stack_name) == ("dev/Demand", "demand-dev")
    assert (demand.account, demand.region) == ("111111111111", "eu-west-1")
    assert (demand.group, demand.path) == ("111111111111/eu-west-1", Path("out/b.json"))
    assert (plain.name, plain.stack_name, plain.group) == ("A", "A", "out")
    assert (plain.account, plain.region) == (None, None)


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({}, (False, {})),
        ({"terminationProtection": True, "tags": {"team": "a"}}, (True, {"team": "a"})),
        ({"terminationProtection": False, "tags": {}}, (False, {})),
        ({"terminationProtection": "yes", "tags": ["a"]}, (None, None)),
    ],
)
def test_stacks_tell_their_protection_and_tags(
    properties: Any, expected: Any, assemble: Assemble
) -> None:
    assemble("out", {"A": stack("a.json", properties=properties)}, a={})

    (template,) = read_templates(["out"])

    assert (template.termination_protection, template.tags) == expected


def test_template_alone_tells_neither_protection_nor_tags(write: Write) -> None:
    write("a.json", '{"Resources": {}}')

    (template,) = read_templates(["a.json"])

    assert (template.termination_protection, template.tags) == (None, None)


def test_what_the_manifest_does_not_know_is_as_given(assemble: Assemble) -> None:
    artifacts = {
        "A": stack("a.json", "aws://unknown-account/eu-west-1"),
        "B": stack("b.json", "aws://111111111111/us-east-1"),
    }
    assemble("out", artifacts, a={}, b={})

    a, b = read_templates(["out"], account="222222222222", region="eu-central-1")

    assert (a.account, a.region, a.group) == ("222222222222", "eu-west-1", "222222222222/eu-west-1")
    assert (b.account, b.region) == ("111111111111", "us-east-1")


def test_stages_are_read_at_any_depth_where_they_stand(assemble: Assemble) -> None:
    assemble("out", {"s": stage("s"), "Z": stack("z.json")}, z={})
    assemble("out/s", {"A": stack("a.json", displayName="s/A"), "t": stage("t")}, a={})
    assemble("out/s/t", {"B": stack("b.json", displayName="s/t/B")}, b={})

    templates = read_templates(["out"])

    assert [template.name for template in templates] == ["s/A", "s/t/B", "Z"]
    assert [template.group for template in templates] == ["out/s", "out/s/t", "out"]


def test_nested_stacks_follow_their_parent(assemble: Assemble) -> None:
    inner = nested("inner.json", "s/Top/Inner.NestedStack/Inner.NestedStackResource")
    top = {"I": inner, "J": nested("j.json"), "K": nested("missing.json"), "B": BUCKET}
    artifacts = {
        "T": stack("top.json", "aws://111111111111/eu-west-1", displayName="s/Top"),
        "U": stack("u.json"),
    }
    deep = nested("deep.json", "s/Top/Inner/Deep.NestedStack/Deep.NestedStackResource")
    assemble("out", artifacts, top=top, inner={"D": deep}, deep={"B": BUCKET}, j={}, u={})

    templates = read_templates(["out"])

    assert [(template.name, template.stack_name) for template in templates] == [
        ("s/Top", "T"),
        ("s/Top/Inner", None),
        ("s/Top/Inner/Deep", None),
        ("s/Top/J", None),
        ("U", "U"),
    ]
    assert {template.group for template in templates[:4]} == {"111111111111/eu-west-1"}


def test_nested_stacks_that_name_each_other_are_read_once(assemble: Assemble) -> None:
    assemble("out", {"A": stack("a.json")}, a={"B": nested("b.json")}, b={"A": nested("a.json")})

    assert [template.name for template in read_templates(["out"])] == ["A", "A/B"]


def test_stages_that_name_each_other_are_read_once(assemble: Assemble) -> None:
    assemble("out", {"s": stage("."), "t": stage("t"), "A": stack("a.json")}, a={})
    assemble("out/t", {"u": stage("..")})

    assert [template.name for template in read_templates(["out"])] == ["A"]


def test_a_stack_without_resources_has_none(assemble: Assemble) -> None:
    assemble("out", {"A": stack("a.json")}, a=None)

    (template,) = read_templates(["out"])

    assert template.resources == {}
    assert template.body == {"Resources": {}}


def test_constructs_are_told_by_the_template_else_by_the_assembly(
    assemble: Assemble, write: Write
) -> None:
    logical_id = {"type": "aws:cdk:logicalId", "data": "FromManifest"}
    artifact = stack(
        "a.json",
        metadata={"/A/Model/Resource": [logical_id], "/A/X": "broken", "/A/Y": [1, {"type": 2}]},
        additionalMetadataFile="more.json",
    )
    resources = {
        "Own": BUCKET | {"Metadata": {"aws:cdk:path": "A/Own/Resource"}},
        "FromManifest": BUCKET,
        "FromFile": BUCKET | {"Metadata": "none"},
    }
    assemble("out", {"A": artifact}, a=resources)
    in_file = {"/A/Config": [{"type": "aws:cdk:logicalId", "data": "FromFile"}]}
    write("out/more.json", json.dumps(in_file))

    (template,) = read_templates(["out"])

    assert template.construct_path("Own") == "A/Own/Resource"
    assert template.construct_path("FromManifest") == "A/Model/Resource"
    assert template.construct_path("FromFile") == "A/Config"
    assert template.construct_path("Nothing") is None


@pytest.mark.parametrize("content", [None, "{", "[]", '{"/A": 1}'])
def test_metadata_that_are_missing_or_broken_tell_nothing(
    assemble: Assemble, write: Write, content: str | None
) -> None:
    assemble("out", {"A": stack("a.json", additionalMetadataFile="m.json")}, a={"B": BUCKET})
    if content is not None:
        write("out/m.json", content)

    (template,) = read_templates(["out"])

    assert template.construct_path("B") is None


@pytest.mark.parametrize(
    ("manifest", "expected"),
    [
        ("", "out/manifest.json: the file is empty"),
        ('{"artifacts": {', "out/manifest.json:1: the JSON ends too early"),
        ("[]", "out/manifest.json: the manifest has no mapping of artifacts; synthesize again"),
        ('{"artifacts": []}', "out/manifest.json: the manifest has no mapping of artifacts"),
        ('{"artifacts": {"A": 1}}', "out: the cloud assembly holds no stack; add one to the app"),
        (
            '{"artifacts": {\n"A": {"type": "aws:cloudformation:stack"}}}',
            "out/manifest.json:2: artifact 'A' has no templateFile; synthesize again: cdk synth",
        ),
        (
            '{"artifacts": {\n"A": {"type": "cdk:cloud-assembly", "properties": []}}}',
            "out/manifest.json:2: artifact 'A' has no directoryName",
        ),
        (
            json.dumps({"artifacts": {"A": stack("gone.json")}}),
            "out/gone.json: there is no such file or folder ('gone.json' is not in out)",
        ),
        (
            json.dumps({"artifacts": {"A": stage("gone")}}),
            "out/gone/manifest.json: there is no such file or folder ('gone' is not in out)",
        ),
    ],
)
def test_a_broken_assembly_says_what_is_missing(
    write: Write, faults: Faults, manifest: str, expected: str
) -> None:
    write("out/cdk.out", "{}")
    write("out/manifest.json", manifest)

    (fault,) = faults(["out"])

    assert fault.startswith(expected)


def test_faults_of_all_stacks_are_told(assemble: Assemble, faults: Faults) -> None:
    artifacts = {"A": stack("a.json"), "B": stack("gone.json"), "C": stack("c.json")}
    assemble("out", artifacts, a={"X": {}}, c={"Y": 1})

    found = faults(["out"])

    assert [fault.split(": ")[0] for fault in found] == [
        "out/a.json:3",
        "out/gone.json",
        "out/c.json:3",
    ]


def test_an_assembly_in_a_folder_is_read_as_one(assemble: Assemble, write: Write) -> None:
    assemble("repo/cdk.out", {"A": stack("a.json", displayName="dev/A")}, a={}, stray={})
    write("repo/own.yaml", "Resources: {X: {Type: 'AWS::S3::Bucket'}}")

    assert [template.name for template in read_templates(["repo"])] == ["dev/A", "own"]
    assert [template.name for template in read_templates(["repo/cdk.out", "repo"])] == [
        "dev/A",
        "own",
    ]


def test_a_manifest_without_its_marker_is_known_by_its_artifacts(
    assemble: Assemble, faults: Faults
) -> None:
    folder = assemble("out", {"A": stack("a.json", displayName="dev/A")}, a={})
    (folder / "cdk.out").unlink()

    assert [template.name for template in read_templates(["out"])] == ["dev/A"]
    (folder / "manifest.json").write_text('{"artifacts": {')
    assert faults(["out"])[0].startswith("out/manifest.json:1: the JSON ends too early")


def test_stages_without_end_are_a_fault(assemble: Assemble, faults: Faults) -> None:
    folder = "out"
    for _ in range(60):
        assemble(folder, {"s": stage("s")})
        folder += "/s"

    (fault,) = faults(["out"])

    assert "Stages lie in each other more than 50 deep" in fault
