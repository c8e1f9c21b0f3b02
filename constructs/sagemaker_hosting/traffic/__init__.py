"""Lets requests come to endpoints as templates deploy them: what scaling does, and what it costs.

`replay(read_templates(["templates/prod"]), {"demand": read_trace(Path("requests.csv"))})` gives a
`Replay` for each endpoint. What AWS does not tell of scaling is in `Assumptions`.
"""

from sagemaker_hosting.traffic._assumptions import Assumptions
from sagemaker_hosting.traffic._json import json_report
from sagemaker_hosting.traffic._part import Part
from sagemaker_hosting.traffic._replay import PartReplay, Replay, replay
from sagemaker_hosting.traffic._row import Instances, Row, Worst
from sagemaker_hosting.traffic._text import text_report
from sagemaker_hosting.traffic._trace import Trace, UnusableTrace
from sagemaker_hosting.traffic._trace_file import read_trace

__all__ = [
    "Assumptions",
    "Instances",
    "Part",
    "PartReplay",
    "Replay",
    "Row",
    "Trace",
    "UnusableTrace",
    "Worst",
    "json_report",
    "read_trace",
    "replay",
    "text_report",
]
