"""An environment: its shared stack, and one for each endpoint and each batch transform."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aws_cdk as cdk

from stacks._findings._known_warnings import KnownWarnings
from stacks._findings._refusals import Gathered, Refusals
from stacks._metadata import tell_environment
from stacks._naming import construct_id as id_of
from stacks._naming import job_name_prefix, stack_name
from stacks.batch_stack import BatchStack
from stacks.endpoint_stack import EndpointStack
from stacks.shared_stack import SharedStack

if TYPE_CHECKING:
    from collections.abc import Iterable

    from constructs import Construct

    from stacks.settings import Environment


class EnvironmentStage(cdk.Stage):
    """Defines everything of one environment; construct and logical ids are the same in all.

    Args:
        scope: the app.
        environment: what its file says.

    Raises:
        InvalidEnvironment: constructs refuse what the file says; the error lists every fault.
    """

    def __init__(self, scope: Construct, *, environment: Environment) -> None:
        where = cdk.Environment(account=environment.account, region=environment.region)
        super().__init__(scope, environment.name, env=where)
        self.shared = SharedStack(
            self,
            "Shared",
            alarm_emails=environment.alarm_emails,
            refusals=Refusals(environment),
            vpc=environment.vpc,
            **_stack_properties(environment, "shared"),
        )
        known, gathered = KnownWarnings(environment), Gathered()
        self.endpoints: dict[str, EndpointStack] = {}
        self.batch: dict[str, BatchStack] = {}
        for key in environment.endpoints:
            with gathered.from_here(), Refusals(environment, "endpoints", key).at():
                self.endpoints[key] = self._endpoint(key, environment, known)
        for key in environment.batch:
            with gathered.from_here(), Refusals(environment, "batch", key).at():
                self.batch[key] = self._batch(key, environment, known)
        gathered.raise_if_any()
        tell_environment(self.shared, environment, budget=True)
        for stack in (*self.endpoints.values(), *self.batch.values()):
            tell_environment(stack, environment)
        known.tell_stale()
        if self.shared.vpc_endpoints is not None:
            # Containers start when there is a way to what they fetch.
            for stack in (*self.endpoints.values(), *self.batch.values()):
                stack.add_stack_dependency(self.shared)

    def _endpoint(self, key: str, environment: Environment, known: KnownWarnings) -> EndpointStack:
        return EndpointStack(
            self,
            id_of(key),
            settings=environment.endpoints[key],
            environment=environment,
            shared=self.shared,
            key=key,
            known=known,
            **_stack_properties(environment, key),
        )

    def _batch(self, key: str, environment: Environment, known: KnownWarnings) -> BatchStack:
        return BatchStack(
            self,
            id_of(key),
            settings=environment.batch[key],
            job_name_prefix=job_name_prefix(key),
            environment=environment,
            shared=self.shared,
            key=key,
            known=known,
            **_stack_properties(environment, key),
        )


def add_stages(app: cdk.App, environments: Iterable[Environment]) -> list[EnvironmentStage]:
    """Define a stage for each environment.

    Args:
        app: the app.
        environments: as they were loaded.

    Raises:
        InvalidEnvironment: constructs refuse what files say; the error lists every fault of all.
    """
    gathered, stages = Gathered(), []
    for environment in environments:
        with gathered.from_here():
            stages.append(EnvironmentStage(app, environment=environment))
    gathered.raise_if_any()
    return stages


def _stack_properties(environment: Environment, key: str) -> dict[str, Any]:
    return {
        "stack_name": stack_name(environment.name, key),
        "termination_protection": environment.termination_protection,
        "tags": {**environment.tags, "environment": environment.name},
    }
