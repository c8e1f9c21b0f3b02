"""Checks what is deployed: that it is what the templates say, and that it answers.

- `smoke`: checks every endpoint of an environment, and tells everything at once.
- `read_samples`: the requests that are sent, with what their answers must be.
- `text_report`, `json_report`: what was found out, for people and for programs.
"""

from sagemaker_hosting.operate.smoke._asking import Limits
from sagemaker_hosting.operate.smoke._choice import NothingToCheck, OtherAccount
from sagemaker_hosting.operate.smoke._expectation import Expectation, FromVariable
from sagemaker_hosting.operate.smoke._pace import Pace
from sagemaker_hosting.operate.smoke._report import Check, EndpointResult, Outcome, Report
from sagemaker_hosting.operate.smoke._reports import json_report, text_report
from sagemaker_hosting.operate.smoke._sample import Sample
from sagemaker_hosting.operate.smoke._samples import UnusableSamples, read_samples
from sagemaker_hosting.operate.smoke._smoke import Options, smoke

__all__ = [
    "Check",
    "EndpointResult",
    "Expectation",
    "FromVariable",
    "Limits",
    "NothingToCheck",
    "Options",
    "OtherAccount",
    "Outcome",
    "Pace",
    "Report",
    "Sample",
    "UnusableSamples",
    "json_report",
    "read_samples",
    "smoke",
    "text_report",
]
