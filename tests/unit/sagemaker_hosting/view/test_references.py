"""References are followed as far as a template decides them; the rest is unknown, never wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sagemaker_hosting.view import NAME, Hosting, Node

Value = Callable[..., Node]
View = Callable[..., Hosting]

MAPPINGS = "Mappings: {Sizes: {eu-west-1: {small: ml.c6i.large, most: 4}}}"
PARAMETERS = "Parameters: {Stage: {Type: String}, Names: {Type: CommaDelimitedList}}"


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("ml.c6i.large", "ml.c6i.large"),
        ("4", "4"),
        ("true", "true"),
        ("!Sub 'a-${AWS::Region}'", "a-eu-west-1"),
        ("!Sub '${AWS::AccountId}.${AWS::URLSuffix}'", "111111111111.amazonaws.com"),
        ("!Sub ['${A}-b', {A: !Join ['', [x, 1]]}]", "x1-b"),
        ("!Sub '${!Literal}'", "${Literal}"),
        ("!Join ['-', [a, !Ref 'AWS::Partition', !Ref 'AWS::NoValue', c]]", "a-aws-c"),
        ("!Select [1, [a, b]]", "b"),
        ("!Select ['1', !Split ['/', a/b/c]]", "b"),
        ("!FindInMap [Sizes, !Ref AWS::Region, small]", "ml.c6i.large"),
        ("!FindInMap [Sizes, eu-west-1, most]", "4"),
        ("!FindInMap [Sizes, mars, small, {DefaultValue: none}]", "none"),
    ],
)
def test_what_a_template_decides_becomes_text(written: str, text: str, value: Value) -> None:
    assert value(written, MAPPINGS).text == text


@pytest.mark.parametrize(
    "written",
    [
        "!Ref Stage",
        "!Ref AWS::StackName",
        "!Ref Missing",
        "!GetAtt Missing.Arn",
        "!Sub 'a-${Stage}'",
        "!Sub 'a-${Missing.Name}'",
        "!Join ['-', [a, !Ref Stage]]",
        "!Join ['-', !Ref Names]",
        "!Select [0, !Ref Names]",
        "!Select [!Ref Stage, [a, b]]",
        "!Select [9, [a, b]]",
        "!Select [0, !Split ['-', !Ref Stage]]",
        "!FindInMap [Sizes, !Ref Stage, small]",
        "!FindInMap [Sizes, mars, small]",
        "!ImportValue elsewhere",
        "{'Fn::GetStackOutput': {StackName: elsewhere, OutputName: Name}}",
        "{'Fn::Transform': {Name: Macro}}",
        "!GetAtt Custom.Name",
        "!Ref Bucket",
        "!If [Missing, a, b]",
    ],
)
def test_what_only_a_deploy_decides_is_unknown(written: str, value: Value) -> None:
    node = value(written, f"{MAPPINGS}\n{PARAMETERS}")

    assert node.is_unknown
    assert node.is_present
    assert (node.text, node.number, node.flag, node.size) == (None, None, None, None)
    assert node.items == ()
    assert node.at("Anything", 0).is_unknown


@pytest.mark.parametrize(
    "written", ["!Ref AWS::NoValue", "null", "!If [Never, a, !Ref AWS::NoValue]"]
)
def test_no_value_is_absent(written: str, value: Value) -> None:
    node = value(written, "Conditions: {Never: !Equals [a, b]}")

    assert node.is_absent
    assert node.size == 0
    assert node.at("Anything").is_absent


@pytest.mark.parametrize(
    ("written", "logical_id"),
    [
        ("!GetAtt Endpoint.EndpointName", "Endpoint"),
        ("!GetAtt [Endpoint, EndpointName]", "Endpoint"),
        ("!Sub '${Endpoint.EndpointName}'", "Endpoint"),
        ("!Ref Endpoint", "Endpoint"),
        ("!Sub '${Endpoint}'", "Endpoint"),
        ("!Select [1, !Split ['/', !Ref Endpoint]]", "Endpoint"),
        ("!Join ['', [!GetAtt Endpoint.EndpointName]]", "Endpoint"),
        ("!Ref Bucket", "Bucket"),
        ("!Sub 'arn:aws:s3:::${Bucket}'", "Bucket"),
        ("!GetAtt Model.ModelName", "Model"),
    ],
)
def test_a_reference_by_name_or_arn_leads_to_its_resource(
    written: str, logical_id: str, value: Value
) -> None:
    reference = value(written).reference

    assert reference is not None
    assert (reference.resource.logical_id, reference.attribute) == (logical_id, NAME)


@pytest.mark.parametrize(
    "written",
    [
        "!Sub '${Endpoint.EndpointName}-shadow'",
        "!Sub 'old-${Endpoint.EndpointName}'",
        "!Sub 's3://${Bucket}/in'",
        "!Sub 'arn:aws:s3:::${Bucket}/in/*'",
        "!Join ['/', [!Ref Bucket, !GetAtt Model.ModelName]]",
    ],
)
def test_text_with_more_around_a_name_is_no_reference(written: str, value: Value) -> None:
    assert value(written).reference is None


def test_text_keeps_its_known_parts(value: Value) -> None:
    node = value("!Sub 's3://${Bucket}/${Stage}/in'", PARAMETERS)

    assert str(node) == "s3://${Bucket}/${Stage}/in"
    assert node.is_unknown


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("!Ref Stage", "${Stage}"),
        ("!Sub '${AWS::StackName}-x'", "${AWS::StackName}-x"),
        ("!Join ['-', [a, !Ref Stage]]", "a-${Stage}"),
        ("!Join ['-', !Ref Names]", "${Fn::Join -, ${Names}}"),
        ("!Sub ['${a}-b', {a: !ImportValue image}]", "${Fn::ImportValue image}-b"),
        ("!Ref Endpoint", "${Endpoint}"),
        ("!Sub '${Endpoint.EndpointArn}/x'", "${Endpoint.EndpointArn}/x"),
        ("!GetAtt Missing.Arn", "${Missing.Arn}"),
        ("!Select [0, !Ref Names]", "${Fn::Select 0, ${Names}}"),
        ("!FindInMap [Sizes, !Ref Stage, small]", "${Fn::FindInMap Sizes, ${Stage}, small}"),
        ("!If [Missing, a, !Ref Stage]", "${Fn::If Missing, a, ${Stage}}"),
        ("'{{resolve:ssm:/image}}'", "${resolve:ssm:/image}"),
        ("!Sub '${Stage}-{{resolve:ssm:/image}}'", "${Stage}-${resolve:ssm:/image}"),
        ("{'Fn::Transform': {Name: Macro}}", "${Fn::Transform ...}"),
        ("!Sub 'a-${AWS::Region}'", "a-eu-west-1"),
    ],
)
def test_what_is_unknown_is_told_in_the_words_of_the_template(
    written: str, told: str, value: Value
) -> None:
    assert str(value(written, f"{MAPPINGS}\n{PARAMETERS}")) == told


def test_what_the_template_has_no_words_for_is_told_as_such(value: Value) -> None:
    below = value("!Ref Stage", PARAMETERS).at("Anything")

    assert str(below) == "a value known at deploy"


@pytest.mark.parametrize(
    ("written", "number"),
    [("4", 4), ("'4'", 4), ("0.5", 0.5), ("'0.5'", 0.5), ("many", None), ("true", None)],
)
def test_numbers_may_be_in_quotation_marks(
    written: str, number: float | None, value: Value
) -> None:
    assert value(written).number == number


@pytest.mark.parametrize(
    ("written", "flag"), [("true", True), ("'true'", True), ("'False'", False), ("1", None)]
)
def test_truth_values_may_be_in_quotation_marks(
    *, written: str, flag: bool | None, value: Value
) -> None:
    assert value(written).flag is flag


def test_items_leave_out_what_is_not_given(value: Value) -> None:
    node = value("[a, !Ref AWS::NoValue, c]")

    assert [item.text for item in node.items] == ["a", "c"]
    assert node.size == 2
    assert node.items[1].path == ("Properties", "Value", 2)


@pytest.mark.parametrize("written", ["[a, {X}]", "{A: b, C: {X}}"])
def test_a_size_is_unknown_while_an_entry_is_undecided(written: str, value: Value) -> None:
    undecided = "!If [Unknown, x, !Ref AWS::NoValue]"
    conditions = "Conditions: {Unknown: !Equals [!ImportValue a, b]}"

    assert value(written.replace("{X}", undecided), conditions).size is None


def test_a_label_is_the_place_as_people_write_it(value: Value) -> None:
    node = value("[{InstanceType: ml.c6i.large}]")

    assert node.at(0, "InstanceType").label == "Value[0].InstanceType"


@pytest.mark.parametrize(
    ("left", "right", "equal"),
    [
        ("!Ref Stage", "!Ref Stage", True),
        ("!Ref Stage", "!Sub '${Stage}'", True),
        ("!Sub '${Stage}-a'", "!Join ['-', [!Ref Stage, a]]", True),
        ("!Ref AWS::StackName", "!Sub '${AWS::StackName}'", True),
        ("!Ref Stage", "!Sub '${Stage}-a'", False),
        ("!Ref Stage", "!Ref AWS::StackName", False),
        ("!Ref Stage", "!Select [0, !Split ['-', !Ref Stage]]", False),
        ("!Ref Stage", "!FindInMap [Sizes, !Ref Stage, small, {DefaultValue: !Ref Stage}]", False),
    ],
)
def test_what_names_the_same_parameters_is_equal(
    *, left: str, right: str, equal: bool, value: Value
) -> None:
    node = value(f"[{left}, {right}]", f"{MAPPINGS}\n{PARAMETERS}")

    assert (node.at(0).symbol == node.at(1).symbol) is equal


def test_an_export_is_followed_to_its_template(view: View) -> None:
    producer = """
        Resources:
          Model: {Type: AWS::SageMaker::Model, Properties: {ModelName: nlinear}}
        Outputs:
          Model: {Value: !GetAtt Model.ModelName, Export: {Name: !Sub 'demand-${AWS::Region}'}}
    """
    consumer = """
        Resources:
          Config:
            Type: AWS::SageMaker::EndpointConfig
            Properties:
              ProductionVariants: [{ModelName: !ImportValue demand-eu-west-1}]
    """

    hosting = view(producer, consumer)

    (config,) = (r for r in hosting.resources if r.logical_id == "Config")
    model = hosting.model_of(config.at("ProductionVariants", 0, "ModelName"))
    assert model is not None
    assert model.logical_id == "Model"


def test_a_stack_output_is_followed_to_the_template_that_has_it(view: View) -> None:
    producer = """
        Resources: {Bucket: {Type: AWS::S3::Bucket}}
        Outputs: {Place: {Value: s3://demand/in}}
    """
    consumer = """
        Resources:
          Here:
            Type: Custom::Here
            Properties: {Value: {'Fn::GetStackOutput': {StackName: p, OutputName: Place}}}
    """

    hosting = view(producer, consumer)

    assert hosting.resources[-1].at("Value").text == "s3://demand/in"


def test_outputs_that_name_each_other_are_unknown(view: View) -> None:
    circle = """
        Resources: {Here: {Type: Custom::Here, Properties: {Value: !ImportValue a}}}
        Outputs:
          A: {Value: {'Fn::GetStackOutput': {StackName: s, OutputName: B}}, Export: {Name: a}}
          B: {Value: {'Fn::GetStackOutput': {StackName: s, OutputName: A}}}
    """

    assert view(circle).resources[0].at("Value").is_unknown
