"""The command line. Importing it costs nothing; each command loads what it needs when it runs."""

from __future__ import annotations


def main() -> None:
    """Run the command of the process's own arguments, and end the process with its exit code."""
    from perfrules.cli.app import app

    app.main(prog_name="perfrules")
