"""What is behind the command line: the server, the keys, the gates, words for the terminal."""
