"""What every room uses: records by account and region, errors, the other services."""
