"""Whatever endpoint the constructs build: the rules find no error in its template.

What the constructs refuse is no endpoint. `BUILT_ENDPOINTS_EXAMPLES=40 pytest ...` builds more.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sagemaker_endpoints import (
    AsyncEndpoint,
    BatchTransform,
    ComponentRollout,
    ConfigurationError,
    ContainerDefinition,
    ContainerImage,
    CoreDump,
    DataCapture,
    InferenceComponentEndpoint,
    InstanceVariant,
    MetricsConfig,
    Model,
    ModelData,
    MultiModelEndpoint,
    RealTimeEndpoint,
    RollbackAlarms,
    Rollout,
    Routing,
    S3Location,
    ServerlessEndpoint,
    ShadowVariant,
)
from sagemaker_hosting.rules import Finding, check
from sagemaker_hosting.templates import read_templates

EXAMPLES: Final = int(os.environ.get("BUILT_ENDPOINTS_EXAMPLES", "10"))
ENDPOINTS_PER_EXAMPLE: Final = 10
ACCOUNT, REGION = "111111111111", "eu-west-1"
TYPES: Final = [
    *("ml.c6i.large", "ml.c7g.xlarge", "ml.m5.large", "ml.m5d.xlarge", "ml.g5.xlarge"),
    *("ml.g5.12xlarge", "ml.inf2.xlarge", "ml.t2.medium", "ml.r7gd.large", "ml.p4d.24xlarge"),
]
WARNED_BY_CONSTRUCTS: Final = {
    "ASY-11": "AsyncPipeline",
    "DEP-04": "RolloutAboveHalf",
    "DEP-07": "RolloutAboveHalf",
    "DEP-16": "BakeShorterThanAlarms",
    "IC-07": "LittleMemoryLeft",
    "BAT-07": "AnswersRunTogether",
    "VAR-03": "UnknownInstanceType",
    "MME-06": "DataCaptureOfSeveral",
    "SRV-21": "ServerlessMemoryQuota",
    "VAR-11": "KeyOnLocalDisks",
    "VAR-19": "ProvisionTimeoutOfOneType",
    "VAR-21": "InitialCountOutOfBounds",
}
"""Rules with the construct's own warning. Errors are among them: whether a variant is scaled, so
that its fleet may be large enough for a rollout, is known at the end alone."""
KNOWN_AT_THE_END: Final = frozenset({"IC-19", "MOD-29", "QTA-04"})
"""Rules of warnings that the plugin tells at synth, and no construct before."""

Draw = st.DrawFn


SELDOM: Final = st.sampled_from([False, False, False, True])


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Mostly nothing: each option more is one more that may be refused."""
    return st.none() | st.none() | st.none() | values


def given_only(**options: object) -> dict[str, Any]:
    """Leave out what is None, so that the constructs' own defaults count."""
    return {name: value for name, value in options.items() if value is not None}


def seconds(least: int, most: int) -> st.SearchStrategy[Any]:
    return st.integers(least, most).map(cdk.Duration.seconds)


def model(draw: Draw, stack: cdk.Stack, name: str = "Model") -> Model:
    image = draw(
        st.sampled_from(
            [
                ContainerImage.from_uri(f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/forecaster:1"),
                ContainerImage.from_framework("pytorch", version="2.6.0"),
            ]
        )
    )
    bucket = s3.Bucket.from_bucket_name(stack, f"{name}Models", "models-of-the-team")
    data = draw(
        st.sampled_from(
            [
                None,
                ModelData.from_uri("s3://models-of-the-team/nlinear.tar.gz"),
                ModelData.from_bucket(bucket, "nlinear/model.tar.gz"),
                ModelData.from_prefix(bucket, "nlinear/"),
            ]
        )
    )
    count = draw(st.sampled_from([1, 1, 1, 1, 2]))
    containers = [
        ContainerDefinition(
            **given_only(image=image, model_data=data if index == 0 else None),
            environment=draw(st.sampled_from([{}, {"FORECAST_HORIZON": "48"}])),
            **given_only(container_hostname=f"c{index}" if count > 1 else None),
        )
        for index in range(count)
    ]
    vpc = None
    if draw(SELDOM):
        vpc = ec2.Vpc.from_vpc_attributes(
            stack,
            f"{name}Vpc",
            vpc_id="vpc-0a1b2c3d4e5f60718",
            availability_zones=["eu-west-1a", "eu-west-1b"],
            private_subnet_ids=["subnet-0a1b2c3d4e5f60718", "subnet-0a1b2c3d4e5f60719"],
        )
    return Model(
        stack,
        name,
        containers=containers,
        **given_only(
            vpc=vpc,
            network_isolation=draw(SELDOM),
            inference_execution_mode=draw(st.sampled_from(["Serial", "Direct"]))
            if count > 1
            else None,
        ),
    )


def key(draw: Draw, stack: cdk.Stack) -> kms.IKey | None:
    return kms.Key(stack, "Key") if draw(st.booleans()) else None


def variant_options(draw: Draw, stack: cdk.Stack) -> dict[str, Any]:
    types = draw(st.sampled_from([None, None, ["ml.c6i.large", "ml.c7i.large", "ml.m5.large"]]))
    bucket = s3.Bucket.from_bucket_name(stack, f"Dumps{len(stack.node.children)}", "dumps")
    return given_only(
        instance_type=draw(st.sampled_from(TYPES)) if types is None else None,
        instance_types=types,
        initial_instance_count=draw(maybe(st.integers(1, 4))),
        volume_size=draw(maybe(st.integers(1, 600).map(cdk.Size.gibibytes))),
        model_data_download_timeout=draw(maybe(seconds(60, 3600))),
        container_startup_health_check_timeout=draw(maybe(seconds(60, 3600))),
        provision_timeout=draw(st.none() | st.none() | seconds(300, 3600)),
        routing=draw(
            st.sampled_from([None, Routing.random(), Routing.least_outstanding_requests()])
        ),
        enable_ssm_access=draw(maybe(st.booleans())),
        core_dump=CoreDump(location=S3Location(bucket=bucket, prefix="crashes/"))
        if draw(st.booleans())
        else None,
    )


def rollout(draw: Draw) -> Rollout | None:
    share = draw(st.integers(5, 50))
    bake = draw(seconds(0, 3600))
    alarms = draw(st.sampled_from([None, RollbackAlarms(), RollbackAlarms(error_rate_percent=5)]))
    guarded = given_only(alarms=alarms)
    waiting = given_only(alarms=alarms, termination_wait=draw(maybe(seconds(0, 3600))))
    kinds: list[Callable[[], Rollout | None]] = [
        lambda: None,
        lambda: None,
        lambda: Rollout.canary(percent=share, bake=bake, **waiting),
        lambda: Rollout.linear(step_percent=share, bake=bake, **waiting),
        lambda: Rollout.rolling(batch_percent=share, bake=bake, **guarded),
        lambda: Rollout.rolling(batch_instance_count=1, bake=bake, **guarded),
        lambda: Rollout.all_at_once(bake=bake, **guarded),
    ]
    return draw(st.sampled_from(kinds))()


def scaled(draw: Draw, capacity: Any) -> None:
    out = draw(maybe(seconds(0, 600)))
    draw(
        st.sampled_from(
            [
                lambda: None,
                lambda: capacity.scale_on_invocations(
                    "Load", invocations_per_minute=70, **given_only(scale_out_cooldown=out)
                ),
                lambda: capacity.scale_on_concurrency("Busy", concurrent_requests_per_model=4),
                lambda: capacity.scale_on_cpu_utilization("Cpu", percent=60),
            ]
        )
    )()


def real_time(draw: Draw, stack: cdk.Stack) -> None:
    models = [model(draw, stack)]
    if draw(st.booleans()):
        models.append(model(draw, stack, "Second"))
    names = ["champion", "challenger", "third"][: draw(st.sampled_from([1, 1, 2, 3]))]
    shadow = None
    if len(names) == 1 and draw(SELDOM):
        options = variant_options(draw, stack)
        shadow = ShadowVariant(name="shadow", model=models[-1], **options)
    bucket = s3.Bucket(stack, "Captured")
    capture = DataCapture(
        bucket=bucket,
        prefix=draw(st.sampled_from(["", "captured/"])),
        sampling_percentage=draw(st.integers(0, 100)),
        **given_only(
            json_content_types=draw(maybe(st.just(("application/json",)))),
            csv_content_types=draw(maybe(st.just(("text/csv",)))),
        ),
    )
    endpoint = RealTimeEndpoint(
        stack,
        "Endpoint",
        variants=[
            InstanceVariant(
                name=name,
                model=draw(st.sampled_from(models)),
                initial_weight=draw(st.sampled_from([0, 1, 9])),
                **variant_options(draw, stack),
            )
            for name in names
        ],
        retain_instance_counts=draw(st.booleans()),
        **given_only(
            encryption_key=key(draw, stack),
            shadow=shadow,
            rollout=rollout(draw),
            data_capture=capture if draw(st.booleans()) else None,
            metrics_config=draw(
                st.sampled_from([None, MetricsConfig(publish_frequency=cdk.Duration.seconds(10))])
            ),
        ),
    )
    for name in names:
        if draw(st.booleans()):
            capacity = endpoint.variant(name).auto_scale_instance_count(
                min_capacity=draw(st.integers(1, 3)), max_capacity=draw(st.integers(3, 6))
            )
            scaled(draw, capacity)


def serverless(draw: Draw, stack: cdk.Stack) -> None:
    endpoint = ServerlessEndpoint(
        stack,
        "Endpoint",
        model=model(draw, stack),
        memory_size_in_mb=draw(st.sampled_from([1024, 2048, 3072, 6144])),
        max_concurrency=draw(st.integers(1, 200)),
        **given_only(
            provisioned_concurrency=draw(st.sampled_from([None, 1, 5])),
            encryption_key=key(draw, stack),
        ),
    )
    if draw(st.booleans()):
        capacity = endpoint.auto_scale_provisioned_concurrency(
            min_capacity=1, max_capacity=draw(st.integers(1, 20))
        )
        capacity.scale_on_utilization("Use", target=draw(st.sampled_from([0.5, 0.9, 1])))


def asynchronous(draw: Draw, stack: cdk.Stack) -> None:
    endpoint = AsyncEndpoint(
        stack,
        "Endpoint",
        model=model(draw, stack),
        instance_type=draw(st.sampled_from(TYPES)),
        output_bucket=s3.Bucket(stack, "Answers"),
        **given_only(
            output_prefix=draw(maybe(st.just("answers/"))),
            failure_prefix=draw(maybe(st.just("failures/"))),
            notify=draw(maybe(st.booleans())),
            max_concurrent_invocations_per_instance=draw(maybe(st.integers(1, 1000))),
            encryption_key=key(draw, stack),
            volume_size=draw(maybe(st.integers(1, 512).map(cdk.Size.gibibytes))),
            rollout=rollout(draw),
        ),
    )
    if draw(st.booleans()):
        capacity = endpoint.auto_scale_instance_count(
            min_capacity=draw(st.integers(0, 2)), max_capacity=draw(st.integers(1, 5))
        )
        capacity.scale_on_backlog("Backlog", backlog_per_instance=5)


def multi_model(draw: Draw, stack: cdk.Stack) -> None:
    bucket = s3.Bucket.from_bucket_name(stack, "Models", "models-of-the-team")
    endpoint = MultiModelEndpoint(
        stack,
        "Endpoint",
        image=ContainerImage.from_framework("pytorch", version="2.6.0"),
        models=ModelData.from_prefix(bucket, "stations/"),
        instance_type=draw(st.sampled_from(TYPES)),
        **given_only(
            model_cache=draw(maybe(st.booleans())),
            encryption_key=key(draw, stack),
            network_isolation=draw(maybe(st.booleans())),
        ),
    )
    if draw(st.booleans()):
        scaled(draw, endpoint.auto_scale_instance_count(max_capacity=3))


def components(draw: Draw, stack: cdk.Stack) -> None:
    endpoint = InferenceComponentEndpoint(
        stack,
        "Endpoint",
        instance_type=draw(st.sampled_from(TYPES)),
        **given_only(
            **draw(
                st.sampled_from(
                    [
                        {},
                        {"min_instance_count": 0, "max_instance_count": 2},
                        {"min_instance_count": 2, "max_instance_count": 4},
                    ]
                )
            ),
            encryption_key=key(draw, stack),
        ),
    )
    for number in range(draw(st.integers(1, 2))):
        component = endpoint.add_component(
            f"Component{number}",
            model=model(draw, stack, f"Model{number}"),
            min_memory_mb=draw(st.integers(128, 4096)),
            **given_only(
                cpus=draw(st.sampled_from([None, 0.25, 1, 2])),
                accelerators=draw(st.sampled_from([None, None, 1])),
                copies=draw(maybe(st.integers(0, 3))),
                rollout=ComponentRollout(
                    bake=cdk.Duration.minutes(5), batch_percent=draw(st.integers(5, 50))
                )
                if draw(st.booleans())
                else None,
            ),
        )
        if draw(st.booleans()):
            capacity = component.auto_scale_copy_count(
                min_capacity=draw(st.integers(0, 2)), max_capacity=draw(st.integers(1, 4))
            )
            capacity.scale_on_concurrency("Busy", concurrent_requests_per_copy=5)


def batch(draw: Draw, stack: cdk.Stack) -> None:
    bucket = s3.Bucket(stack, "Files")
    split = draw(st.sampled_from([None, "Line", "None"]))
    BatchTransform(
        stack,
        "Batch",
        model=model(draw, stack),
        instance_type=draw(st.sampled_from(TYPES)),
        input=S3Location(bucket=bucket, prefix="in/"),
        output=S3Location(bucket=bucket, prefix="out/"),
        **given_only(
            split_type=split,
            assemble_with=draw(st.sampled_from([None, "Line", "None"])),
            strategy=draw(st.sampled_from([None, "MultiRecord", "SingleRecord"])),
            max_payload=draw(maybe(st.integers(0, 120).map(cdk.Size.mebibytes))),
            max_concurrent_transforms=draw(maybe(st.integers(1, 30))),
            volume_encryption_key=key(draw, stack),
            schedule=draw(st.sampled_from([None, "cron(0 2 * * ? *)", "rate(1 day)"])),
        ),
    )


KINDS: Final[list[Callable[[Draw, cdk.Stack], None]]] = [
    real_time,
    real_time,
    serverless,
    asynchronous,
    multi_model,
    components,
    batch,
]


@st.composite
def built(draw: Draw, app: Callable[[str], cdk.App]) -> tuple[int, list[str]]:
    """Build endpoints, each in a stack of its own: how many, and what is found that should not."""
    with TemporaryDirectory() as folder:
        root = app(folder)
        cdk.Stack(root, "Empty")  # all the others may be refused
        count = 0
        for number in range(ENDPOINTS_PER_EXAMPLE):
            stack = cdk.Stack(
                root, f"S{number}", env=cdk.Environment(account=ACCOUNT, region=REGION)
            )
            try:
                draw(st.sampled_from(KINDS))(draw, stack)
                count += 1
            except ConfigurationError:
                root.node.try_remove_child(f"S{number}")
        root.synth()
        warned = warnings_of(Path(folder, "validation-report.json"))
        findings = check(read_templates([Path(folder)]))
        return count, [told(f) for f in findings if not is_known(f, warned)]


def warnings_of(report: Path) -> set[tuple[str, str]]:
    """The constructs' own warnings: the stack and the name of each."""
    found = json.loads(report.read_text(encoding="utf-8")) if report.exists() else {}
    return {
        (construct["constructPath"].partition("/")[0], violation["ruleName"].rpartition("::")[2])
        for plugin in found.get("pluginReports", [])
        for violation in plugin["violations"]
        for construct in violation["violatingConstructs"]
    }


def is_known(finding: Finding, warned: set[tuple[str, str]]) -> bool:
    """Tell whether a construct has warned of it, or could not."""
    if finding.severity == "warning" and finding.rule.id in KNOWN_AT_THE_END:
        return True
    return (finding.template.name, WARNED_BY_CONSTRUCTS.get(finding.rule.id, "")) in warned


def told(finding: Finding) -> str:
    where = f"{finding.construct_path} {finding.place}"
    return f"{finding.severity} {finding.rule.id} {where}: {finding.says}"


def test_the_rules_find_nothing_new_in_what_the_constructs_build(
    cdk_context: dict[str, Any],
) -> None:
    counts: list[int] = []

    def app(folder: str) -> cdk.App:
        return cdk.App(context=cdk_context, outdir=folder)

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(example=built(app))
    def run(example: tuple[int, list[str]]) -> None:
        count, found = example
        counts.append(count)
        assert found == []

    run()

    assert sum(counts) > EXAMPLES * ENDPOINTS_PER_EXAMPLE / 3
