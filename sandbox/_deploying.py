"""What the real CDK CLI does with a sandbox."""

import abc
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sandbox._assembly import stacks_of
from sandbox._cdk import in_each_account, run_cdk
from sandbox._deployed import DeployedTo, remember
from sandbox._environment import DEFAULT_ACCOUNT, DEFAULT_REGION
from sandbox._failures import telling_what_failed
from sandbox._model_code import check_model_code
from sandbox._places import Places


class Deploying(abc.ABC):
    """Runs the CDK CLI against a local AWS: bootstraps, deploys, destroys."""

    def __init__(self, places: Places) -> None:
        self._places = places

    @abc.abstractmethod
    def environment(
        self, account: str = DEFAULT_ACCOUNT, region: str = DEFAULT_REGION
    ) -> dict[str, str]:
        """The whole environment for a program that is to act in an account and region."""

    @abc.abstractmethod
    def client(
        self, service: str, *, account: str = DEFAULT_ACCOUNT, region: str = DEFAULT_REGION
    ) -> Any:
        """A boto3 client that acts in an account and region."""

    def cdk(
        self,
        *arguments: str,
        account: str = DEFAULT_ACCOUNT,
        region: str = DEFAULT_REGION,
        capture: bool = True,
        check: bool = True,
    ) -> subprocess.CompletedProcess[str]:
        """Run one command of the real CDK CLI in the project's folder.

        Args:
            arguments: The command and its options, for instance `"diff", "--app", "cdk.out"`.
            account: The account it acts in.
            region: The region it acts in.
            capture: Return its output instead of showing it.
            check: Raise when it fails.

        Raises:
            SandboxError: When it fails, with the end of its output.
        """
        return run_cdk(
            arguments,
            command=self._places.cdk,
            environment=self.environment(account, region),
            folder=self._places.project,
            capture=capture,
            check=check,
        )

    def bootstrap(
        self, account: str = DEFAULT_ACCOUNT, region: str = DEFAULT_REGION, *, capture: bool = True
    ) -> None:
        """Make the CDK's own stack in an account and region, unless it is there.

        Raises:
            SandboxError: When the CLI fails.
        """
        stacks = self.client("cloudformation", account=account, region=region)
        names = {stack["StackName"] for stack in stacks.describe_stacks()["Stacks"]}
        if "CDKToolkit" not in names:
            run_cdk(
                ("bootstrap", f"aws://{account}/{region}"),
                command=self._places.cdk,
                environment=self.environment(account, region),
                folder=self._places.home,  # without a cdk.json the CLI synthesizes no app for it
                capture=capture,
            )

    def deploy(
        self, assembly: Path, *, stacks: Sequence[str] = ("**",), capture: bool = True
    ) -> str:
        """Bootstrap every account and region of the chosen stacks and deploy them.

        Args:
            assembly: The folder that `cdk synth` wrote.
            stacks: Patterns of stacks as the CDK CLI takes them, for instance `dev/**`.
            capture: Return the CLI's output instead of showing it.

        Raises:
            SandboxError: When no stack matches, model code does not compile, or the CLI fails:
                with the resources that failed, the reasons, and what to do.
        """
        chosen = stacks_of(assembly, selection=tuple(stacks))
        check_model_code(chosen)
        remember(self._places, [DeployedTo(stack.account, stack.region) for stack in chosen])
        for account, region in sorted({(s.account, s.region) for s in chosen}):
            self.bootstrap(account, region, capture=capture)
        with telling_what_failed("deploy", chosen, client=self.client, captured=capture):
            return in_each_account(self.cdk, "deploy", assembly, stacks=chosen, capture=capture)

    def destroy(
        self, assembly: Path, *, stacks: Sequence[str] = ("**",), capture: bool = True
    ) -> str:
        """Delete the chosen stacks, as `deploy` made them.

        Raises:
            SandboxError: When no stack matches or the CLI fails, for instance because a stack has
                termination protection.
        """
        chosen = stacks_of(assembly, selection=tuple(stacks))
        with telling_what_failed("destroy", chosen, client=self.client, captured=capture):
            return in_each_account(self.cdk, "destroy", assembly, stacks=chosen, capture=capture)
