"""What `make demo` shows: from environment files to forecasts out of a deployed endpoint."""
