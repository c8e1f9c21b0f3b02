"""Rules of reserved capacity, of metrics and of explanations."""

from __future__ import annotations

import re
from typing import Final

from sagemaker_hosting.facts.allowed import metric_publish_frequencies
from sagemaker_hosting.facts.limits import limit
from sagemaker_hosting.rules._limits import NO_TABLE_KNOWS, beyond_limit, is_listed
from sagemaker_hosting.rules._rule import AnyRule, Confidence, Fault, Faults, Severity, rule
from sagemaker_hosting.view import EndpointConfig, Node

_RESERVATION: Final = (
    "https://docs.aws.amazon.com/sagemaker/latest/APIReference/"
    "API_ProductionVariantCapacityReservationConfig.html"
)
_PREFERENCE: Final = "CapacityReservationPreference"
_FORM: Final = re.compile(r"[a-z]+(-[a-z]+)*")


@rule(
    "VAR-27",
    EndpointConfig,
    title="an endpoint runs in one ML capacity reservation, named by its ARN of SageMaker",
    why="CreateEndpointConfig refuses an ARN of another service, such as that of EC2's capacity "
    "reservations, and more than one plan for an endpoint. There is one preference so far: another "
    "one of its form may be newer than the tables",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) ProductionVariantCapacityReservationConfig, "
    "MlReservationArn",
    link=_RESERVATION,
    confidence=Confidence.MEDIUM,
    fix="InstanceVariant(capacity_reservation=CapacityReservation(ml_reservation_arn=...)) with "
    "the ARN of one SageMaker training plan",
    cloudformation="set MlReservationArn to the ARN of one SageMaker training plan, and "
    "CapacityReservationPreference to capacity-reservations-only",
)
def reservation_is_one_of_sagemaker(config: EndpointConfig) -> Faults:
    """A training plan can serve endpoints, too."""
    plans: dict[str, Node] = {}
    for variant in config.all_variants:
        reservation = variant.at("CapacityReservationConfig")
        if reservation.is_absent:
            continue
        yield from _preference_faults(reservation.at(_PREFERENCE))
        arn = reservation.at("MlReservationArn")
        beyond = tuple(beyond_limit(arn, "MlReservationArn"))
        yield from beyond
        if arn.text is not None and not beyond:
            plans.setdefault(arn.text, arn)
    if len(plans) > 1:
        first, *others = plans.values()
        yield Fault(
            at=others[0],
            says=f"{first.label} is {first} and {others[0].label} is {others[0]}",
            allowed="one plan for all variants",
        )


def _preference_faults(preference: Node) -> Faults:
    text, known = preference.text, limit(_PREFERENCE)
    if text is None or is_listed(text, known):
        return
    is_wrong = _FORM.fullmatch(text) is None
    yield Fault(
        at=preference,
        says=f"{preference.label} is {text!r}{'' if is_wrong else NO_TABLE_KNOWS}",
        allowed=known.allowed,
        severity=None if is_wrong else Severity.WARNING,
    )


@rule(
    "VAR-29",
    EndpointConfig,
    title="MetricPublishFrequencyInSeconds is one of seven frequencies",
    why="CloudFormation and CreateEndpointConfig refuse another number",
    source="CloudFormation schema of AWS::SageMaker::EndpointConfig; API sagemaker 2017-07-24 "
    "(botocore 1.44.5) MetricsConfig",
    link="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_MetricsConfig.html",
    fix="MetricsConfig(publish_frequency=...) with one of the frequencies",
    cloudformation="set MetricPublishFrequencyInSeconds to one of the frequencies",
)
def metrics_have_a_frequency(config: EndpointConfig) -> Faults:
    """CloudWatch keeps metrics of ten seconds, half a minute, and whole minutes."""
    node = config.at("MetricsConfig", "MetricPublishFrequencyInSeconds")
    frequencies = metric_publish_frequencies()
    if node.text is not None and node.number not in frequencies:
        yield Fault(
            at=node,
            says=f"MetricPublishFrequencyInSeconds is {node}",
            allowed=", ".join(map(str, frequencies)),
        )


@rule(
    "VAR-30",
    EndpointConfig,
    title="a SHAP baseline is given inline or by its address",
    why='"ShapBaseline and ShapBaselineUri are mutually exclusive parameters. One or the either is '
    'required to configure a SHAP baseline."',
    source="API sagemaker 2017-07-24 (botocore 1.44.5) ClarifyShapBaselineConfig",
    link="https://docs.aws.amazon.com/sagemaker/latest/APIReference/"
    "API_ClarifyShapBaselineConfig.html",
    fix="ShapBaseline.inline(...) or ShapBaseline.from_location(...)",
    cloudformation="give ShapBaselineConfig either ShapBaseline or ShapBaselineUri",
)
def baseline_is_given_once(config: EndpointConfig) -> Faults:
    """The explainer compares a request with the records of the baseline."""
    explainer = config.at("ExplainerConfig")
    if explainer.is_absent:
        return
    baseline = explainer.at("ClarifyExplainerConfig", "ShapConfig", "ShapBaselineConfig")
    inline, uri = baseline.at("ShapBaseline"), baseline.at("ShapBaselineUri")
    if inline.is_present and uri.is_present:
        yield Fault(at=baseline, says="ShapBaselineConfig has ShapBaseline and ShapBaselineUri")
    elif baseline.is_given and inline.is_absent and uri.is_absent:
        yield Fault(
            at=baseline, says="ShapBaselineConfig has neither ShapBaseline nor ShapBaselineUri"
        )


RULES: Final[tuple[AnyRule, ...]] = (
    reservation_is_one_of_sagemaker,
    metrics_have_a_frequency,
    baseline_is_given_once,
)
