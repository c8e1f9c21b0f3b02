"""Every private name of MiniStack that the sandbox relies on, and what for.

MiniStack has no plug-in interface. All names are checked before anything is changed, so that a new
MiniStack version which moves one fails loudly with its name instead of half working.
"""

from functools import partial
from typing import Final

from sandbox.emulator.hooks._hook import Hook

_app = partial(Hook, "app")
_router = partial(Hook, "core.router")
_responses = partial(Hook, "core.responses")
_s3 = partial(Hook, "services.s3")
_provisioners = partial(Hook, "services.cloudformation.provisioners")
_stacks = partial(Hook, "services.cloudformation.stacks")
_cloudwatch = partial(Hook, "services.cloudwatch")

# --- the process and its services

APP = _app("app", "the ASGI application")
SERVICES = _app("SERVICE_HANDLERS", "the services by name", keys=("s3", "monitoring"))
RESET = _app("_reset_all_state", "forgets everything")
PATTERNS = _router("SERVICE_PATTERNS", "which requests reach a service", keys=("s3", "monitoring"))
ACCOUNT = _responses("get_account_id", "the account of the request")
REGION = _responses("get_region", "the region of the request")
REQUEST_SCOPE = _responses(
    "request_scope",
    "acts for an account and region outside a request",
    parameters=("account_id", "region"),
)
READ_OBJECT = _s3(
    "_get_object_data", "reads an S3 object in process", parameters=("bucket_name", "key")
)

# --- CloudFormation

TYPES = _provisioners(
    "_RESOURCE_HANDLERS",
    "CloudFormation's resource types",
    keys=("AWS::S3::Bucket", "AWS::IAM::Role"),
)
CREATE_ONLY = _provisioners("_REPLACING_PROPERTIES", "create-only properties by type")
FIXED_NAMES = _provisioners(
    "_CUSTOM_NAME_REPLACEMENT",
    "types whose named resources are never replaced",
    keys=("AWS::DynamoDB::Table",),
)
STACK_TAGS = _provisioners(
    "_STACK_TAG_PROPERTY", "types that get the stack's tags", keys=("AWS::SNS::Topic",)
)
NAME = _provisioners(
    "_physical_name",
    "names for resources without a name",
    parameters=("stack_name", "logical_id", "max_len"),
)
OFF_LOOP = _stacks(
    "_runs_on_worker_thread",
    "types that must not block the event loop",
    parameters=("resource_type",),
)

# --- CloudWatch

ALARM_OF_TEMPLATE = _provisioners(
    "_cw_metric_alarm_record",
    "an alarm of a template as CloudWatch keeps it",
    parameters=("name", "props"),
)
PUT_ALARM = _cloudwatch(
    "_put_metric_alarm",
    "answers PutMetricAlarm",
    parameters=("params", "cbor_data", "is_cbor", "is_json"),
)
CLOUDWATCH_ERROR = _cloudwatch(
    "_error",
    "refuses an alarm",
    parameters=("code", "message", "status", "use_json", "use_cbor"),
)
ALARMS = _cloudwatch("_alarms", "the alarms by name")
METRICS = _cloudwatch("_metrics", "the stored points of each metric")
SUMMARY = _cloudwatch("_calc_stats", "sums points up", parameters=("points",))
STATISTIC = _cloudwatch(
    "_stat_value", "computes a statistic", parameters=("stats", "stat_name", "points")
)
EVALUATE = _cloudwatch(
    "_evaluate_alarm", "decides in which state an alarm is", parameters=("alarm",)
)
RECORD_HISTORY = _cloudwatch(
    "_record_history",
    "remembers that an alarm changed",
    parameters=("alarm_name", "old_state", "new_state", "reason"),
)
ALARM_ACTIONS = _cloudwatch(
    "_dispatch_alarm_actions",
    "tells topics that an alarm changed",
    parameters=("alarm", "old_state", "new_state", "reason"),
)
PARENT_ALARMS = _cloudwatch(
    "_evaluate_parent_alarms",
    "decides in which state composite alarms are",
    parameters=("child",),
)

HOOKS: Final = tuple(name for name in tuple(globals().values()) if isinstance(name, Hook))
"""Every name above."""
