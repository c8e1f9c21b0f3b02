"""What every room uses: errors, tokens, policies, warnings, alarms, places in S3."""

from sagemaker_endpoints.common._metric_alarm import (
    Comparison,
    MetricAlarm,
    MetricAlarms,
    MetricStat,
)
from sagemaker_endpoints.common._warnings import findings_at

__all__ = ["Comparison", "MetricAlarm", "MetricAlarms", "MetricStat", "findings_at"]
