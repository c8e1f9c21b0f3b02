"""Each fault of an environment file, by the smallest wrong file."""

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from stacks.settings import (
    Environment,
    InvalidEnvironment,
    RealTimeEndpointSettings,
    VariantSettings,
    load_environment,
)

VALID = """\
account: "111111111111"
region: eu-west-1
tags: {team: forecasting}
alarm_emails: [oncall@example.com]
vpc:
  vpc_id: vpc-0a1b2c3d
  availability_zones: [eu-west-1a, eu-west-1b]
  private_subnet_ids: [subnet-0a1b2c3d, subnet-0a1b2c3e]
models:
  nlinear:
    image: {framework: pytorch, version: "2.6.0"}
    data: {asset: model_code/nlinear}
    environment: {FORECAST_HORIZON: "48"}
endpoints:
  demand:
    kind: real_time
    variants:
      champion:
        model: nlinear
        instance_type: ml.c6i.large
        weight: 9
        scaling: {min: 1, max: 4, invocations_per_minute: 70}
      challenger: {model: nlinear, instance_type: ml.c6i.large}
"""
IMAGE = '{framework: pytorch, version: "2.6.0"}'
VARIABLES = 'environment: {FORECAST_HORIZON: "48"}'
CHAMPION = "endpoints.demand.variants.champion"
SCALING = f"22: {CHAMPION}.scaling"
GUIDE = "https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-prerequisites.html"

Load = Callable[[str], Environment]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Loads a text as environments/dev.yaml of a project with some model code."""
    for folder in ("environments", "model_code/nlinear", "model_code/empty", "model_code/notes"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "model_code/nlinear/inference.py").touch()
    (tmp_path / "model_code/notes/README.md").touch()
    (tmp_path / "model_code/broken.tar.gz").write_bytes(b"no archive")

    def load_text(text: str) -> Environment:
        path = tmp_path / "environments" / "dev.yaml"
        path.write_text(text, encoding="utf-8")
        return load_environment(path)

    return load_text


def faults_of(load: Load, text: str) -> list[str]:
    with pytest.raises(InvalidEnvironment) as caught:
        load(text)
    return [str(fault).removeprefix("environments/dev.yaml:") for fault in caught.value.faults]


def champion(environment: Environment) -> VariantSettings:
    endpoint = environment.endpoints["demand"]
    assert isinstance(endpoint, RealTimeEndpointSettings)
    return endpoint.variants["champion"]


def test_file_without_faults_loads(load: Load) -> None:
    environment = load(VALID)

    assert champion(environment).weight == 9


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        # keys
        (
            "instance_type: ml.c6i.large\n",
            "instanse_type: ml.c6i.large\n",
            f"20: {CHAMPION}.instanse_type: unknown key; did you mean instance_type?",
        ),
        (
            "tags:",
            "xyz: 1\ntags:",
            (
                "3: xyz: unknown key; allowed: account, alarm_emails, batch, dashboards, "
                "endpoints, models, monthly_budget_usd, region, tags, termination_protection, vpc"
            ),
        ),
        (
            "tags:",
            "name: dev\ntags:",
            "3: name: unknown key; the environment is named by its file",
        ),
        ("region: eu-west-1\n", "", "1: region: missing, such as eu-west-1"),
        ("    kind: real_time\n", "", "15: endpoints.demand.kind: missing, such as real_time"),
        (
            "      challenger:",
            "      champion:",
            f"23: {CHAMPION}: given twice, first in line 18",
        ),
        (
            "weight: 9",
            "weight: 9\n        weight: 1",
            (f"22: {CHAMPION}.weight: given twice, first in line 21"),
        ),
        # accounts, Regions, tags, mail
        (
            '"111111111111"',
            "111111111111",
            '1: account: must be text, got 111111111111: put it in quotes, "111111111111"',
        ),
        (
            '"111111111111"',
            "011111111111",
            (
                "1: account: must be text, got 011111111111: "
                'put it in quotes, "011111111111", or YAML drops its zeros'
            ),
        ),
        (
            '"111111111111"',
            '"11111111111"',
            '1: account: must be 12 digits in quotes, got "11111111111"',
        ),
        ("eu-west-1\n", "EU\n", '2: region: must be a Region such as eu-west-1, got "EU"'),
        ("{team: forecasting}", "[team]", "3: tags: must be a mapping of keys, got a list"),
        ("forecasting", "7", '3: tags.team: must be text, got 7: put it in quotes, "7"'),
        (
            "{team: forecasting}",
            "{Aws:team: x}",
            (
                '3: tags["Aws:team"]: the name must be 1 to 128 letters, digits, spaces and '
                "_.:/=+-@, "
                'not beginning with aws:, got "Aws:team"'
            ),
        ),
        (
            "{team: forecasting}",
            "{" + ", ".join(f"t{number}: x" for number in range(50)) + "}",
            "3: tags: must have at most 49 entries, got 50",
        ),
        (
            "[oncall@example.com]",
            "[oncall]",
            '4: alarm_emails[0]: must be an e-mail address, got "oncall"',
        ),
        ("[oncall@example.com]", "[a@b.c, a@b.c]", '4: alarm_emails[1]: given twice, got "a@b.c"'),
        (
            "[oncall@example.com]",
            "a@b.c, d@e.f",
            (
                '4: alarm_emails: must be a list, got "a@b.c, d@e.f": '
                "put it in brackets, [a@b.c, d@e.f]"
            ),
        ),
        ("[oncall@example.com]", '"*"', '4: alarm_emails: must be a list, got "*"'),
        # the VPC
        (
            "vpc-0a1b2c3d",
            "0a1b2c3d",
            '6: vpc.vpc_id: must be vpc- and 8 or 17 hexadecimal digits, got "0a1b2c3d"',
        ),
        (
            "eu-west-1b]",
            "eu-west-2b]",
            '7: vpc.availability_zones[1]: must be a zone of eu-west-1, got "eu-west-2b"',
        ),
        (
            "subnet-0a1b2c3d, ",
            "",
            (
                "8: vpc.private_subnet_ids: must be as many for each of the availability_zones, "
                "got 1 for 2"
            ),
        ),
        (
            "subnet-0a1b2c3e]",
            "subnet-0a1b2c3d]",
            '8: vpc.private_subnet_ids[1]: given twice, got "subnet-0a1b2c3d"',
        ),
        # images
        (
            "framework: pytorch",
            "framwork: pytorch",
            "11: models.nlinear.image.framwork: unknown key; did you mean framework?",
        ),
        (
            '"2.6.0"',
            "2.60",
            (
                "11: models.nlinear.image.version: must be text, got 2.60: "
                'put it in quotes, "2.60", or YAML drops its zeros'
            ),
        ),
        (
            ', version: "2.6.0"',
            "",
            "11: models.nlinear.image.version: missing, such as 2.6.0",
        ),
        (
            ', version: "2.6.0"',
            ", uri: x",
            (
                "11: models.nlinear.image: must have exactly one of the keys framework, uri, "
                "repository, dlc, dockerfile, private_registry or package, got framework and uri"
            ),
        ),
        (
            IMAGE,
            "{}",
            (
                "11: models.nlinear.image: must have exactly one of the keys framework, uri, "
                "repository, dlc, dockerfile, private_registry or package, got none of them"
            ),
        ),
        (IMAGE, "pytorch", '11: models.nlinear.image: must be a mapping of keys, got "pytorch"'),
        (
            IMAGE,
            "{repository: team/forecaster}",
            (
                "11: models.nlinear.image: must have exactly one of the keys tag or digest, "
                "got none of them"
            ),
        ),
        (
            IMAGE,
            "{dockerfile: model_code/nlinear}",
            (
                "11: models.nlinear.image.dockerfile: must be a folder with a Dockerfile in it, "
                'got "model_code/nlinear"'
            ),
        ),
        # data
        (
            "model_code/nlinear",
            "model_code/nliner",
            (
                '12: models.nlinear.data.asset: nothing is at "model_code/nliner" in the '
                "project's "
                "folder; did you mean model_code/nlinear?"
            ),
        ),
        (
            "model_code/nlinear",
            "../nlinear",
            (
                "12: models.nlinear.data.asset: must be a path below the project's folder, "
                'got "../nlinear"'
            ),
        ),
        (
            "model_code/nlinear",
            ".",
            '12: models.nlinear.data.asset: must be a path below the project\'s folder, got "."',
        ),
        (
            "model_code/nlinear",
            "model_code/empty",
            '12: models.nlinear.data.asset: must hold at least one file, got "model_code/empty"',
        ),
        (
            "model_code/nlinear",
            "model_code/notes/README.md",
            (
                "12: models.nlinear.data.asset: must be a folder or a .tar.gz file, "
                'got "model_code/notes/README.md"'
            ),
        ),
        (
            "asset: model_code/nlinear",
            "uri: s3://bucket",
            (
                "12: models.nlinear.data.uri: must be the S3 address of a .tar.gz, "
                'such as s3://bucket/model.tar.gz, got "s3://bucket"'
            ),
        ),
        (
            "asset: model_code/nlinear",
            "uri: s3://Shops_Raw/model.tar.gz",
            (
                "12: models.nlinear.data.uri: the bucket's name must be 3 to 63 lower-case "
                "letters, digits, dots and hyphens, no dot or hyphen first or last, got "
                '"s3://Shops_Raw/model.tar.gz"'
            ),
        ),
        # what the container is told, and what is acknowledged
        (
            '"48"',
            "48",
            (
                "13: models.nlinear.environment.FORECAST_HORIZON: must be text, got 48: "
                'put it in quotes, "48"'
            ),
        ),
        (
            "FORECAST_HORIZON",
            "FORECAST-HORIZON",
            (
                "13: models.nlinear.environment.FORECAST-HORIZON: the name must be letters, "
                "digits and "
                'underscores, no digit first, got "FORECAST-HORIZON"'
            ),
        ),
        (
            VARIABLES,
            "network_isolation: yes",
            '13: models.nlinear.network_isolation: must be true or false, got "yes": write true',
        ),
        (
            VARIABLES,
            'acknowledge: {"sagemaker-endpoints::MutableImageTag": because}',
            (
                '13: models.nlinear.acknowledge["sagemaker-endpoints::MutableImageTag"]: must be '
                'a reason of at least 20 characters, got "because"'
            ),
        ),
        # endpoints and variants
        (
            "  demand:\n",
            "  Demand:\n",
            (
                "15: endpoints.Demand: the name must be lower-case words with hyphens or "
                "underscores, "
                'got "Demand"'
            ),
        ),
        (
            "kind: real_time",
            "kind: realtime",
            (
                '16: endpoints.demand.kind: must be "real_time", "serverless", "async", '
                '"multi_model" or "inference_component", got "realtime"; did you mean real_time?'
            ),
        ),
        (
            "kind: real_time",
            "kind: real_time\n    endpoint_name: demand_dev",
            (
                "17: endpoints.demand.endpoint_name: must be 1 to 63 letters, digits and hyphens, "
                'no hyphen first or last, got "demand_dev"'
            ),
        ),
        (
            "champion:",
            "my_champion:",
            (
                "18: endpoints.demand.variants.my_champion: the name must be 1 to 63 letters, "
                "digits "
                'and hyphens, no hyphen first or last, got "my_champion"'
            ),
        ),
        (
            "model: nlinear\n",
            "model: nlinaer\n",
            f'19: {CHAMPION}.model: no model is called "nlinaer"; did you mean nlinear?',
        ),
        (
            "ml.c6i.large\n",
            "c6i.large\n",
            f"20: {CHAMPION}.instance_type: 'c6i.large' is no hosting type: write ml.c6i.large",
        ),
        ("weight: 9", "weight: -1", f"21: {CHAMPION}.weight: must be at least 0, got -1"),
        ("weight: 9", "weight: nine", f'21: {CHAMPION}.weight: must be a number, got "nine"'),
        (
            "weight: 9",
            'weight: "9"',
            f'21: {CHAMPION}.weight: must be a number, got "9": leave out the quotes, 9',
        ),
        ("weight: 9", "weight: true", f"21: {CHAMPION}.weight: must be a number, got true"),
        (
            "weight: 9",
            "weight: 1e308",
            f"21: {CHAMPION}.weight: must be at most 1e+15, got 1e308",
        ),
        (
            "weight: 9",
            "weight: -1e15",
            f"21: {CHAMPION}.weight: must be at least 0, got -1e15",
        ),
        (
            '"48"',
            '"a ${Token[TOKEN.1]}"',
            (
                "13: models.nlinear.environment.FORECAST_HORIZON: holds ${Token[TOKEN.1]}, which "
                "CDK reads; write it otherwise"
            ),
        ),
        ("weight: 9", "weight: .inf", f"21: {CHAMPION}.weight: must be a finite number, got .inf"),
        ("weight: 9", "weight:", f"21: {CHAMPION}.weight: must be a number, got nothing"),
        (
            "weight: 9",
            "instance_count: 0",
            f"21: {CHAMPION}.instance_count: must be at least 1, got 0",
        ),
        # scaling
        ("min: 1", "min: 5", f"{SCALING}.min: must be at most max, which is 4, got 5"),
        (
            "min: 1",
            "min: 0",
            (
                f"{SCALING}.min: must be at least 1, for a real-time variant does not scale to "
                "zero "
                f"({GUIDE}), got 0"
            ),
        ),
        ("max: 4", "max: 4.5", f"{SCALING}.max: must be a whole number, got 4.5"),
        (
            "70}",
            "70, max_requests_per_second: 30}",
            (
                f"{SCALING}: must have exactly one of the keys invocations_per_minute, "
                "max_requests_per_second, concurrent_requests, cpu_percent, gpu_percent or "
                "memory_percent, got invocations_per_minute and "
                "max_requests_per_second"
            ),
        ),
        (
            ", invocations_per_minute: 70",
            "",
            (
                f"{SCALING}: must have exactly one of the keys invocations_per_minute, "
                "max_requests_per_second, concurrent_requests, cpu_percent, gpu_percent or "
                "memory_percent, got none of them"
            ),
        ),
        (
            "invocations_per_minute: 70",
            "cpu: 60",
            f"{SCALING}.cpu: unknown key; did you mean cpu_percent?",
        ),
        (
            "70}",
            "70, schedules: {day: {schedule: cron(0 25 ? * MON *), min: 2}}}",
            (
                f"{SCALING}.schedules.day.schedule: got \"cron(0 25 ? * MON *)\": hours is '25', "
                "and takes 0-23, with , - * /"
            ),
        ),
        (
            "70}",
            "70, safety_factor: 0.4}",
            f"{SCALING}.safety_factor: goes with max_requests_per_second only; leave it out",
        ),
        (
            "invocations_per_minute: 70",
            "max_requests_per_second: 30, safety_factor: 50",
            f"{SCALING}.safety_factor: must be at most 1, got 50; did you mean 0.5?",
        ),
        (
            "invocations_per_minute: 70",
            "max_requests_per_second: 30, safety_factor: 101",
            f"{SCALING}.safety_factor: must be at most 1, got 101",
        ),
    ],
)
def test_fault_names_line_key_value_and_fix(load: Load, right: str, wrong: str, fault: str) -> None:
    assert VALID.count(right) >= 1
    text = VALID.replace(right, wrong, 1)

    faults = faults_of(load, text)

    assert faults == [fault]


@pytest.mark.parametrize(
    ("right", "wrong", "place", "words"),
    [
        ("pytorch,", f"{'pytorch' * 40},", "11: models.nlinear.image.framework: must be text", []),
        ("pytorch,", "pytroch,", "11: models.nlinear.image: ", ["'pytroch'", "pytorch"]),
        ('"2.6.0"', '"2.66.0"', "11: models.nlinear.image: ", ["'2.66.0'", "2.6.0"]),
        (
            "model_code/nlinear",
            "model_code/notes",
            "12: models.nlinear.data.asset: ",
            ["code/inference.py", "README.md"],
        ),
        (
            "model_code/nlinear",
            "model_code/broken.tar.gz",
            '12: models.nlinear.data.asset: "model_code/broken.tar.gz" is no gzip',
            [],
        ),
        (
            "ml.c6i.large\n",
            "ml.t3.medium\n",
            f"20: {CHAMPION}.instance_type: ml.t3.medium",
            ["no hosting type"],
        ),
        (
            "ml.c6i.large\n",
            "ml.t2.medium\n",
            f"20: {CHAMPION}.instance_type: ml.t2.medium",
            ["cannot be auto-scaled"],
        ),
    ],
)
def test_facts_about_hosting_are_told_at_their_line(
    load: Load, right: str, wrong: str, place: str, words: list[str]
) -> None:
    text = VALID.replace(right, wrong, 1)

    (fault,) = faults_of(load, text)

    assert fault.startswith(place)
    assert all(word in fault for word in words)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "1: the file is empty; copy another environment's file"),
        ("# nothing yet\n", "1: the file is empty; copy another environment's file"),
        ("- a\n", "1: must be a mapping of keys, got a list"),
        ("hello\n", '1: must be a mapping of keys, got "hello"'),
        ("a: 1\nb: \x01\n", "2: not YAML: character 1 is not allowed"),
        ("[" * 1000, "1: nested too deeply, got more than 40 levels"),
    ],
)
def test_file_that_is_no_yaml_mapping_is_one_fault(load: Load, text: str, fault: str) -> None:
    faults = faults_of(load, text)

    assert faults == [fault]


def test_file_in_another_encoding_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "dev.yaml"
    path.write_bytes(VALID.encode() + "# Kraków".encode("iso-8859-2"))

    with pytest.raises(InvalidEnvironment, match=r"dev\.yaml:24: not UTF-8: byte 0xf3"):
        load_environment(path)


def test_anchors_and_merges_are_refused_and_nothing_more_is_said_of_them(
    load: Load,
) -> None:
    lines = ["one: &same {model: nlinear, instance_type: ml.c6i.large}", "two: *same"]
    text = VALID + "".join(f"      {line}\n" for line in [*lines, "three: {<<: *same}"])

    faults = faults_of(load, text)

    assert faults == [
        (
            "24: endpoints.demand.variants.one: the anchor &same is not read: write the values "
            "out: "
            "what is read is what is deployed"
        ),
        (
            '26: endpoints.demand.variants.three["<<"]: a merge key is not read: write the values '
            "out: what is read is what is deployed"
        ),
    ]


def test_anchor_of_a_key_is_refused(load: Load) -> None:
    text = VALID.replace("tags: {team: forecasting}", "tags: {&same team: *same}")

    assert faults_of(load, text) == [
        (
            "3: tags.team: the anchor &same is not read: write the values out: what is read is "
            "what is deployed"
        )
    ]


def test_tag_is_refused(load: Load) -> None:
    text = VALID.replace("forecasting", "!secret forecasting")

    assert faults_of(load, text) == ["3: tags.team: the tag !secret is not read: leave it out"]


@pytest.mark.parametrize(
    ("count", "got"), [(0, "at least 1 entry, got none"), (11, "at most 10 entries, got 11")]
)
def test_endpoint_has_one_to_ten_variants(load: Load, count: int, got: str) -> None:
    variant = "{model: nlinear, instance_type: ml.c6i.large}"
    variants = ", ".join(f"v{number}: {variant}" for number in range(count))
    text = VALID[: VALID.index("    variants:")] + f"    variants: {{{variants}}}\n"

    assert faults_of(load, text) == [f"17: endpoints.demand.variants: must have {got}"]


def test_ten_variants_are_allowed(load: Load) -> None:
    extra = [f"      v{i}: {{model: nlinear, instance_type: ml.c6i.large}}\n" for i in range(8)]

    environment = load(VALID + "".join(extra))

    endpoint = environment.endpoints["demand"]
    assert isinstance(endpoint, RealTimeEndpointSettings)
    assert len(endpoint.variants) == 10


def test_every_weight_zero_is_a_fault_and_one_of_them_is_not(load: Load) -> None:
    one = VALID.replace("weight: 9", "weight: 0")
    every = one.replace("ml.c6i.large}", "ml.c6i.large, weight: 0}")

    assert champion(load(one)).weight == 0
    assert faults_of(load, every) == [
        (
            "17: endpoints.demand.variants: every weight is 0, so that no variant gets traffic; "
            "raise one"
        )
    ]


def test_endpoints_of_one_name_are_told_whatever_their_case(load: Load) -> None:
    text = VALID.replace("kind: real_time", "kind: real_time\n    endpoint_name: demand")
    second = "{kind: real_time, endpoint_name: Demand, variants: {a: {model: nlinear, "
    text += f"  night: {second}instance_type: ml.c6i.large}}}}}}\n"

    assert faults_of(load, text) == [
        '25: endpoints.night.endpoint_name: got "Demand", the name of endpoints.demand already'
    ]


def test_keys_that_make_one_stack_name_are_told(load: Load) -> None:
    text = VALID.replace(
        "  nlinear:\n", "  n_x: {image: {uri: x}}\n  n-x: {image: {uri: x}}\n  nlinear:\n"
    )

    assert faults_of(load, text) == [
        "11: models.n-x: too like n_x: _ and - make one name; rename one"
    ]


def test_instance_type_that_no_table_knows_is_no_fault(load: Load) -> None:
    text = VALID.replace("ml.c6i.large\n", "ml.z99.large\n")

    environment = load(text)

    assert champion(environment).instance_type == "ml.z99.large"


def test_unused_model_is_no_fault(load: Load) -> None:
    text = VALID.replace("models:\n", "models:\n  spare: {image: {uri: x}}\n")

    environment = load(text)

    assert set(environment.models) == {"spare", "nlinear"}


def test_image_is_looked_up_for_every_instance_type(load: Load) -> None:
    text = VALID.replace('"2.6.0"', '"2.5.1"').replace("ml.c6i.large}", "ml.c7g.large}")

    faults = faults_of(load, text)

    assert len(faults) == 1  # there is such an image, but none for Graviton
    assert faults[0].startswith("11: models.nlinear.image: ")


def test_folder_with_its_script_below_code_can_be_served(load: Load, tmp_path: Path) -> None:
    (tmp_path / "model_code/notes/code").mkdir()
    (tmp_path / "model_code/notes/code/inference.py").touch()

    environment = load(VALID.replace("model_code/nlinear", "model_code/notes"))

    assert environment.models["nlinear"].data is not None


def test_own_image_takes_any_artifact(load: Load) -> None:
    text = VALID.replace(IMAGE, "{uri: x}").replace("model_code/nlinear", "model_code/notes")

    environment = load(text)

    assert environment.models["nlinear"].data is not None


def test_every_fault_of_every_kind_is_told_at_once_in_the_order_of_the_lines(
    load: Load,
) -> None:
    text = """\
account: 11111111111
region: eu-west-1
regoin: eu-west-1
models:
  nlinear:
    image: {framework: pytorch, version: 2.6}
    data: {asset: model_code/nliner}
endpoints:
  demand:
    kind: real_time
    variants:
      champion:
        model: nlinaer
        instance_type: ml.t3.medium
        scaling: {min: 5, max: 4, invocations_per_minute: 0, cooldown: 60}
      champion: {}
"""

    faults = faults_of(load, text)

    assert [fault.partition(": ")[2].partition(": ")[0] for fault in faults] == [
        "account",
        "regoin",
        "models.nlinear.image.version",
        "models.nlinear.data.asset",
        f"{CHAMPION}.model",
        f"{CHAMPION}.instance_type",
        f"{CHAMPION}.scaling.invocations_per_minute",
        f"{CHAMPION}.scaling.cooldown",
        f"{CHAMPION}.scaling.min",
        CHAMPION,
    ]
    assert [int(fault.partition(":")[0]) for fault in faults] == [
        1, 3, 6, 7, 13, 14, 15, 15, 15, 16,
    ]  # fmt: skip


def test_error_reads_as_a_list_under_a_heading_and_can_be_pickled(load: Load) -> None:
    text = VALID.replace("weight: 9", "weight: -1").replace("min: 1", "min: 9")

    with pytest.raises(InvalidEnvironment) as caught:
        load(text)

    assert str(caught.value) == (
        "2 faults in 1 environment file\n"
        f"environments/dev.yaml:21: {CHAMPION}.weight: must be at least 0, got -1\n"
        f"environments/dev.yaml:22: {CHAMPION}.scaling.min: must be at most max, which is 4, got 9"
    )
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301  # ours
