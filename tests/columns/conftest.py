"""The command line and a folder to work in, as the surfaces have them."""

from tests.surfaces.conftest import folder, perfrules

__all__ = ["folder", "perfrules"]
