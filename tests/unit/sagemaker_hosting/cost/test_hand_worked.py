"""Bills that were worked out by hand: the arithmetic stands in each test.

A month has 730 hours, 2,628,000 seconds, 30.41666... days. ml.c6i.large costs 0.10 an hour here,
ml.m5.xlarge 0.25 (0.24 for batch), data 0.016 a GB, a volume 0.15 a GB-month, a second at 2 GB
0.00004, or 0.00002 on warm containers, of which each costs 0.00001 a second.
"""

from __future__ import annotations

import pytest

from tests.unit.sagemaker_hosting.cost.bills import (
    TABLES,
    CostOf,
    endpoint,
    predefined,
    prices_of,
    scaling,
    serverless,
    told,
    variant,
)

PER_INSTANCE = "SageMakerVariantInvocationsPerInstance"


def test_two_variants_of_which_one_scales(cost: CostOf) -> None:
    # 864,000 requests a day are 600 a minute; champion gets 3 of 4: 450 a minute.
    # Its target is 300 a minute for an instance: 1.5 on average.
    # With peak factor 2, hour h of 24 has (2h + 1) / 24 of the mean: 1.5 x (2h + 1) / 24 instances.
    # More than 1 from 2h + 1 > 16, h = 8, on: 2 instances. More than 2 from 2h + 1 > 32, h = 16,
    # on: 3 instances. At most 47/24 x 1.5 = 2.94. So 8 hours with 1, 8 with 2, 8 with 3: 2.
    resources = endpoint(
        variant("champion", InitialVariantWeight=3),
        variant("challenger", InstanceType="ml.m5.xlarge", VolumeSizeInGB=20),
        traffic={
            "requests_per_day": 864_000,
            "payload_kb": 8,
            "response_kb": 4,
            "peak_factor": 2,
        },
    ) | scaling(1, 6, variant_name="champion", **predefined(PER_INSTANCE, 300))

    bill = cost(resources)

    (demand,) = bill.parts
    champion, challenger = demand.parts
    # 1, 2 and 6 instances x 730 h x 0.10
    assert told(champion.month) == ("73.00", "146.00", "438.00")
    # 1 instance x 730 h x 0.25 = 182.50, and 20 GB x 0.15 = 3.00
    assert told(challenger.month) == ("185.50", "185.50", "185.50")
    # 864,000 x 30.41666 = 26,280,000 requests; x 8 KB / 1,048,576 = 200.5005 GB in,
    # 100.2502 GB out; x 0.016 = 3.2080 and 1.6040; at its peak all the time twice that.
    assert [told(line.month) for line in demand.lines] == [
        ("0.00", "3.21", "6.42"),
        ("0.00", "1.60", "3.21"),
    ]
    # 73 + 185.50; 146 + 185.50 + 4.8120; 438 + 185.50 + 9.6240
    assert told(bill.month) == ("258.50", "336.31", "633.12")


def test_serverless_with_provisioned_concurrency(cost: CostOf) -> None:
    # 86,400 requests a day of 3 s: 3 at work at a mean moment, all day the same.
    # Of 10 at most, 2 have a warm container: 2 are answered there, 1 is not.
    resources = endpoint(
        serverless(ProvisionedConcurrency=2),
        traffic={"requests_per_day": 86_400, "duration_ms": 3000},
    )

    bill = cost(resources)

    inference, provisioned, warm = bill.parts[0].parts[0].lines
    # 1 x 2,628,000 s x 0.00004 = 105.12; at most the 8 without a warm container: 840.96
    assert told(inference.month) == ("0.00", "105.12", "840.96")
    # 2 x 2,628,000 s x 0.00001 = 52.56, always
    assert told(provisioned.month) == ("52.56", "52.56", "52.56")
    # 2 x 2,628,000 s x 0.00002 = 105.12, if there is as much to do
    assert told(warm.month) == ("0.00", "105.12", "105.12")
    assert told(bill.month) == ("52.56", "262.80", "998.64")


def test_serverless_without_warm_containers_is_paid_by_the_second(cost: CostOf) -> None:
    # 1,440 requests a day of 200 ms: 1,440 x 30.41666 x 0.2 s = 8,760 s x 0.00002 = 0.1752
    # At most 5 at a time, always: 5 x 2,628,000 s x 0.00002 = 262.80
    resources = endpoint(
        serverless(MemorySizeInMB=1024, MaxConcurrency=5),
        traffic={"requests_per_day": 1440, "duration_ms": 200},
    )

    bill = cost(resources)

    assert told(bill.month) == ("0.00", "0.18", "262.80")


def test_async_from_zero_is_paid_while_it_works(cost: CostOf) -> None:
    # 288 requests a day of 10 minutes: 288 x 600 / 86,400 = 2 at work at a mean moment;
    # 4 at a time on an instance: half an instance. 0.5 x 730 h x 0.25 = 91.25.
    # No price for async endpoints is in the list: that of real-time ones is taken.
    resources = endpoint(
        variant(InstanceType="ml.m5.xlarge"),
        traffic={"requests_per_day": 288, "duration_ms": 600_000, "payload_kb": 1024},
        AsyncInferenceConfig={
            "ClientConfig": {"MaxConcurrentInvocationsPerInstance": 4},
            "OutputConfig": {"S3OutputPath": "s3://bucket/answers/"},
        },
    ) | scaling(
        0,
        5,
        CustomizedMetricSpecification={"MetricName": "ApproximateBacklogSizePerInstance"},
        TargetValue=5,
    )

    bill = cost(resources)

    data, line = bill.all_lines
    # none; half of one; 5 x 730 h x 0.25
    assert told(line.month) == ("0.00", "91.25", "912.50")
    # 288 x 30.41666 = 8,760 requests of 1 MB = 8.5547 GB x 0.016 = 0.1369
    assert told(data.month) == ("0.00", "0.14", "0.14")
    assert line.notes == ("asynchronous instances are taken to cost what real-time ones do",)


def test_batch_of_every_night(cost: CostOf) -> None:
    # Nightly: 365 / 12 = 30.41666 runs x 2 instances x 30 minutes = 30.41666 instance-hours;
    # x 0.24 = 7.30. The longest run takes 90 minutes: 21.90.
    task = {
        "Type": "Task",
        "Resource": "arn:aws:states:::sagemaker:createTransformJob.sync",
        "Parameters": {"TransformResources": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 2}},
    }
    resources = {
        "Machine": {
            "Type": "AWS::StepFunctions::StateMachine",
            "Properties": {"Definition": {"States": {"Transform": task}}},
            "Metadata": {
                "sagemaker-hosting:traffic": {"duration_minutes": 30, "longest_minutes": 90}
            },
        },
        "Schedule": {
            "Type": "AWS::Scheduler::Schedule",
            "Properties": {
                "ScheduleExpression": "cron(0 2 * * ? *)",
                "Target": {"Arn": {"Fn::GetAtt": ["Machine", "Arn"]}},
            },
        },
    }

    bill = cost(resources)

    assert told(bill.month) == ("7.30", "7.30", "21.90")
    assert bill.parts[0].kind == "batch transform"


def test_price_that_is_missing_makes_a_floor(cost: CostOf) -> None:
    # 1 x 730 h x 0.10 = 73.00 is certain; nobody knows what ml.p5.48xlarge costs.
    resources = endpoint(variant("small"), variant("large", InstanceType="ml.p5.48xlarge"))

    bill = cost(resources)

    small, large = bill.parts[0].parts
    assert told(small.month) == ("73.00", "73.00", "73.00")
    assert told(large.month) == ("not known",) * 3
    assert told(bill.month) == ("at least 73.00",) * 3
    assert bill.missing == ("no price of ml.p5.48xlarge in eu-west-1",)


def test_hour_is_a_730th_of_the_month(cost: CostOf) -> None:
    bill = cost(endpoint(variant(InitialInstanceCount=3)))

    # 3 x 0.10
    assert told(bill.hour) == ("0.30", "0.30", "0.30")


def test_multi_model_endpoint_is_paid_by_its_instances(cost: CostOf) -> None:
    # 1,440,000 requests a day are 1,000 a minute; the target is 400: 2.5, so 3 instances.
    resources = endpoint(variant(), traffic={"requests_per_day": 1_440_000}) | scaling(
        1, 4, **predefined(PER_INSTANCE, 400)
    )
    resources["Model"] = {
        "Type": "AWS::SageMaker::Model",
        "Properties": {"PrimaryContainer": {"Mode": "MultiModel", "Image": "x"}},
    }

    bill = cost(resources)

    # 1, 3 and 4 instances x 730 h x 0.10
    assert told(bill.month) == ("73.00", "219.00", "292.00")


def test_shadow_variant_costs_what_its_instances_do(cost: CostOf) -> None:
    shadow = variant("shadow", InstanceType="ml.m5.xlarge", InitialInstanceCount=2)

    bill = cost(endpoint(variant(), ShadowProductionVariants=[shadow]))

    # 73.00, and 2 x 730 h x 0.25
    assert [(part.kind, str(part.month.typical)) for part in bill.parts[0].parts] == [
        ("variant", "73.00"),
        ("shadow variant", "365.00"),
    ]


def test_shadow_test_costs_its_hours_in_the_month_that_has_it(cost: CostOf) -> None:
    def of(name: str, count: int) -> dict[str, object]:
        place = {"InstanceType": "ml.m5.xlarge", "InstanceCount": count}
        infrastructure = {"RealTimeInferenceConfig": place}
        return {"VariantName": name, "InfrastructureConfig": infrastructure}

    resources = endpoint(variant()) | {
        "Test": {
            "Type": "AWS::SageMaker::InferenceExperiment",
            "Properties": {
                "Name": "fresh",
                "EndpointName": {"Fn::GetAtt": ["Endpoint", "EndpointName"]},
                "ModelVariants": [of("AllTraffic", 1), of("fresh", 2)],
                "ShadowModeConfig": {"ShadowModelVariants": [{"ShadowModelVariantName": "fresh"}]},
                "Schedule": {
                    "StartTime": "2026-12-01T00:00:00Z",
                    "EndTime": "2026-12-11T00:00:00Z",
                },
            },
        }
    }

    bill = cost(resources)

    # 10 days = 240 h x 2 instances x 0.25; the variant that answers is paid already
    assert told(bill.parts[0].parts[1].month) == ("0.00", "120.00", "120.00")


def test_components_are_paid_by_the_instances_that_they_fill(cost: CostOf) -> None:
    # ml.g5.2xlarge has one GPU of 24 GB and 32 GiB: a copy of 16 GiB takes half of the memory.
    # 43,200 requests a day of 4 s: 2 at work at a mean moment; the target is 1 for a copy: 2
    # copies, one instance.
    component = {
        "Type": "AWS::SageMaker::InferenceComponent",
        "Properties": {
            "InferenceComponentName": "chronos",
            "EndpointName": {"Fn::GetAtt": ["Endpoint", "EndpointName"]},
            "VariantName": "AllTraffic",
            "RuntimeConfig": {"CopyCount": 1},
            "Specification": {"ComputeResourceRequirements": {"MinMemoryRequiredInMb": 16384}},
        },
    }
    shared = variant(InstanceType="ml.g5.2xlarge")
    del shared["ModelName"]
    shared["ManagedInstanceScaling"] = {
        "Status": "ENABLED",
        "MinInstanceCount": 1,
        "MaxInstanceCount": 3,
    }
    metric = "SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution"
    resources = (
        endpoint(shared, traffic={"requests_per_day": 43_200, "duration_ms": 4000})
        | {"Chronos": component}
        | scaling(
            0,
            6,
            dimension="sagemaker:inference-component:DesiredCopyCount",
            resource_id="inference-component/chronos",
            **predefined(metric, 1),
        )
    )

    bill = cost(resources)
    twice = cost(
        resources | endpoint(shared, traffic={"requests_per_day": 86_400, "duration_ms": 4000})
    )

    # 1, 1 and 3 instances x 730 h x 1.50
    assert told(bill.month) == ("1,095.00", "1,095.00", "3,285.00")
    # 4 copies: 2 instances
    assert told(twice.month) == ("1,095.00", "2,190.00", "3,285.00")


def test_schedule_moves_the_bounds_for_its_part_of_the_time(cost: CostOf) -> None:
    # At 6 the minimum rises to 3, at 18 it falls to 1: half of every day each.
    actions = [
        {"Schedule": "cron(0 6 * * ? *)", "ScalableTargetAction": {"MinCapacity": 3}},
        {"Schedule": "cron(0 18 * * ? *)", "ScalableTargetAction": {"MinCapacity": 1}},
    ]

    bill = cost(endpoint(variant()) | scaling(1, 5, actions=actions))

    # 1, (3 + 1) / 2 and 5 instances x 730 h x 0.10
    assert told(bill.month) == ("73.00", "146.00", "365.00")


def test_pools_range_over_the_prices_of_their_types(cost: CostOf) -> None:
    pools = [
        {"InstanceType": "ml.g5.2xlarge", "Priority": 3},
        {"InstanceType": "ml.m5.xlarge", "Priority": 1},
        {"InstanceType": "ml.c6i.large", "Priority": 2},
    ]
    several = variant(InstancePools=pools)
    del several["InstanceType"]

    bill = cost(endpoint(several))

    # 730 h x 0.10, x 0.25 (the preferred one), x 1.50
    assert told(bill.month) == ("73.00", "182.50", "1,095.00")


def test_captured_data_is_kept_and_has_no_price_until_one_is_known(cost: CostOf) -> None:
    # 1,048,576 requests a day x (1 + 3) KB = 4 GB a day; a quarter of it for 30 days: 30 GB-months.
    resources = endpoint(
        variant(),
        traffic={
            "requests_per_day": 1_048_576,
            "payload_kb": 1,
            "response_kb": 3,
            "captures_kept_days": 30,
        },
        DataCaptureConfig={
            "EnableCapture": True,
            "InitialSamplingPercentage": 25,
            "CaptureOptions": [{"CaptureMode": "Input"}, {"CaptureMode": "Output"}],
            "DestinationS3Uri": "s3://bucket/captured/",
        },
    )
    known = prices_of(
        [
            *TABLES,
            {
                "kind": "captured",
                "source": "list",
                "date": "2026-09-22",
                "prices": {"s3-standard": 0.02},
            },
        ]
    )

    without, priced = cost(resources), cost(resources, prices=known)

    assert without.missing == ("no price of storage of captured data in eu-west-1",)
    # 30 x 0.02
    assert str(priced.parts[0].lines[-1].month.typical) == "0.60"


@pytest.mark.parametrize(
    ("event", "typical"),
    [
        ({"Type": "Schedule", "Properties": {"Schedule": "rate(1 day)"}}, "3.65"),
        ({"Type": "ScheduleV2", "Properties": {"ScheduleExpression": "rate(12 hours)"}}, "7.30"),
        ({"Type": "Schedule", "Properties": {"Schedule": "rate(1 day)", "Enabled": False}}, None),
    ],
)
def test_batch_of_a_sam_template_runs_by_its_own_schedule(
    cost: CostOf, event: dict[str, object], typical: str | None
) -> None:
    task = {
        "Resource": "arn:aws:states:::sagemaker:createTransformJob.sync",
        "Parameters": {"TransformResources": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1}},
    }
    machine = {
        "Type": "AWS::Serverless::StateMachine",
        "Properties": {"Definition": {"States": {"Transform": task}}, "Events": {"Night": event}},
        "Metadata": {"sagemaker-hosting:traffic": {"duration_minutes": 30}},
    }

    bill = cost({"Machine": machine})

    # 730 / 24 runs x half an hour x 0.24, and twice that
    assert str(bill.month.typical) == (typical or "not known")
