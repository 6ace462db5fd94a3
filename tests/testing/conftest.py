"""The command line, as tests of the commands call it."""

from tests.surfaces.conftest import perfrules as perfrules
