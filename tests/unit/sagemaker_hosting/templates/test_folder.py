import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from sagemaker_hosting.templates import Template, read_templates

Faults = Callable[[Sequence[Path | str]], list[str]]
Write = Callable[[str, str | bytes], Path]

JSON = '{"Resources": {"A": {"Type": "AWS::S3::Bucket"}}}'
YAML = "Resources:\n  A:\n    Type: AWS::S3::Bucket\n"


def names(templates: Sequence[Template]) -> list[str]:
    return [template.name for template in templates]


def test_templates_are_found_at_any_depth_in_order(write: Write) -> None:
    for name in ("prod/B.json", "dev/B.yaml", "dev/A.template.json", "dev/x/C.yml", "Z.template"):
        write(f"templates/{name}", YAML if name.endswith(("yaml", "yml")) else JSON)

    templates = read_templates(["templates"])

    assert names(templates) == ["Z", "dev/A", "dev/B", "dev/x/C", "prod/B"]
    assert [template.group for template in templates] == [
        "templates",
        "templates/dev",
        "templates/dev",
        "templates/dev/x",
        "templates/prod",
    ]


def test_templates_of_known_account_and_region_share_a_group(write: Write) -> None:
    write("templates/dev/A.json", JSON)
    write("templates/prod/A.json", JSON)

    templates = read_templates(["templates"], account="111111111111", region="eu-west-1")

    assert {template.group for template in templates} == {"111111111111/eu-west-1"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("package.json", '{"name": "x"}'),
        ("list.json", "[1, 2]"),
        ("broken.json", "{"),
        ("broken.yaml", "a: b: c"),
        ("binary.yaml", b"\xff\x00\x01"),
        ("values.yaml", "resources: {}\n---\nmore: 1\n"),
        ("nested.yaml", "a:\n  Resources: {A: {Type: 'AWS::S3::Bucket'}}\n"),
        ("settings.json", '{"Resources": {"Title": "text"}}'),
        ("arm.json", '{"Resources": [{"Type": "Microsoft.Compute"}]}'),
        ("deep.json", "[" * 100_000),
        ("notes.txt", YAML),
        ("A.json.bak", JSON),
        (".hidden/A.json", JSON),
        (".A.json", JSON),
        ("node_modules/x/A.json", JSON),
        ("asset.0a1b/A.json", JSON),
        ("A.assets.json", JSON),
        ("tree.json", JSON),
        ("validation-report.json", JSON),
        ("manifest.json", '{"name": "a web app", "icons": []}'),
        ("folder.json/x", JSON),
    ],
)
def test_what_is_no_template_is_passed_over(
    write: Write, faults: Faults, name: str, content: str | bytes
) -> None:
    write("templates/A.json", JSON)
    write(f"templates/{name}", content)
    write(f"alone/{name}", content)

    assert names(read_templates(["templates"])) == ["A"]
    assert faults(["alone"])[0].startswith("alone: the folder holds no template (.json, .yaml,")


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("cut.json", JSON[:-2], "t/cut.json:1: the JSON ends too early"),
        ("cut.yaml", YAML + "  B: [", "t/cut.yaml:5: no YAML at column"),
        ("latin.yaml", YAML.encode() + b"  B: \xe9", "t/latin.yaml:4: the text is no UTF-8"),
        ("wide.yaml", YAML.encode("utf-16") + b"\x00", "t/wide.yaml: the text is no UTF-16"),
        ("twice.yaml", YAML + "  A: {}\n", "t/twice.yaml:4: key 'A' is given twice"),
        ("typeless.yaml", YAML + "  B: {}\n", "t/typeless.yaml:4: resource 'B' has no Type"),
        (
            "list.yaml",
            "AWSTemplateFormatVersion: 2010-09-09\nResources: []\n",
            "t/list.yaml:2: Resources is a list",
        ),
    ],
)
def test_a_broken_template_is_a_fault_rather_than_passed_over(
    write: Write, faults: Faults, name: str, content: str | bytes, expected: str
) -> None:
    write("t/A.json", JSON)
    write(f"t/{name}", content)

    (fault,) = faults(["t"])

    assert fault.startswith(expected)


@pytest.mark.parametrize(
    "content",
    [
        "AWSTemplateFormatVersion: 2010-09-09\nResources: {}\n",
        "Transform: AWS::Serverless-2016-10-31\nResources: {A: !Transform {Name: x}}\n",
        "{Resources: {A: {Type: 'Custom::X'}}}",
        "'Resources' :\n  A: {Type: 'AWS::S3::Bucket'}\n",
        YAML.encode("utf-16"),
        YAML.replace("\n", "\r\n"),
    ],
)
def test_templates_are_known_by_more_than_their_resources(
    write: Write, content: str | bytes
) -> None:
    write("t/A.yaml", content)

    assert names(read_templates(["t"])) == ["A"]


def test_links_to_folders_are_not_followed_and_links_to_files_are(write: Write) -> None:
    write("elsewhere/B.json", JSON)
    write("t/a/A.json", JSON)
    Path("t/a/up").symlink_to("..")
    Path("t/out").symlink_to("../elsewhere")
    Path("t/B.json").symlink_to("../elsewhere/B.json")
    Path("t/C.json").symlink_to("a/A.json")
    Path("t/loop.json").symlink_to("loop.json")
    Path("t/nowhere.json").symlink_to("nothing")

    assert names(read_templates(["t"])) == ["B", "C"]


def test_a_folder_named_by_a_link_is_read(write: Write) -> None:
    write("t/A.json", JSON)
    Path("link").symlink_to("t")

    (template,) = read_templates(["link"])

    assert (template.name, template.group) == ("A", "link")


def test_a_folder_read_before_is_no_fault(write: Write) -> None:
    write("t/dev/A.json", JSON)

    assert names(read_templates(["t", "t/dev", "t"])) == ["dev/A"]


def test_this_folder_may_be_named_by_its_dot(write: Write) -> None:
    write("dev/A.json", JSON)

    (template,) = read_templates(["."])

    assert (template.name, template.group, str(template.path)) == ("dev/A", "dev", "dev/A.json")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
@pytest.mark.parametrize("mode", [0o000, 0o600])
def test_folders_without_permission_are_faults(write: Write, faults: Faults, mode: int) -> None:
    write("t/A.json", JSON)
    closed = write("t/closed/B.json", JSON).parent
    closed.chmod(mode)

    found = faults(["t"])

    closed.chmod(0o700)
    assert len(found) == 1
    assert "permi" in found[0] or "right" in found[0]


def test_a_file_larger_than_any_template_is_passed_over(write: Write) -> None:
    write("t/A.json", JSON)
    with write("t/data.json", JSON).open("ab") as file:
        file.truncate(30 * 2**20)

    assert names(read_templates(["t"])) == ["A"]


def test_a_hundred_folders_in_each_other_are_read(write: Write) -> None:
    inside = "/".join(["d"] * 100)
    write(f"t/{inside}/A.json", JSON)

    assert names(read_templates(["t"])) == [f"{inside}/A"]
