"""What is made of a rubric: scores, explanations, pictures of the table."""
