"""What every room uses: errors, tokens, policies, warnings, places in S3."""
