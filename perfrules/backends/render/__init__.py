"""The rubric as a printed 指标体系表: text, HTML and data for programs, all from the same words."""
