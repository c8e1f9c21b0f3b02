"""What every room uses: errors, tokens, policies, warnings, places in S3."""

from sagemaker_endpoints.common._warnings import findings_at

__all__ = ["findings_at"]
