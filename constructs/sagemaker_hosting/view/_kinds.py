"""Tells which class of the view stands for which of CloudFormation's types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sagemaker_hosting.view._alarm import Alarm
from sagemaker_hosting.view._endpoint import Endpoint
from sagemaker_hosting.view._endpoint_config import EndpointConfig
from sagemaker_hosting.view._experiment import InferenceExperiment
from sagemaker_hosting.view._inference_component import InferenceComponent
from sagemaker_hosting.view._model import Model
from sagemaker_hosting.view._resource import Resource
from sagemaker_hosting.view._role import Role
from sagemaker_hosting.view._scaling import ScalableTarget, ScalingPolicy
from sagemaker_hosting.view._transform import Schedule, StateMachine

_KINDS: Final[Mapping[str, type[Resource]]] = {
    "AWS::ApplicationAutoScaling::ScalableTarget": ScalableTarget,
    "AWS::ApplicationAutoScaling::ScalingPolicy": ScalingPolicy,
    "AWS::CloudWatch::Alarm": Alarm,
    "AWS::IAM::Role": Role,
    "AWS::SageMaker::Endpoint": Endpoint,
    "AWS::SageMaker::EndpointConfig": EndpointConfig,
    "AWS::SageMaker::InferenceComponent": InferenceComponent,
    "AWS::SageMaker::InferenceExperiment": InferenceExperiment,
    "AWS::SageMaker::Model": Model,
    "AWS::Scheduler::Schedule": Schedule,
    "AWS::Serverless::StateMachine": StateMachine,
    "AWS::StepFunctions::StateMachine": StateMachine,
}


def kind_of(type_name: str) -> type[Resource]:
    """Find the class of a type, such as `AWS::SageMaker::Model`; `Resource` for all others."""
    return _KINDS.get(type_name, Resource)
