"""What the command line and the process need, and serving does not."""
