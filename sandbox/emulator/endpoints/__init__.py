"""Endpoints: their variants and fleets, and their life."""
