"""Models: containers, images, artifacts, the role they run under, their network."""
