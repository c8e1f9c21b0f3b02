"""The stack of the pipeline, in an account of its own; `stacks.pipeline` adds it to the app."""

from stacks._delivery._stack import STACK_NAME, PipelineStack

__all__ = ["STACK_NAME", "PipelineStack"]
