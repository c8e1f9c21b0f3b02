"""Asynchronous endpoints: requests in a queue, answers in S3."""
