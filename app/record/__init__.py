"""What is kept: the one writer, the revisions, and the tables held against the documents."""
