"""The SageMaker API of models, endpoint configurations, endpoints, components and their tags."""

from collections.abc import Callable
from functools import partial

from sandbox.emulator.common._kinds import ENDPOINT, ENDPOINT_CONFIG, MODEL
from sandbox.emulator.common._page import page
from sandbox.emulator.common._store import Record, Scope, Store
from sandbox.emulator.components._components import Components
from sandbox.emulator.control_plane._operations import Operation, operation_of
from sandbox.emulator.control_plane._records import Records
from sandbox.emulator.endpoints._endpoints import Endpoints


class ControlPlane:
    """Answers the operations of the SageMaker API by name."""

    def __init__(
        self, *, store: Store, records: Records, endpoints: Endpoints, components: Components
    ) -> None:
        self._store = store
        self._endpoints = endpoints
        self._operations: dict[str, Operation] = {
            "CreateEndpoint": endpoints.create,
            "UpdateEndpoint": endpoints.update,
            "UpdateEndpointWeightsAndCapacities": endpoints.set_weights,
            "DescribeEndpoint": self._describe_endpoint,
            "DeleteEndpoint": endpoints.delete,
            "ListEndpoints": self._list_endpoints,
            "CreateInferenceComponent": components.create,
            "UpdateInferenceComponent": components.update,
            "UpdateInferenceComponentRuntimeConfig": components.set_copies,
            "DescribeInferenceComponent": components.describe,
            "DeleteInferenceComponent": components.delete,
            "ListInferenceComponents": components.list,
            "AddTags": self._add_tags,
            "DeleteTags": self._delete_tags,
            "ListTags": self._list_tags,
        }
        for kind in (MODEL, ENDPOINT_CONFIG):
            self._operations |= {
                f"Create{kind}": partial(self._of_kind, records.create, kind),
                f"Describe{kind}": partial(self._of_kind, records.describe, kind),
                f"Delete{kind}": partial(self._of_kind, records.delete, kind),
                f"List{kind}s": partial(self._of_kind, records.list, kind),
            }

    @property
    def operations(self) -> frozenset[str]:
        """The names of the operations that are emulated."""
        return frozenset(self._operations)

    def call(self, scope: Scope, operation: str, params: Record) -> Record:
        """Answer one operation.

        Args:
            scope: The account and region of the caller.
            operation: The operation's name, for instance `CreateModel`.
            params: Its input.

        Raises:
            AwsError: As AWS would, or `UnknownOperationException` for one that is not emulated.
        """
        return operation_of(self._operations, "sagemaker", operation)(scope, params)

    @staticmethod
    def _of_kind(
        answer: Callable[[Scope, str, Record], Record], kind: str, scope: Scope, params: Record
    ) -> Record:
        return answer(scope, kind, params)

    def _describe_endpoint(self, scope: Scope, params: Record) -> Record:
        with self._store.lock:
            return self._endpoints.find(scope, params["EndpointName"]).describe()

    def _list_endpoints(self, scope: Scope, params: Record) -> Record:
        members = ("EndpointName", "EndpointArn", "CreationTime", "LastModifiedTime")
        with self._store.lock:
            described = [endpoint.describe() for endpoint in self._endpoints.listed(scope)]
        summaries = ({k: d[k] for k in (*members, "EndpointStatus")} for d in described)
        return page(summaries, kind=ENDPOINT, params=params)

    def _add_tags(self, _scope: Scope, params: Record) -> Record:
        with self._store.lock:
            self._store.add_tags(params["ResourceArn"], params["Tags"])
            return {"Tags": self._store.tags(params["ResourceArn"])}

    def _delete_tags(self, _scope: Scope, params: Record) -> Record:
        with self._store.lock:
            self._store.remove_tags(params["ResourceArn"], params["TagKeys"])
        return {}

    def _list_tags(self, _scope: Scope, params: Record) -> Record:
        with self._store.lock:
            return {"Tags": self._store.tags(params["ResourceArn"])}
