"""Models as a file says them: their containers, images and artifacts."""
