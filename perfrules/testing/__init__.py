"""Testing rubrics: facts around every edge, and rubrics of every shape. Needs the extra `testing`."""
