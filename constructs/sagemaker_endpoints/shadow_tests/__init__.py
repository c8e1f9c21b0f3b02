"""Tests of a variant in the shadow of an endpoint, for a time."""
