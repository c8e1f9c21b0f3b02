"""The runtime: which variant gets a request, its answer or stream, and what is measured."""
