import io
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from sagemaker_hosting.templates import Template, UnusableInput, _text, read_templates

Read = Callable[[str, str | bytes], Template]
Fault = Callable[[str, str | bytes], str]
Faults = Callable[[Sequence[Path | str]], list[str]]
Write = Callable[[str, str | bytes], Path]

TEMPLATE = '{"Resources": {"É": {"Type": "AWS::S3::Bucket"}}}'
UTF_16 = ("utf-16-le", "utf-16-be")


def test_a_named_file_is_called_by_its_stem(write: Write) -> None:
    names = ["a/Demand.json", "b/Shared.template.json", "c/x.y.yaml", "d/Rare.template", "e/plain"]

    templates = read_templates([write(name, TEMPLATE) for name in names])

    assert [template.name for template in templates] == ["Demand", "Shared", "x.y", "Rare", "plain"]
    assert [template.group for template in templates] == ["a", "b", "c", "d", "e"]
    assert [template.path for template in templates] == [Path(name) for name in names]


def test_account_and_region_are_those_given(write: Write) -> None:
    path = write("a/t.json", TEMPLATE)

    (both,) = read_templates([path], account="111111111111", region="eu-west-1")
    (region,) = read_templates([path], region="eu-west-1")

    assert (both.account, both.region) == ("111111111111", "eu-west-1")
    assert both.group == "111111111111/eu-west-1"
    assert (region.account, region.region, region.group) == (None, "eu-west-1", "a")
    assert (both.stack_name, both.construct_path("É")) == (None, None)


def test_nothing_to_read_is_nothing_read() -> None:
    assert read_templates([]) == ()


def test_what_is_named_twice_is_read_once(write: Write) -> None:
    write("a/t.json", TEMPLATE)
    Path("link.json").symlink_to("a/t.json")
    Path("b").symlink_to("a")

    templates = read_templates(["a/t.json", "./a/t.json", Path("a"), "a", "link.json", "b/t.json"])

    assert [str(template.path) for template in templates] == ["a/t.json"]


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEMPLATE.encode())))

    (template,) = read_templates(["-", "-"])

    assert (template.name, str(template.path), template.group) == ("stdin", "-", "-")
    assert list(template.resources) == ["É"]


def test_standard_input_that_is_no_template_is_a_fault(
    monkeypatch: pytest.MonkeyPatch, faults: Faults
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"{\n")))

    (fault,) = faults(["-"])

    assert fault.startswith("-:1: the JSON ends too early, at column 2")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("text", [TEMPLATE, "Resources: {É: {Type: 'AWS::S3::Bucket'}}"])
def test_unicode_is_read_with_and_without_its_mark(read: Read, text: str, encoding: str) -> None:
    assert list(read("t", text.encode(encoding)).resources) == ["É"]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ('{"a": "É"}'.encode("latin-1"), "t.json:1: the text is no UTF-8 at byte 7: "),
        (b'\xef\xbb\xbf{\n"a": "\xff"}', "t.json:2: the text is no UTF-8 at byte 11: "),
        (b"\xff\xfe{\x00\x00", "t.json: the text is no UTF-16 at byte 4: "),
        (b"\x1f\x8b\x08\x00", "t.json:1: the text is no UTF-8 at byte 1: "),
    ],
)
def test_other_encodings_tell_the_byte(fault: Fault, data: bytes, expected: str) -> None:
    found = fault("t.json", data)

    assert found.startswith(expected)
    assert found.endswith("; save it as UTF-8")


def test_a_path_that_leads_nowhere_names_what_is_near(write: Write, faults: Faults) -> None:
    write("templates/dev/Demand.json", TEMPLATE)

    file, folder, nowhere = faults(["templates/dev/Demnd.json", "template/dev", "zzz"])

    assert file == (
        "templates/dev/Demnd.json: there is no such file or folder ('Demnd.json' is not in "
        "templates/dev); perhaps templates/dev/Demand.json is meant"
    )
    assert folder.endswith("('template' is not in .); perhaps templates is meant")
    assert nowhere.endswith("('zzz' is not in .); name one that exists")


@pytest.mark.parametrize("path", ["t.json/", "t.json/x", "a\0b", "a" * 5000, ""])
def test_paths_that_cannot_be_are_faults(write: Write, faults: Faults, path: str) -> None:
    write("t.json", "[]")

    (fault,) = faults([path])

    assert fault


def test_a_link_to_nothing_and_a_file_on_the_way_are_named(write: Write, faults: Faults) -> None:
    write("t.json", TEMPLATE)
    Path("gone.json").symlink_to("elsewhere.json")

    link, inside = faults(["gone.json", "t.json/x.json"])

    assert link.startswith("gone.json: gone.json is a link to 'elsewhere.json', which is not there")
    assert inside.startswith("t.json/x.json: t.json is a file, and nothing can be in it")


def test_a_link_to_itself_is_a_fault(faults: Faults) -> None:
    Path("loop.json").symlink_to("loop.json")

    (fault,) = faults(["loop.json"])

    assert fault.startswith("loop.json: it cannot be read: ")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_a_fault(write: Write, faults: Faults) -> None:
    write("t.json", TEMPLATE).chmod(0)

    (fault,) = faults(["t.json"])

    assert fault == "t.json: reading it is not permitted; give yourself the right to read it"


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="a file that fails when read")
def test_a_file_that_fails_when_read_is_a_fault(faults: Faults) -> None:
    (fault,) = faults(["/proc/self/mem"])

    assert fault.startswith("/proc/self/mem: it cannot be read: ")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="a file without end")
def test_a_file_without_end_is_a_fault(faults: Faults) -> None:
    (fault,) = faults(["/dev/zero"])

    assert fault.startswith("/dev/zero: it holds more than 20 MB; CloudFormation takes")


def test_all_faults_of_all_paths_are_told_at_once(write: Write, faults: Faults) -> None:
    write("broken.json", "{")
    write("good.json", TEMPLATE)
    write("twice.yaml", "a: 1\na: 2\na: 3\n")
    write("empty/x.txt", "")

    found = faults(["missing", "broken.json", "good.json", "twice.yaml", "empty"])

    places = [fault.split(": ")[0] for fault in found]
    assert places == ["missing", "broken.json:1", "twice.yaml:2", "twice.yaml:3", "empty"]


def test_the_error_reads_as_its_faults_one_a_line(write: Write) -> None:
    write("one.json", "{")

    with pytest.raises(UnusableInput) as raised:
        read_templates(["one.json", "two.json"])

    lines = str(raised.value).splitlines()
    assert tuple(lines) == raised.value.faults
    assert len(lines) == 2


def test_names_that_cannot_be_written_are_escaped(write: Write, faults: Faults) -> None:
    name = os.fsdecode(b"a\xff\nb.json")
    write(name, "{")

    (fault,) = faults([name])

    assert fault.startswith(r"a\udcff\nb.json:1: ")
    assert fault.encode()


def test_the_most_that_is_read_leaves_room_for_any_template() -> None:
    assert _text.LARGEST >= 10 * 2**20
