"""Changing safely: rollouts with rollback alarms, shadow variants, shadow tests."""
