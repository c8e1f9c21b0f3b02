"""Reads templates as what hosts models: endpoints, variants, models, who belongs to whom.

`Hosting` is the whole; `scenarios_of` finds the parameter values under which a template's branches
differ. What only AWS will know is *unknown*: a `Node` then has no `text`, `number` or `flag`, and a
link is None.
"""

from sagemaker_hosting.view._alarm import Alarm, Metric, metrics_at
from sagemaker_hosting.view._dimensions import COPY_COUNT, INSTANCE_COUNT, PROVISIONED_CONCURRENCY
from sagemaker_hosting.view._endpoint import Endpoint
from sagemaker_hosting.view._endpoint_config import EndpointConfig, Variant
from sagemaker_hosting.view._experiment import InferenceExperiment
from sagemaker_hosting.view._hosting import Hosting
from sagemaker_hosting.view._inference_component import InferenceComponent
from sagemaker_hosting.view._model import Container, Model
from sagemaker_hosting.view._node import Node
from sagemaker_hosting.view._part import Part
from sagemaker_hosting.view._reach import bucket_of, object_at, objects_below
from sagemaker_hosting.view._reference import Reference
from sagemaker_hosting.view._resource import Resource
from sagemaker_hosting.view._role import Role, Statement
from sagemaker_hosting.view._scaling import ScalableTarget, ScalingPolicy
from sagemaker_hosting.view._service_call import ServiceCall
from sagemaker_hosting.view._stack import Stack
from sagemaker_hosting.view._transform import Schedule, StateMachine, TransformJob
from sagemaker_hosting.view.functions._logical_ids import referred_to
from sagemaker_hosting.view.functions._scenarios import (
    Scenario,
    allowed_values_of,
    default_of,
    scenarios_of,
)
from sagemaker_hosting.view.functions._substitution import placeholders
from sagemaker_hosting.view.functions._values import ABSENT, NAME, POSSIBLE, UNKNOWN, Text, shown

__all__ = [
    "ABSENT",
    "COPY_COUNT",
    "INSTANCE_COUNT",
    "NAME",
    "POSSIBLE",
    "PROVISIONED_CONCURRENCY",
    "UNKNOWN",
    "Alarm",
    "Container",
    "Endpoint",
    "EndpointConfig",
    "Hosting",
    "InferenceComponent",
    "InferenceExperiment",
    "Metric",
    "Model",
    "Node",
    "Part",
    "Reference",
    "Resource",
    "Role",
    "ScalableTarget",
    "ScalingPolicy",
    "Scenario",
    "Schedule",
    "ServiceCall",
    "Stack",
    "StateMachine",
    "Statement",
    "Text",
    "TransformJob",
    "Variant",
    "allowed_values_of",
    "bucket_of",
    "default_of",
    "metrics_at",
    "object_at",
    "objects_below",
    "placeholders",
    "referred_to",
    "scenarios_of",
    "shown",
]
