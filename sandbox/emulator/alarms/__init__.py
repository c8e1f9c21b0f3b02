"""CloudWatch alarms: metric math, the state that metrics tell, and keeping alarms in it."""
