"""Changing an endpoint safely: in steps, with alarms that take the change back."""
