"""Checks templates by the rules of SageMaker hosting, on what any tool wrote.

- `check`: every finding of some templates.
- `check_update`: what AWS refuses of the step from deployed templates to new ones; `check_changes`
  likewise, of `Changes`.
- `set_aside`: what is left of findings when those that the app acknowledges are gone.
- `RULES`, `UPDATE_RULES`, `rule_of`: the rules, each one declared with its reason and its source.
- `Finding`, `Rule`, `Severity`, `Confidence`: what these consist of.
"""

from sagemaker_hosting.rules._acknowledged import PLUGIN, Acknowledged, set_aside
from sagemaker_hosting.rules._catalogue import RULES, UPDATE_RULES, rule_of
from sagemaker_hosting.rules._engine import check
from sagemaker_hosting.rules._finding import Finding
from sagemaker_hosting.rules._rule import Confidence, Rule, Severity
from sagemaker_hosting.rules._update_engine import check_changes, check_update

__all__ = [
    "PLUGIN",
    "RULES",
    "UPDATE_RULES",
    "Acknowledged",
    "Confidence",
    "Finding",
    "Rule",
    "Severity",
    "check",
    "check_changes",
    "check_update",
    "rule_of",
    "set_aside",
]
