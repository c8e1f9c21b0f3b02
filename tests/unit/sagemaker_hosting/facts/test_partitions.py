import botocore.loaders
import pytest

from sagemaker_hosting.facts.partitions import dns_suffix_of, partition_of, region_fault


@pytest.mark.parametrize(
    ("region", "partition", "dns_suffix"),
    [
        ("eu-west-1", "aws", "amazonaws.com"),
        ("cn-north-1", "aws-cn", "amazonaws.com.cn"),
        ("us-gov-west-1", "aws-us-gov", "amazonaws.com"),
        ("eusc-de-east-1", "aws-eusc", "amazonaws.eu"),
        ("us-iso-east-1", "aws-iso", "c2s.ic.gov"),
        ("us-isob-east-1", "aws-iso-b", "sc2s.sgov.gov"),
        ("eu-isoe-west-1", "aws-iso-e", "cloud.adc-e.uk"),
        ("us-isof-south-1", "aws-iso-f", "csp.hci.ic.gov"),
    ],
)
def test_a_region_has_its_partition_and_domain(
    region: str, partition: str, dns_suffix: str
) -> None:
    assert (partition_of(region), dns_suffix_of(region)) == (partition, dns_suffix)


@pytest.mark.parametrize(
    ("region", "partition"),
    [
        ("eu-west-9", "aws"),
        ("cn-south-1", "aws-cn"),
        ("us-gov-central-1", "aws-us-gov"),
        ("us-isob-south-1", "aws-iso-b"),
        ("nz-north-1", "aws"),
    ],
)
def test_a_region_newer_than_the_table_goes_by_its_name(region: str, partition: str) -> None:
    assert partition_of(region) == partition


@pytest.mark.parametrize("region", ["ap-southwest-1", "eu-southwest-1", "us-north-1", "nz-north-1"])
def test_a_region_that_may_open_is_no_fault(region: str) -> None:
    assert region_fault(region) is None


@pytest.mark.parametrize("region", ["eu-soutwest-1", "eu-wst-1", "eu-west", "eu-west-1a"])
def test_a_slip_of_the_pen_is_no_region(region: str) -> None:
    assert region_fault(region) is not None


def test_every_region_of_the_installed_botocore_is_placed_as_botocore_does() -> None:
    partitions = botocore.loaders.Loader().load_data("partitions")["partitions"]
    theirs = {
        region: (partition["id"], partition["outputs"]["dnsSuffix"])
        for partition in partitions
        for region in partition["regions"]
    }

    ours = {region: (partition_of(region), dns_suffix_of(region)) for region in theirs}

    assert ours == theirs
    assert len(theirs) >= 54
