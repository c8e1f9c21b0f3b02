"""Models of several containers in a file, and each fault by the smallest wrong file."""

import pytest

from tests.unit.stacks.settings.conftest import Load, faults_of

VALID = """\
account: "111111111111"
region: eu-west-1
models:
  one: {image: {uri: forecaster}}
  prefixed: {image: {uri: forecaster}, data: {prefix: stores/}}
  several:
    containers:
      - {image: {repository: team/cleaner, tag: "1.2"}, hostname: cleaner}
      - {image: {uri: forecaster}, environment: {HORIZON: "48"}, hostname: forecaster}
    mode: serial
  chosen:
    containers: [{image: {uri: a}, hostname: a}, {image: {uri: b}, hostname: b}]
    mode: direct
endpoints:
  live: {kind: real_time, variants: {all: {model: several, instance_type: ml.c6i.large}}}
  choice: {kind: real_time, variants: {all: {model: chosen, instance_type: ml.c6i.large}}}
  queue: {kind: async, model: several, instance_type: ml.m5.large, output: answers/}
  rare: {kind: serverless, model: one, memory_mb: 2048, max_concurrency: 10}
  stores: {kind: multi_model, model: prefixed, instance_type: ml.c6i.large}
  tried:
    kind: real_time
    variants: {all: {model: one, instance_type: ml.c6i.large}}
    shadow: {model: one, instance_type: ml.c6i.large}
batch:
  nightly:
    model: several
    instance_type: ml.m5.xlarge
    input: batch/input/
    output: batch/output/
    content_type: text/csv
"""
SEVERAL = "models.several"
CLEANER, FORECASTER = f"8: {SEVERAL}.containers[0]", f"9: {SEVERAL}.containers[1]"


def test_several_containers_load_in_their_order(load: Load) -> None:
    several = load(VALID).models["several"]

    assert [container.hostname for container in several.parts] == ["cleaner", "forecaster"]
    assert several.parts[1].environment == {"HORIZON": "48"}
    assert several.image is None


def test_one_image_is_one_container_without_a_hostname(load: Load) -> None:
    (container,) = load(VALID).models["prefixed"].parts

    assert container.hostname is None
    assert container.data == load(VALID).models["prefixed"].data


def test_containers_in_series_need_no_hostnames(load: Load) -> None:
    text = VALID.replace(", hostname: cleaner", "").replace(", hostname: forecaster", "")

    several = load(text).models["several"]

    assert [container.hostname for container in several.parts] == [None, None]


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        (
            "one: {image: {uri: forecaster}}",
            "one: {}",
            (
                "4: models.one: must have exactly one of the keys image or containers, got none of "
                "them"
            ),
        ),
        (
            "one: {image: {uri: forecaster}}",
            "one: {imag: {uri: forecaster}}",
            "4: models.one.imag: unknown key; did you mean image?",
        ),
        (
            "    mode: serial",
            "    image: {uri: forecaster}",
            (
                f"6: {SEVERAL}: must have exactly one of the keys image or containers, got image "
                "and containers"
            ),
        ),
        (
            "    mode: serial",
            "    data: {prefix: stores/}",
            f"10: {SEVERAL}.data: goes with image only; give it to one of the containers",
        ),
        (
            "    mode: serial",
            '    environment: {A: "1"}',
            f"10: {SEVERAL}.environment: goes with image only; give it to one of the containers",
        ),
        (
            "one: {image: {uri: forecaster}}",
            "one: {image: {uri: forecaster}, mode: serial}",
            "4: models.one.mode: goes with containers only; leave it out",
        ),
        (
            "mode: serial",
            "mode: parallel",
            f'10: {SEVERAL}.mode: must be "serial" or "direct", got "parallel"',
        ),
        (
            "[{image: {uri: a}, hostname: a}, {image: {uri: b}, hostname: b}]\n    mode: direct",
            "[{image: {uri: a}}]",
            "12: models.chosen.containers: must have 2 to 15 items, got 1",
        ),
        (
            "[{image: {uri: a}, hostname: a}, ",
            f"[{', '.join(f'{{image: {{uri: a}}, hostname: a{each}}}' for each in range(15))}, ",
            "12: models.chosen.containers: must have 2 to 15 items, got 16",
        ),
        # one container of several
        (
            ', tag: "1.2"',
            "",
            f"{CLEANER}.image: must have exactly one of the keys tag or digest, got none of them",
        ),
        (
            "uri: forecaster}, env",
            "uri: 7}, env",
            (f'{FORECASTER}.image.uri: must be text, got 7: put it in quotes, "7"'),
        ),
        (
            "image: {uri: forecaster}, env",
            "images: {uri: forecaster}, env",
            f"{FORECASTER}.images: unknown key; did you mean image?",
        ),
        (
            "{uri: forecaster}, env",
            '{framework: pytorch, version: "0.1"}, env',
            f"{FORECASTER}.image: ",
        ),
        (
            "environment: {HORIZON",
            "data: {asset: model_code/none}, environment: {HORIZON",
            f'{FORECASTER}.data.asset: nothing is at "model_code/none" in the project\'s folder',
        ),
        # hostnames
        (
            ", hostname: forecaster",
            "",
            f"{FORECASTER}: hostname: missing, given in others; name all or none",
        ),
        (
            "hostname: forecaster",
            "hostname: cleaner",
            f'{FORECASTER}.hostname: got "cleaner", the name of {SEVERAL}.containers[0] already',
        ),
        (
            "{image: {uri: b}, hostname: b}",
            "{image: {uri: b}}",
            (
                "12: models.chosen.containers[1]: hostname: missing; in the mode direct callers "
                "choose by it"
            ),
        ),
        (
            "hostname: cleaner",
            "hostname: the_cleaner",
            (
                f"{CLEANER}.hostname: must be 1 to 63 letters, digits and hyphens, no hyphen first "
                'or last, got "the_cleaner"'
            ),
        ),
        # kinds that cannot run them
        (
            "model: one, memory_mb",
            "model: several, memory_mb",
            (
                '18: endpoints.rare.model: got "several", which has several containers: serverless '
                "endpoints do not take it; use another model"
            ),
        ),
        (
            "model: prefixed, instance",
            "model: several, instance",
            (
                '19: endpoints.stores.model: got "several", which has several containers: '
                "multi-model endpoints do not take it; use another model"
            ),
        ),
        (
            "variants: {all: {model: one",
            "variants: {all: {model: several",
            (
                '22: endpoints.tried.variants.all.model: got "several", which has several '
                "containers: there are no shadows of such models; use another model"
            ),
        ),
        (
            "shadow: {model: one",
            "shadow: {model: several",
            (
                '23: endpoints.tried.shadow.model: got "several", which has several containers: '
                "there are no shadows of such models; use another model"
            ),
        ),
        (
            "async, model: several",
            "async, model: chosen",
            (
                '17: endpoints.queue.model: got "chosen", whose mode is direct: async endpoints do '
                "not take it; use another model"
            ),
        ),
        (
            "    model: several",
            "    model: chosen",
            (
                '26: batch.nightly.model: got "chosen", whose mode is direct: batch transforms do '
                "not take it; use another model"
            ),
        ),
    ],
)
def test_fault_names_line_key_value_and_fix(load: Load, right: str, wrong: str, fault: str) -> None:
    assert VALID.count(right) == 1

    (got,) = faults_of(load, VALID.replace(right, wrong))

    assert got.startswith(fault)
