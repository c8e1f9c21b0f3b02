"""What values of a file must say together, and beside what AWS has."""
