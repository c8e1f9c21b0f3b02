"""What follows the load, and the policies that move it."""
