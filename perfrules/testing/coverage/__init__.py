"""What of a rubric its cases try, in the units of the domain: rows, edges, overrides, caps, leftovers, grades."""
