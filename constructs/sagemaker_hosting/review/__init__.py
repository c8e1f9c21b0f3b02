"""Tells what the step from some templates to others means: in traffic, capacity, money and risk.

- `read_sides`: reads both sides: paths, or revisions of git.
- `outdated_of`: the environments whose templates are not what their files give.
- `review_of`: the review, as data (`Review`).
- `markdown_report`, `html_report`, `json_report`, `text_report`: its forms.
- `cases_of`, `Risk`, `Case`: what a pipeline can be told to fail on.
"""

from sagemaker_hosting.review._cases import Case, cases_of
from sagemaker_hosting.review._git import UnusableRevision
from sagemaker_hosting.review._html import html_report
from sagemaker_hosting.review._json import json_report
from sagemaker_hosting.review._markdown import markdown_report
from sagemaker_hosting.review._remark import Risk
from sagemaker_hosting.review._review import Review
from sagemaker_hosting.review._reviewing import review_of
from sagemaker_hosting.review._side import Side, read_sides
from sagemaker_hosting.review._text import text_report
from sagemaker_hosting.review._up_to_date import outdated_of

__all__ = [
    "Case",
    "Review",
    "Risk",
    "Side",
    "UnusableRevision",
    "cases_of",
    "html_report",
    "json_report",
    "markdown_report",
    "outdated_of",
    "read_sides",
    "review_of",
    "text_report",
]
