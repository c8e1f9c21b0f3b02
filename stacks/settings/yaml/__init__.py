"""A file as it is written: its data, the line of each key, and how faults in it are told."""
