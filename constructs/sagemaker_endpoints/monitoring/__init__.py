"""Alarms and dashboards: what is watched of every kind of endpoint."""
