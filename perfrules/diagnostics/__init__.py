"""What a message to an author is, how messages are gathered and how they are shown."""

from perfrules.diagnostics.collect import Diagnostics
from perfrules.diagnostics.diagnostic import Diagnostic, Doubt, Fix, Kind, Label, Severity
from perfrules.diagnostics.suggest import suggest

__all__ = ["Diagnostic", "Diagnostics", "Doubt", "Fix", "Kind", "Label", "Severity", "suggest"]
