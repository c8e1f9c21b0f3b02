"""What every part of a file is made of: forms of values, traffic, acknowledgements."""
