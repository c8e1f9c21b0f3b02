from sagemaker_hosting._data import read_table
from sagemaker_hosting.facts.allowed import (
    families_without_shadows,
    longest_shadow_test_in_days,
    metric_publish_frequencies,
    routing_strategies_of_cloudformation,
)
from sagemaker_hosting.facts.instance_types import is_listed_in, may_refuse_volume_size
from sagemaker_hosting.facts.instance_types import refuses_volume_size as refuses
from sagemaker_hosting.facts.instance_types._facts import hosting_types
from sagemaker_hosting.facts.limits import limit
from sagemaker_hosting.facts.sdk import sdk_lists


def test_cloudformation_lacks_one_routing_strategy_of_the_api() -> None:
    of_api = limit("RoutingStrategy").values or ()

    assert set(of_api) - set(routing_strategies_of_cloudformation()) == {"KV_AWARE"}


def test_frequencies_shadow_families_and_days_are_aws() -> None:
    assert metric_publish_frequencies() == (10, 30, 60, 120, 180, 240, 300)
    assert families_without_shadows() == {"inf1"}
    assert longest_shadow_test_in_days() == 30


class TestLocalDisks:
    def test_families_of_the_table_are_those_that_ec2_gives_local_disks(self) -> None:
        table = read_table("hosting")["local_disks"]

        with_disks = {facts.family for facts in hosting_types().values() if facts.local_nvme_gb}

        # EC2's data does not know the hardware of p6e-gb200.
        assert {*table["confirmed"], *table["unconfirmed"]} - with_disks == {"p6e-gb200"}
        assert with_disks <= {*table["confirmed"], *table["unconfirmed"]}

    def test_size_is_refused_doubtful_or_fine(self) -> None:
        names = ("ml.g5.xlarge", "ml.g7.2xlarge", "ml.m5.large", "ml.g5.new", "ml.z99.large")

        assert [refuses(name) for name in names] == [True, False, False, True, False]
        assert [may_refuse_volume_size(n) for n in names] == [True, True, False, True, False]


class TestRegions:
    def test_lists_tell_what_a_region_lacks(self) -> None:
        assert is_listed_in("ml.g5.xlarge", "eu-west-1") is True
        assert is_listed_in("ml.g6e.xlarge", "eu-west-1") is False
        assert is_listed_in("ml.c7g.large", "ap-south-1") is False
        assert is_listed_in("ml.c7g.2xlarge", "ap-south-1") is True

    def test_nothing_is_told_of_what_the_lists_are_short_of(self) -> None:
        assert is_listed_in("ml.m6i.large", "us-east-1") is None
        assert is_listed_in("ml.p5.4xlarge", "eu-west-1") is None
        assert is_listed_in("ml.m5.large", "xx-north-9") is None
        assert is_listed_in("ml.z99.large", "eu-west-1") is None

    def test_every_name_in_the_lists_is_a_hosting_type_or_a_family(self) -> None:
        table = read_table("regions")
        sized = {name.removeprefix("ml.") for name in hosting_types()}
        families = {facts.family for facts in hosting_types().values()}

        names = {*table["not_judged"], *(name for row in table["lacks"].values() for name in row)}

        assert names <= sized | families


class TestSdk:
    def test_installed_sdk_is_asked(self) -> None:
        assert sdk_lists("ProductionVariantInstanceType", "ml.m5.large")
        assert not sdk_lists("ProductionVariantInstanceType", "ml.t3.medium")

    def test_shape_that_the_sdk_lacks_tells_nothing(self) -> None:
        assert not sdk_lists("NoSuchShape", "ml.m5.large")
