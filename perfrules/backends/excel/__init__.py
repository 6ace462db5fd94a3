"""The IR as cells of a workbook: whole numbers only, so that a spreadsheet's binary floats decide nothing."""
