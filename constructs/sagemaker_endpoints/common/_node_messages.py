"""Messages to our module in Node; the one place that knows private names of jsii.

What jsii offers in public makes an object of Python of whatever an answer names, and imports its
module for that: more than the message costs. Where a jsii lacks the private names, which are those
of 1.142, the public ones do the same at that cost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jsii

from sagemaker_endpoints.common._node_module import DEFINITIONS

try:
    from jsii._kernel import _callback_till_result as _answered
    from jsii._kernel import _make_reference_for_native as _prepared
    from jsii._kernel import _recursize_dereference as _dereferenced
    from jsii._kernel.types import Callback, InvokeResponse, StaticInvokeRequest
except ImportError:
    _PRIVATE = False
else:
    _PRIVATE = hasattr(getattr(jsii.kernel, "provider", None), "sinvoke")

if TYPE_CHECKING:
    from collections.abc import Sequence

    from constructs import Construct


class _Definitions:
    __jsii_type__ = DEFINITIONS


def told_to_node(value: Any) -> Any:
    """A construct, struct or enum of CDK's as `define_in_node` takes it among its objects."""
    return _prepared(jsii.kernel, value) if _PRIVATE else value


def define_in_node(scope: Construct, plans: str, objects: Sequence[Any]) -> str:
    """What Node answers when it has defined *plans*, beside which the *objects* stand."""
    answer: str = _asked("define", scope, plans, *([list(objects)] if objects else []))
    return answer


def reference(number: int) -> Any:
    """What jsii calls the resource that Node knows by *number*."""
    found = _asked("find", number)
    return found if _PRIVATE else found.__jsii_ref__


def resource(number: int, known: Any) -> Any:
    """The same as CDK's L1; *known* is its `reference`. Imports the module of its class."""
    return _dereferenced(jsii.kernel, known) if _PRIVATE else _asked("find", number)


def _asked(method: str, *args: Any) -> Any:
    if not _PRIVATE:
        return jsii.sinvoke(_Definitions, method, list(args))
    request = StaticInvokeRequest(fqn=DEFINITIONS, method=method, args=list(args))
    answer: Any = jsii.kernel.provider.sinvoke(request)
    if isinstance(answer, Callback):  # Node asks what a user's class says: a stack's, a construct's
        return _answered(jsii.kernel, answer, InvokeResponse)
    return answer.result
