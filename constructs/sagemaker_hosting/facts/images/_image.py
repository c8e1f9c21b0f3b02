"""Defines an image that AWS publishes, and the error for one that it does not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sagemaker_hosting.facts.images._patching import collected_on
from sagemaker_hosting.facts.partitions import dns_suffix_of
from sagemaker_hosting.nearest import nearest


class UnknownImage(ValueError):  # noqa: N818  # reads as what it says, and is fixed API
    """An image that AWS does not publish; the message names what it does publish."""

    @classmethod
    def among(
        cls,
        fault: str,
        got: str,
        known: Iterable[str],
        *,
        near: Iterable[str] | None = None,
        listed_at: str | None = None,
    ) -> "UnknownImage":
        """Make the error for a value that is none of the known ones.

        Args:
            fault: What is wrong, naming the value got.
            got: The value.
            known: The values that would do, in the order to show them.
            near: Those of them that may have been meant; by default the most alike.
            listed_at: Where they stand, if they are too many to show them all.
        """
        choices = list(known)
        likely = list(near) if near is not None else list(nearest(got, choices))
        every = f"all: {', '.join(choices)}"
        if listed_at is not None:
            every = f"all {len(choices)}: {listed_at}"
        hint = f"nearest: {', '.join(likely)} ({every})" if likely else every
        return cls(f"{fault}; {hint}")


@dataclass(frozen=True, kw_only=True, slots=True)
class FrameworkImage:
    """Defines one image that AWS publishes for inference.

    Attributes:
        framework: The name of the SDK's table, such as `pytorch`.
        version: The full version, even if a short one was asked for.
        py_version: Such as `py312`; None where the image's name holds none.
        processor: `cpu`, `gpu`, `inf`, ...; None where one image serves all.
        repository: Of ECR, such as `pytorch-inference`.
        tag: Such as `2.6.0-cpu-py312`; a short version that was asked for stays short here, and
            then moves with AWS's releases.
        accounts: Region -> account of the registry, for every Region that has the image.
        script_mode: Whether the container serves by running the artifact's `code/inference.py`.
        end_of_patch: ISO date at which AWS stops patching, or the latest at which it can have
            stopped; None = no date is known.
    """

    framework: str
    version: str
    py_version: str | None
    processor: str | None
    repository: str
    tag: str
    accounts: Mapping[str, str] = field(hash=False)
    script_mode: bool
    end_of_patch: str | None

    def uri(self, region: str) -> str:
        """Compose the image's URI in a Region.

        Args:
            region: Such as `eu-west-1`; not a CDK token.

        Raises:
            UnknownImage: AWS does not publish the image in that Region.
        """
        account = self.accounts.get(region)
        if account is None:
            fault = f"{self.repository}:{self.tag} is not published in Region {region!r}"
            raise UnknownImage.among(fault, region, sorted(self.accounts))
        host = f"{account}.dkr.ecr.{region}.{dns_suffix_of(region)}"
        return f"{host}/{self.repository}:{self.tag}"


def patching_ended(image: FrameworkImage) -> bool:
    """Tell whether AWS had stopped patching the image when the dates were collected.

    No clock is read, so that the answer changes with the package only.
    """
    return image.end_of_patch is not None and image.end_of_patch < collected_on()
