"""The IR as operations on whole columns: what straight-line Python says of one subject, said of all rows at once."""
