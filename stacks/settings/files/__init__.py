"""The files as a whole: an environment with its network, the pipeline, and their JSON Schemas."""
