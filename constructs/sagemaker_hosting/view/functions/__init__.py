"""What a value in a template comes to: functions followed, conditions decided, branches found."""
