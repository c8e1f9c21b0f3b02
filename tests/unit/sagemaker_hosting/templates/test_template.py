from pathlib import Path

import pytest

from sagemaker_hosting.templates import Template


@pytest.fixture
def template() -> Template:
    return Template(
        path=Path("t.json"),
        name="t",
        group="dev",
        body={"Resources": {"A": {"Type": "X", "Metadata": {"aws:cdk:path": "s/A/Resource"}}}},
    )


def test_a_template_of_no_file_has_no_lines(template: Template) -> None:
    assert template.line_of(["Resources", "A"]) is None
    assert template.construct_path("A") == "s/A/Resource"


def test_each_reading_is_its_own_and_may_be_a_key(template: Template) -> None:
    other = Template(path=template.path, name="t", group="dev", body=template.body)

    assert template != other
    assert len({template, other, template}) == 2


def test_its_repr_fits_into_a_log(template: Template) -> None:
    assert repr(template) == (
        "Template(path=PosixPath('t.json'), name='t', group='dev', stack_name=None, account=None, "
        "region=None)"
    )
