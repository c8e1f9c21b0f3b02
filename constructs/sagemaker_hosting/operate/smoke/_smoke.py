"""Checks every endpoint of an environment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sagemaker_hosting.operate._regions import in_their_regions
from sagemaker_hosting.operate.smoke._asking import Limits, ask
from sagemaker_hosting.operate.smoke._asynchronous import ask_asynchronously
from sagemaker_hosting.operate.smoke._choice import (
    OtherAccount,
    chosen_endpoints,
    label_of,
    names_of,
)
from sagemaker_hosting.operate.smoke._configuration import Configurations
from sagemaker_hosting.operate.smoke._live import Absent, LiveEndpoints
from sagemaker_hosting.operate.smoke._pace import Pace
from sagemaker_hosting.operate.smoke._report import Check, EndpointResult, Report
from sagemaker_hosting.operate.smoke._stacks import Stacks, Unchecked
from sagemaker_hosting.operate.smoke._state import (
    component_checks,
    configuration_check,
    failed,
    skipped,
    stack_check,
    status_check,
    unchecked,
)
from sagemaker_hosting.operate.smoke._target import targets_of
from sagemaker_hosting.view import Endpoint, Hosting, Scenario

if TYPE_CHECKING:
    from sagemaker_hosting.operate._aws import Aws
    from sagemaker_hosting.operate.smoke._live import LiveEndpoint
    from sagemaker_hosting.operate.smoke._sample import Sample
    from sagemaker_hosting.templates import Template


@dataclass(frozen=True, kw_only=True, slots=True)
class Options:
    """Defines what a run checks, and how patient it is.

    Attributes:
        only: the endpoints to check, by the name of their stack, their construct or in AWS;
            none = all.
        invoke: whether samples are sent.
        limits: how patient it is with answers.
        wait_seconds: how long it waits for an endpoint that is being changed.
    """

    only: tuple[str, ...] = ()
    invoke: bool = True
    limits: Limits = Limits()  # noqa: RUF009  # it is frozen
    wait_seconds: float = 60.0


def smoke(
    templates: Sequence[Template],
    *,
    environment: str,
    read_from: str,
    aws: Aws,
    samples: Sequence[Sample] = (),
    options: Options | None = None,
    pace: Pace | None = None,
) -> Report:
    """Check that what is deployed is what the templates say, and that it answers.

    Args:
        templates: those of one environment.
        environment: its name.
        read_from: where the templates were read, for the report.
        aws: who asks AWS.
        samples: what to send.
        options: what is checked.
        pace: the clock.

    Raises:
        NothingToCheck: No endpoint is left to check, or the credentials are of another account.
        AwsProblem: AWS cannot be asked at all: credentials, Region, network.
    """
    run = _Run(
        in_their_regions(templates),
        environment=environment,
        aws=aws,
        samples=samples,
        options=options if options is not None else Options(),
        pace=pace if pace is not None else Pace(),
    )
    places = run.places()
    return Report(
        environment=environment,
        read_from=read_from,
        places=places,
        endpoints=tuple(run.results()),
    )


class _Run:
    """Checks the endpoints of one environment, one after the other."""

    def __init__(
        self,
        templates: Sequence[Template],
        *,
        environment: str,
        aws: Aws,
        samples: Sequence[Sample],
        options: Options,
        pace: Pace,
    ) -> None:
        self._templates = templates
        self._aws = aws
        self._samples = samples
        self._options = options
        self._pace = pace
        self._stacks = Stacks(aws, environment)
        self._endpoints = LiveEndpoints(aws, self._stacks, pace, options.wait_seconds)
        self._configurations = Configurations(aws, self._endpoints)
        self._chosen = chosen_endpoints(templates, environment, options.only)

    def places(self) -> tuple[str, ...]:
        """Tell where it is checked, after making sure that the credentials are of that account.

        Raises:
            OtherAccount: They are of another account.
            AwsProblem: AWS cannot be asked.
        """
        templates = [endpoint.stack.template for endpoint in self._chosen]
        accounts = sorted({t.account for t in templates if t.account is not None})
        caller = self._aws.account(in_region=templates[0].region) if accounts else None
        others = [account for account in accounts if account != caller]
        if others:
            raise OtherAccount(
                f"the credentials are of account {caller}, the templates for {', '.join(others)}: "
                "use credentials of that account, or take on a role in it with --assume-role"
            )
        found = (
            "/".join([*([t.account] if t.account else []), self._aws.region_or(t.region)])
            for t in templates
        )
        return tuple(dict.fromkeys(found))

    def results(self) -> Iterator[EndpointResult]:
        """Check every endpoint.

        Raises:
            AwsProblem: AWS cannot be asked at all.
        """
        for endpoint in self._as_deployed():
            checks: list[Check] = []
            name: str | None = None
            try:
                stack = self._stacks.of(endpoint.stack.template)
                checks.append(stack_check(stack))
                live = self._endpoints.find(endpoint)
                name = live.name
                checks.append(status_check(live))
                checks += self._checks_of(endpoint, live)
            except Absent as reason:
                checks.append(failed("in service", str(reason)))
            except Unchecked as reason:
                checks.append(unchecked("in service", reason))
            label = label_of(endpoint)
            yield EndpointResult(endpoint=label, name=name, checks=tuple(checks))

    def _checks_of(self, endpoint: Endpoint, live: LiveEndpoint) -> Iterator[Check]:
        try:
            yield configuration_check(endpoint, live, self._endpoints)
        except Unchecked as reason:
            yield unchecked("configuration of the stack", reason)
        yield from self._configurations.checks(endpoint, live)
        try:
            yield from component_checks(endpoint, live, self._endpoints)
        except Unchecked as reason:
            yield unchecked("components", reason)
        if self._options.invoke:
            yield from self._answers(endpoint, live)

    def _answers(self, endpoint: Endpoint, live: LiveEndpoint) -> Iterator[Check]:
        if not live.serves:
            yield skipped("answers", f"{live.name} has no variant that could answer")
            return
        for target in targets_of(endpoint, live, names_of(endpoint, live.name)):
            what = f"{target.label} answers"
            if target.running == 0:
                yield skipped(what, "nothing of it runs: it is scaled to zero")
                continue
            samples = [sample for sample in self._samples if sample.is_for(target)]
            if not samples:
                models = " or ".join(dict.fromkeys(target.models[:2])) or "its model"
                yield unchecked(what, f"there is no sample for {models}")
            send = ask_asynchronously if target.is_asynchronous else ask
            for sample in samples:
                yield send(
                    self._aws, live, target, sample, limits=self._options.limits, pace=self._pace
                )
        if endpoint.config is not None:
            for variant in endpoint.config.shadow_variants:
                yield skipped(f"{variant.label} answers", "a shadow answers nobody")

    def _as_deployed(self) -> Iterator[Endpoint]:
        """The chosen endpoints, read with the parameters that their stacks have."""
        scenarios: dict[int, Scenario] = {}
        of = {endpoint.stack.template for endpoint in self._chosen}
        for index, template in enumerate(self._templates):
            if template not in of or not template.body.get("Parameters"):
                continue
            try:
                parameters = self._stacks.of(template).parameters
            except Unchecked:
                continue
            scenarios[index] = Scenario(parameters=parameters)
        if not scenarios:
            yield from self._chosen
            return
        chosen = {(endpoint.stack.template, endpoint.logical_id) for endpoint in self._chosen}
        for endpoint in Hosting(self._templates, scenarios).all_of(Endpoint):
            if (endpoint.stack.template, endpoint.logical_id) in chosen:
                yield endpoint
