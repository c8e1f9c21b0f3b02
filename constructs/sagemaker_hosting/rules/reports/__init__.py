"""Writes findings: for people, for programs, for code scanning, for pull requests on GitHub."""

from sagemaker_hosting.rules.reports._baseline import Baseline, UnusableBaseline
from sagemaker_hosting.rules.reports._github import github_report
from sagemaker_hosting.rules.reports._json import json_report
from sagemaker_hosting.rules.reports._report import Report, counted, message_of
from sagemaker_hosting.rules.reports._sarif import sarif_report
from sagemaker_hosting.rules.reports._seen import Seen
from sagemaker_hosting.rules.reports._text import text_report

__all__ = [
    "Baseline",
    "Report",
    "Seen",
    "UnusableBaseline",
    "counted",
    "github_report",
    "json_report",
    "message_of",
    "sarif_report",
    "text_report",
]
