"""Reads CloudFormation templates, from any tool: files, folders, cloud assemblies, standard input.

- `read_templates`: reads what it is given, all of it or none of it.
- `Template`: one template, which knows its stack, its environment and its lines.
- `Acknowledgement`: a finding that the app's code acknowledges.
- `UnusableInput`: everything that is wrong with the input, at once.
"""

from sagemaker_hosting.templates._read import read_templates
from sagemaker_hosting.templates._template import Acknowledgement, Template
from sagemaker_hosting.templates._unusable import UnusableInput

__all__ = ["Acknowledgement", "Template", "UnusableInput", "read_templates"]
