"""Model servers: what they serve, their processes, and one request to one."""
