"""Models and endpoint configurations: records that SageMaker keeps as they were sent."""

import time
from collections.abc import Iterable
from typing import Any

from sandbox.emulator._errors import AwsError
from sandbox.emulator._store import Record, Scope, Store

MODEL, ENDPOINT_CONFIG, ENDPOINT = "Model", "EndpointConfig", "Endpoint"
INFERENCE_COMPONENT = "InferenceComponent"

_RESOURCES = {
    MODEL: "model",
    ENDPOINT_CONFIG: "endpoint-config",
    ENDPOINT: "endpoint",
    INFERENCE_COMPONENT: "inference-component",
}
_WORDS = {
    MODEL: "model",
    ENDPOINT_CONFIG: "endpoint configuration",
    ENDPOINT: "endpoint",
    INFERENCE_COMPONENT: "inference component",
}
# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html
_MAX_VARIANTS = 10


def arn_of(scope: Scope, kind: str, name: str) -> str:
    """The ARN of a resource; SageMaker writes the name in lower case in it."""
    return scope.arn("sagemaker", f"{_RESOURCES[kind]}/{name.lower()}")


def find(store: Store, scope: Scope, kind: str, name: str) -> Any:
    """The record of that name.

    Raises:
        AwsError: In SageMaker's words, when there is none.
    """
    with store.lock:
        record = store.table(scope, kind).get(name)
    if record is None:
        raise AwsError(f'Could not find {_WORDS[kind]} "{arn_of(scope, kind, name)}".')
    return record


class Records:
    """Creates, describes, lists and deletes models and endpoint configurations."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create(self, scope: Scope, kind: str, params: Record) -> Record:
        """`CreateModel` or `CreateEndpointConfig`.

        Raises:
            AwsError: When the name is taken or the content is refused.
        """
        name = params[f"{kind}Name"]
        arn = arn_of(scope, kind, name)
        with self._store.lock:
            table = self._store.table(scope, kind)
            if name in table:
                raise AwsError(f'Cannot create already existing {_WORDS[kind]} "{arn}".')
            if kind == ENDPOINT_CONFIG:
                self._check_variants(scope, params)
            content = {key: value for key, value in params.items() if key != "Tags"}
            table[name] = content | {f"{kind}Arn": arn, "CreationTime": time.time()}
            self._store.add_tags(arn, params.get("Tags", []))
        return {f"{kind}Arn": arn}

    def describe(self, scope: Scope, kind: str, params: Record) -> Record:
        """`DescribeModel` or `DescribeEndpointConfig`."""
        record: Record = find(self._store, scope, kind, params[f"{kind}Name"])
        return record

    def delete(self, scope: Scope, kind: str, params: Record) -> Record:
        """`DeleteModel` or `DeleteEndpointConfig`; what an endpoint uses may be deleted too."""
        with self._store.lock:
            find(self._store, scope, kind, params[f"{kind}Name"])
            del self._store.table(scope, kind)[params[f"{kind}Name"]]
        return {}

    def list(self, scope: Scope, kind: str, params: Record) -> Record:
        """`ListModels` or `ListEndpointConfigs`."""
        with self._store.lock:
            records = list(self._store.table(scope, kind).values())
        members = (f"{kind}Name", f"{kind}Arn", "CreationTime")
        summaries = ({key: record[key] for key in members} for record in records)
        return page(summaries, kind=kind, params=params)

    def _check_variants(self, scope: Scope, params: Record) -> None:
        production = params.get("ProductionVariants", [])
        variants = [*production, *params.get("ShadowProductionVariants", [])]
        names = [v["VariantName"] for v in variants]
        repeated = sorted({name for name in names if names.count(name) > 1})
        if repeated:
            raise AwsError(f"Variant names must be unique, got more than once: {repeated}")
        if not 1 <= len(production) <= _MAX_VARIANTS:
            raise AwsError(
                f"ProductionVariants must hold 1 to {_MAX_VARIANTS}, got {len(production)}"
            )
        for variant in variants:
            if "ModelName" in variant:
                find(self._store, scope, MODEL, variant["ModelName"])
            instances = "InstanceType" in variant or "InstancePools" in variant
            if instances == ("ServerlessConfig" in variant):
                raise AwsError(
                    f"variant {variant['VariantName']!r} needs either an InstanceType or a "
                    "ServerlessConfig"
                )


def page(summaries: Iterable[Record], *, kind: str, params: Record) -> Record:
    """One page of a list operation: newest first, as the API's default order is.

    Args:
        summaries: What to list, oldest first.
        kind: The kind of resource; its plural names the list.
        params: `NameContains`, `StatusEquals`, `SortOrder`, `MaxResults` and `NextToken` are
            obeyed.
    """
    found = [
        summary
        for summary in summaries
        if params.get("NameContains", "").lower() in summary[f"{kind}Name"].lower()
        and params.get("StatusEquals") in (None, summary.get(f"{kind}Status"))
    ]
    if params.get("SortOrder", "Descending") == "Descending":
        found.reverse()
    start = int(params.get("NextToken", 0))
    end = start + params.get("MaxResults", 100)
    return {f"{kind}s": found[start:end]} | ({"NextToken": str(end)} if end < len(found) else {})
