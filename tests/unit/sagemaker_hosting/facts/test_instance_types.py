import json
import subprocess
import sys
from importlib.resources import files
from typing import Any

import botocore.loaders
import pytest

from sagemaker_hosting.facts.instance_types import (
    Accelerator,
    InstanceFacts,
    facts_of,
    hosting_type_doubt,
    hosting_type_fault,
    is_known_hosting_type,
    is_listed_in,
    nearest_in,
    scaling_fault,
    transform_type_doubt,
    transform_type_fault,
)
from sagemaker_hosting.facts.instance_types._facts import hosting_types, transform_types


@pytest.fixture(scope="module")
def shapes() -> Any:
    return botocore.loaders.Loader().load_service_model("sagemaker", "service-2")["shapes"]


class TestFacts:
    def test_a_cpu_type_has_no_accelerator(self) -> None:
        assert facts_of("ml.c6i.large") == InstanceFacts(
            name="ml.c6i.large",
            family="c6i",
            vcpu=2,
            memory_gib=4,
            architecture="x86_64",
            burstable=False,
            local_nvme_gb=0,
            accelerator=None,
            region_count=23,
        )

    def test_a_gpu_type_tells_its_gpus(self) -> None:
        facts = facts_of("ml.g5.12xlarge")

        assert facts is not None
        assert facts.accelerator == Accelerator(kind="gpu", name="A10G", count=4, memory_mib=91552)
        assert facts.local_nvme_gb == 3800

    def test_a_neuron_type_tells_its_cores(self) -> None:
        facts = facts_of("ml.inf2.24xlarge")

        assert facts is not None
        assert facts.accelerator is not None
        assert (facts.accelerator.count, facts.accelerator.neuron_cores) == (6, 12)

    def test_a_type_in_no_table_has_no_facts(self) -> None:
        assert facts_of("ml.m99.large") is None
        assert not is_known_hosting_type("ml.m99.large")

    def test_the_hosting_types_are_those_of_the_installed_sdk(self, shapes: Any) -> None:
        assert set(hosting_types()) == set(shapes["ProductionVariantInstanceType"]["enum"])
        assert all(map(is_known_hosting_type, hosting_types()))

    def test_the_transform_types_are_those_of_the_installed_sdk(self, shapes: Any) -> None:
        assert set(transform_types()) == set(shapes["TransformInstanceType"]["enum"])

    def test_the_ec2_types_are_those_of_the_installed_sdk(self) -> None:
        model = botocore.loaders.Loader().load_service_model("ec2", "service-2")
        text = files("sagemaker_hosting").joinpath("data", "ec2_types.json").read_text()
        families = json.loads(text)["families"]

        ours = {f"{name}.{size}" for name, row in families.items() for size in row["sizes"]}

        assert ours == set(model["shapes"]["InstanceType"]["enum"])

    @pytest.mark.parametrize("name", ["ec2_types", "end_of_patch", "instances", "partitions"])
    def test_every_table_tells_its_source_date_and_how_to_refresh_it(self, name: str) -> None:
        table = json.loads(files("sagemaker_hosting").joinpath("data", f"{name}.json").read_text())

        assert table["source"]
        assert table["refresh"]
        assert table["collected"] == "2026-11-22"


class TestHostingTypes:
    def test_no_type_of_the_list_has_a_fault(self) -> None:
        assert [name for name in hosting_types() if hosting_type_fault(name) is not None] == []

    @pytest.mark.parametrize("name", ["ml.m99.large", "ml.m5.3xlarge", "ml.zz9.metal-24xl"])
    def test_a_well_formed_type_that_no_table_knows_has_no_fault(self, name: str) -> None:
        assert hosting_type_fault(name) is None

    @pytest.mark.parametrize("name", ["m5.large", "ML.M5.large", " ml.m5.large"])
    def test_a_type_with_a_slip_is_spelt_out(self, name: str) -> None:
        assert hosting_type_fault(name) == f"{name!r} is no hosting type: write ml.m5.large"

    @pytest.mark.parametrize("name", ["ml.m5.lrage", "ml.m5", "ml.m5.0xlarge", "large", ""])
    def test_a_type_of_another_form_names_the_nearest(self, name: str) -> None:
        fault = str(hosting_type_fault(name))

        assert fault.startswith(f"{name!r} is no hosting type: a type reads ml.<family>.<size>")
        assert set(fault.split("nearest: ")[1].split(", ")) < set(hosting_types())

    def test_a_family_for_other_uses_names_them_and_the_nearest_of_the_same_hardware(self) -> None:
        assert hosting_type_fault("ml.t3.medium") == (
            "ml.t3.medium is no hosting type: SageMaker hosts models on no t3 instance (t3 serves "
            "notebooks, training, processing, Studio and HyperPod), as of 2026-11-22; "
            "nearest: ml.t2.medium, ml.c6i.large, ml.m5.large"
        )

    def test_a_size_that_a_hosting_family_lacks_names_its_sizes(self) -> None:
        assert hosting_type_fault("ml.m5.8xlarge") == (
            "ml.m5.8xlarge is no hosting type: SageMaker hosts models on m5 in the sizes large, "
            "xlarge, 2xlarge, 4xlarge, 12xlarge, 24xlarge only, as of 2026-11-22; "
            "nearest: ml.m7i.8xlarge, ml.r7i.8xlarge, ml.c6i.8xlarge"
        )

    @pytest.mark.parametrize(
        ("name", "near"),
        [
            ("ml.m7g.large", "ml.m6g.large, ml.c6g.large, ml.r6g.large"),
            ("ml.g5g.xlarge", "ml.g6.xlarge, ml.g5.xlarge, ml.g4dn.xlarge"),
            ("ml.i3.large", "ml.r5.large, ml.m5.large, ml.c6i.large"),
            ("ml.g3.4xlarge", "ml.g5.4xlarge, ml.g6.4xlarge, ml.g7.4xlarge"),
        ],
    )
    def test_the_nearest_have_the_same_processor_kind_and_size(self, name: str, near: str) -> None:
        assert str(hosting_type_fault(name)).endswith(f"; nearest: {near}")


class TestTransformTypes:
    def test_no_type_of_the_list_has_a_fault(self) -> None:
        assert [name for name in transform_types() if transform_type_fault(name) is not None] == []

    def test_a_hosting_type_that_transform_lacks_is_told_so(self) -> None:
        assert transform_type_fault("ml.c7g.large") == (
            "ml.c7g.large is no batch transform type: SageMaker runs batch transforms on no c7g "
            "instance (c7g serves hosting), as of 2026-11-22; "
            "nearest: ml.c6i.large, ml.m5.large, ml.r7i.large"
        )

    def test_a_size_that_transform_lacks_names_its_sizes(self) -> None:
        assert "on c5 in the sizes xlarge, 2xlarge, 4xlarge, 9xlarge, 18xlarge only" in str(
            transform_type_fault("ml.c5.large")
        )

    def test_every_hosting_type_outside_the_list_has_a_fault_with_transform_types(self) -> None:
        others = [name for name in hosting_types() if name not in transform_types()]

        named = {
            near
            for name in others
            for near in str(transform_type_fault(name)).split("nearest: ")[1].split(", ")
        }

        assert named <= set(transform_types())
        assert len(others) == 161

    def test_a_well_formed_type_that_no_table_knows_has_no_fault(self) -> None:
        assert transform_type_fault("ml.m99.large") is None


class TestDoubts:
    def test_no_type_of_the_lists_is_doubtful(self) -> None:
        assert [name for name in hosting_types() if hosting_type_doubt(name) is not None] == []
        assert [name for name in transform_types() if transform_type_doubt(name) is not None] == []

    def test_an_unknown_size_of_a_known_family_names_its_sizes_and_the_nearest(self) -> None:
        assert hosting_type_doubt("ml.m6i.48xlarge") == (
            "no table of 2026-11-22 knows ml.m6i.48xlarge: it is newer, or misspelt (SageMaker "
            "hosts models on m6i in the sizes large, xlarge, 2xlarge, 4xlarge, 8xlarge, 12xlarge, "
            "16xlarge, 24xlarge, 32xlarge; nearest: ml.m6i.32xlarge)"
        )

    @pytest.mark.parametrize(
        ("name", "near"),
        [
            ("ml.g5.3xlarge", "ml.g5.4xlarge"),
            ("ml.g5.large", "ml.g5.xlarge"),
            ("ml.inf2.nano", "ml.inf2.xlarge"),
            ("ml.p5.metal", "ml.p5.48xlarge"),
            ("ml.m6i.metal-12xl", "ml.m6i.12xlarge"),
        ],
    )
    def test_the_nearest_size_has_the_fewest_doublings_between(self, name: str, near: str) -> None:
        assert str(hosting_type_doubt(name)).endswith(f"; nearest: {near})")

    def test_an_unknown_family_names_the_types_that_are_spelt_alike(self) -> None:
        doubt = str(hosting_type_doubt("ml.c6k.large"))

        assert doubt.startswith("no table of 2026-11-22 knows ml.c6k.large: it is newer, or misspe")
        assert "ml.c6i.large" in doubt

    @pytest.mark.parametrize("name", ["ml.t3.medium", "ml.m5.8xlarge", "m5.large", "ml.m5", ""])
    def test_a_type_that_is_certainly_wrong_is_no_doubtful_one(self, name: str) -> None:
        assert hosting_type_fault(name) is not None
        assert hosting_type_doubt(name) is None

    def test_batch_transforms_have_sizes_of_their_own(self) -> None:
        assert str(transform_type_doubt("ml.c5.7xlarge")).endswith(
            "(SageMaker runs batch transforms on c5 in the sizes xlarge, 2xlarge, 4xlarge, "
            "9xlarge, 18xlarge; nearest: ml.c5.9xlarge)"
        )
        assert transform_type_doubt("ml.c7g.large") is None


class TestScaling:
    def test_a_burstable_type_cannot_be_scaled(self) -> None:
        assert scaling_fault("ml.t2.medium") == (
            "ml.t2.medium cannot be auto-scaled: it is burstable, and CPU credits make its load "
            "unpredictable; nearest: ml.c6i.large, ml.m5.large, ml.r5.large"
        )

    def test_only_t2_is_burstable(self) -> None:
        faulty = [name for name in hosting_types() if scaling_fault(name) is not None]

        assert faulty == ["ml.t2.medium", "ml.t2.large", "ml.t2.xlarge", "ml.t2.2xlarge"]

    def test_an_unknown_type_may_scale(self) -> None:
        assert scaling_fault("ml.m99.large") is None


def test_importing_the_module_reads_no_table() -> None:
    program = (
        "import sys\n"
        "opened = []\n"
        "sys.addaudithook(lambda event, args: opened.append(str(args[0])) "
        "if event == 'open' else None)\n"
        "import sagemaker_hosting.facts.instance_types, sagemaker_hosting.facts.images\n"
        "import sagemaker_hosting.facts.partitions, sagemaker_hosting.facts.artifacts\n"
        "print([name for name in opened if name.endswith('.json')])\n"
        "print(sagemaker_hosting.facts.instance_types.is_known_hosting_type('ml.m5.large'))\n"
        "print(len([name for name in opened if name.endswith('.json')]))\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout.splitlines() == ["[]", "True", "1"]


class TestNearestInARegion:
    def test_a_type_that_the_region_lacks_has_others_of_its_size_there(self) -> None:
        assert is_listed_in("ml.g6e.xlarge", "eu-west-1") is False

        assert nearest_in("ml.g6e.xlarge", "eu-west-1") == (
            "ml.g6.xlarge",
            "ml.g5.xlarge",
            "ml.g4dn.xlarge",
        )

    def test_only_what_the_region_lists_is_offered(self) -> None:
        offered = nearest_in("ml.p5.48xlarge", "ap-southeast-5")

        assert all(is_listed_in(name, "ap-southeast-5") for name in offered)

    def test_nothing_is_offered_for_accelerators_that_the_region_lacks(self) -> None:
        assert nearest_in("ml.inf1.xlarge", "ap-southeast-7") == ()

    def test_nothing_is_offered_for_a_type_that_no_table_knows(self) -> None:
        assert nearest_in("ml.z99.large", "eu-west-1") == ()
