"""Models and endpoint configurations: records that SageMaker keeps as they were sent."""

import time

from sandbox.emulator.common._errors import AwsError
from sandbox.emulator.common._kinds import ENDPOINT_CONFIG, MODEL, WORDS, arn_of, find
from sandbox.emulator.common._page import page
from sandbox.emulator.common._store import Record, Scope, Store

# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html
_MAX_VARIANTS = 10


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
                raise AwsError(f'Cannot create already existing {WORDS[kind]} "{arn}".')
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
