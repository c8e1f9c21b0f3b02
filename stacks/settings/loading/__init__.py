"""From a file to its settings, or to every fault of it at its line."""
