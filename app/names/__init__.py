"""What is called how: actors, speakers and categories, and what somebody means by a name."""
