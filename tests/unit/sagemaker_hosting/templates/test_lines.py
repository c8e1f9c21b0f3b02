import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]  # stubs are a package of their own
from hypothesis import given, settings
from hypothesis import strategies as st

from sagemaker_hosting.templates import Template
from sagemaker_hosting.templates._json import parse_json
from sagemaker_hosting.templates._yaml import parse_yaml

Read = Callable[[str, str | bytes], Template]

JSON = """\
{
  "Resources": {
    "Config": {"Type": "AWS::SageMaker::EndpointConfig",
      "Properties": {
        "ProductionVariants": [
          {"VariantName": "a"},
          {
            "VariantName": "b \\"{[\\n",
            "Weight":
              1
          }
        ]
      }
    }
  }
}
"""
YAML = """\
Resources:
  Config:
    Type: AWS::SageMaker::EndpointConfig
    Properties:
      ProductionVariants:
        - VariantName: a
          Weight: !GetAtt
            A.B
        -
          VariantName: !Sub
            - ${x}
            - x: &x [1,
                2]
          Again: *x
"""
VARIANTS = ("Resources", "Config", "Properties", "ProductionVariants")


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ((), 1),
        (("Resources",), 2),
        (("Resources", "Config"), 3),
        (("Resources", "Config", "Type"), 3),
        (VARIANTS, 5),
        ((*VARIANTS, 0), 6),
        ((*VARIANTS, 1), 7),
        ((*VARIANTS, 1, "VariantName"), 8),
        ((*VARIANTS, 1, "Weight"), 9),
        # What is not there: the nearest parent.
        ((*VARIANTS, 1, "Weight", "Ref"), 9),
        ((*VARIANTS, 1, "Missing", 3), 7),
        ((*VARIANTS, 2), 5),
        ((*VARIANTS, -1), 5),
        ((*VARIANTS, "0"), 5),
        (("Resources", 0), 2),
        (("Outputs", "A"), 1),
    ],
)
def test_lines_of_json(read: Read, path: tuple[str | int, ...], line: int) -> None:
    assert read("t.json", JSON).line_of(path) == line


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ((), 1),
        (("Resources", "Config", "Type"), 3),
        ((*VARIANTS, 0), 6),
        ((*VARIANTS, 0, "Weight"), 7),
        ((*VARIANTS, 0, "Weight", "Fn::GetAtt"), 7),
        ((*VARIANTS, 0, "Weight", "Fn::GetAtt", 1), 7),
        ((*VARIANTS, 1), 10),
        ((*VARIANTS, 1, "VariantName", "Fn::Sub", 0), 11),
        ((*VARIANTS, 1, "VariantName", "Fn::Sub", 1, "x", 1), 13),
        # What an alias repeats stands where the anchor is.
        ((*VARIANTS, 1, "Again"), 14),
        ((*VARIANTS, 1, "Again", 1), 13),
        ((*VARIANTS, 1, "Missing"), 10),
    ],
)
def test_lines_of_yaml(read: Read, path: tuple[str | int, ...], line: int) -> None:
    assert read("t.yaml", YAML).line_of(path) == line


def test_merged_keys_stand_where_they_are_written(read: Read) -> None:
    text = "Resources: {}\nMetadata:\n  base: &b\n    x: 1\n  it:\n    <<: *b\n    y: 2\n"

    template = read("t.yaml", text)

    assert template.body["Metadata"]["it"] == {"y": 2, "x": 1}
    assert template.line_of(["Metadata", "it", "x"]) == 4


SCALARS = st.none() | st.booleans() | st.integers(-10, 10) | st.text('ab"\\{}[]:,\n# é')
TREES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text('abc"\\{\n', min_size=1), inner)
    ),
    max_leaves=20,
)


def places(
    node: Any, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], int]]:
    """The line of each key and item, as PyYAML's own nodes tell it."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield (*path, key.value), key.start_mark.line + 1
            yield from places(value, (*path, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield (*path, index), value.start_mark.line + 1
            yield from places(value, (*path, index))


@settings(deadline=None)
@given(tree=TREES, indent=st.sampled_from([None, 0, 1, 4]), ascii_only=st.booleans())
def test_json_of_any_shape_keeps_its_values_and_lines(
    tree: Any, indent: int | None, *, ascii_only: bool
) -> None:
    text = json.dumps(tree, indent=indent, ensure_ascii=ascii_only)

    document = parse_json(text)

    assert document.data == tree
    for path, line in places(yaml.compose(text, Loader=yaml.CSafeLoader)):
        assert document.lines.of(path) == line, path


@settings(deadline=None)
@given(tree=TREES, flow=st.sampled_from([None, True, False]))
def test_yaml_of_any_shape_keeps_its_values_and_lines(tree: Any, *, flow: bool | None) -> None:
    text = yaml.dump(tree, default_flow_style=flow, allow_unicode=True)

    document = parse_yaml(text)

    assert document.data == tree
    for path, line in places(yaml.compose(text, Loader=yaml.CSafeLoader)):
        assert document.lines.of(path) == line, path


@settings(deadline=None)
@given(tree=TREES)
def test_json_says_the_same_when_read_as_yaml(tree: Any) -> None:
    text = json.dumps(tree, indent=1)

    assert parse_yaml(text).data == parse_json(text).data
