"""Endpoints that answer while the caller waits: real-time, serverless, multi-model."""
