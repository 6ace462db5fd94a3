"""`python -m perfrules`."""

from perfrules.cli import main

main()
