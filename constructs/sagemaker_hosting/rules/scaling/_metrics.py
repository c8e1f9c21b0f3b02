"""Rules of the metric that a target-tracking policy follows."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting._data import read_table
from sagemaker_hosting.facts.auto_scaling import dimensions, predefined_metrics
from sagemaker_hosting.facts.limits import limit
from sagemaker_hosting.nearest import nearest
from sagemaker_hosting.rules._rule import AnyRule, Confidence, Fault, Faults, rule
from sagemaker_hosting.view import COPY_COUNT, ScalingPolicy

_SERVICE: Final = "application-autoscaling"
_API: Final = "https://docs.aws.amazon.com/autoscaling/application/APIReference/"
_PREDEFINED: Final = f"{_API}API_PredefinedMetricSpecification.html"
_BY_NAME: Final = ("MetricName", "Namespace", "Statistic")


@rule(
    "SCL-06",
    ScalingPolicy,
    title="the predefined metric is one of what is scaled",
    why='"Scalable dimension sagemaker:variant:DesiredProvisionedConcurrency only supports the '
    'following predefined metric types: SageMakerVariantProvisionedConcurrencyUtilization"',
    source="https://github.com/aws/aws-cdk/issues/29065; API application-autoscaling 2016-02-06 "
    "(botocore 1.44.5) MetricType",
    link=_PREDEFINED,
    fix="the scale_on_... methods of what auto_scale_... returns follow its own metrics",
    cloudformation="set PredefinedMetricType to one of the dimension's, or use a "
    "CustomizedMetricSpecification",
)
def metric_is_of_the_dimension(policy: ScalingPolicy) -> Faults:
    """Instances, provisioned concurrency and copies each have metrics of their own."""
    metric, dimension = policy.predefined_metric, policy.dimension
    if dimension == COPY_COUNT:  # IC-16 tells it
        return
    if metric.text is None or metric.text not in (limit("MetricType", _SERVICE).values or ()):
        return
    row, wanted = dimensions().get(dimension or ""), predefined_metrics().get(metric.text)
    if row is not None and metric.text not in row.metrics:
        allowed = ", ".join(row.metrics)
    elif row is None and wanted is not None and dimension is not None:
        allowed = f"{metric} with {wanted.name}"
    elif row is None and wanted is None and policy.is_of_sagemaker:
        allowed = ", ".join(predefined_metrics())
    else:
        return
    beside = f" and ScalableDimension is {dimension}" if dimension is not None else ""
    yield Fault(at=metric, says=f"PredefinedMetricType is {metric}{beside}", allowed=allowed)


@rule(
    "SCL-07",
    ScalingPolicy,
    title="PredefinedMetricType is one of the API's",
    why="PutScalingPolicy refuses other names, among them InvocationsPerInstance, which the "
    "developer guide's page on multi-model endpoints shows",
    source="API application-autoscaling 2016-02-06 (botocore 1.44.5) MetricType; SageMaker "
    "developer guide, multi-model-endpoints-autoscaling",
    link=_PREDEFINED,
    fix="scale_on_invocations, scale_on_concurrency and scale_on_utilization write the name",
    cloudformation="set PredefinedMetricType to one of the names that begin with SageMaker",
)
def metric_exists(policy: ScalingPolicy) -> Faults:
    """A predefined metric is named as the API does."""
    specification = policy.tracking.at("PredefinedMetricSpecification")
    if not specification.entries or not policy.is_of_sagemaker:
        return
    metric, known = policy.predefined_metric, limit("MetricType", _SERVICE).values or ()
    row = dimensions().get(policy.dimension or "")
    own = row.metrics if row is not None else tuple(predefined_metrics())
    if metric.is_absent:
        yield Fault(
            at=specification,
            says="PredefinedMetricSpecification has no PredefinedMetricType",
            allowed=", ".join(own),
        )
    elif metric.text is not None and metric.text not in known:
        near = ", ".join(nearest(metric.text, own))
        yield Fault(
            at=metric,
            says=f"PredefinedMetricType is {metric}; nearest: {near}",
            allowed=", ".join(own),
        )


@rule(
    "SCL-08",
    ScalingPolicy,
    title="target tracking follows one metric: predefined or customized",
    why='"Only one of PredefinedMetricSpecification or CustomizedMetricSpecification can be set '
    'for target tracking scaling."',
    source="Application Auto Scaling's own message, as reproduced by badmintoncryer/cdk-preflight",
    link=f"{_API}API_TargetTrackingScalingPolicyConfiguration.html",
    fix="one scale_on_... or scale_to_track_metric call for each metric",
    cloudformation="give TargetTrackingScalingPolicyConfiguration exactly one of both, and each "
    "further metric a policy of its own",
)
def one_metric_is_followed(policy: ScalingPolicy) -> Faults:
    """A policy with two metrics, or none, has no target."""
    tracking = policy.tracking
    if tracking.is_absent or tracking.size is None or not policy.is_of_sagemaker:
        return
    predefined = tracking.at("PredefinedMetricSpecification")
    customized = tracking.at("CustomizedMetricSpecification")
    if predefined.is_absent and customized.is_absent:
        yield Fault(
            at=tracking,
            says="neither PredefinedMetricSpecification nor CustomizedMetricSpecification is given",
            allowed="one of both",
        )
    elif predefined.is_present and customized.is_present:
        yield Fault(
            at=customized,
            says="PredefinedMetricSpecification and CustomizedMetricSpecification are both given",
            allowed="one of both",
        )


@rule(
    "SCL-09",
    ScalingPolicy,
    title="a customized metric is math (Metrics) or one metric (MetricName, Namespace, Statistic)",
    why='"The customized metric specification is not valid."',
    source="Application Auto Scaling's own message, as reproduced by badmintoncryer/cdk-preflight",
    link=f"{_API}API_CustomizedMetricSpecification.html",
    confidence=Confidence.MEDIUM,
    fix="scale_to_track_metric(metric=...) writes one metric",
    cloudformation="keep either Metrics, or MetricName, Namespace and Statistic",
)
def customized_metric_is_of_one_kind(policy: ScalingPolicy) -> Faults:
    """A metric is calculated, or named, but not both."""
    metric = policy.custom_metric
    if not metric.entries or not policy.is_of_sagemaker:
        return
    named = [key for key in _BY_NAME if metric.at(key).is_present]
    missing = [key for key in _BY_NAME if metric.at(key).is_absent]
    math = metric.at("Metrics")
    if math.size and named:
        yield Fault(
            at=math,
            says=f"Metrics is given, and {', '.join(named)} as well",
            allowed=f"Metrics, or {', '.join(_BY_NAME)}",
        )
    elif math.size == 0 and missing:
        yield Fault(
            at=metric,
            says=f"CustomizedMetricSpecification has no Metrics, and no {', '.join(missing)}",
            allowed=f"Metrics, or {', '.join(_BY_NAME)}",
        )


@rule(
    "SCL-10",
    ScalingPolicy,
    title="ResourceLabel is given for load balancers alone",
    why="PutScalingPolicy refuses it with SageMaker's metrics",
    source="API application-autoscaling 2016-02-06 (botocore 1.44.5) "
    "PredefinedMetricSpecification.ResourceLabel",
    link=_PREDEFINED,
    fix="the scale_on_... methods write no ResourceLabel",
    cloudformation="remove ResourceLabel",
)
def metric_has_no_label(policy: ScalingPolicy) -> Faults:
    """Only the metric of a load balancer's targets says which load balancer."""
    label = policy.tracking.at("PredefinedMetricSpecification", "ResourceLabel")
    if not label.is_present or not policy.is_of_sagemaker:
        return
    metric, labelled = (
        policy.predefined_metric,
        read_table("scaling")["metrics_with_resource_label"],
    )
    if metric.text not in labelled:
        yield Fault(
            at=label,
            says=f"ResourceLabel is {label} and PredefinedMetricType is {metric}",
            allowed=f"no ResourceLabel; it belongs to {', '.join(labelled)}",
        )


RULES: Final[tuple[AnyRule, ...]] = (
    metric_is_of_the_dimension,
    metric_exists,
    one_metric_is_followed,
    customized_metric_is_of_one_kind,
    metric_has_no_label,
)
