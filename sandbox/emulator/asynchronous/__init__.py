"""Asynchronous inference: requests, their queue, and answers in S3."""
