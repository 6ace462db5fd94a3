"""Files that an office works with: score sheets and printed tables as workbooks, documents and pages."""
