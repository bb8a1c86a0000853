"""Tables in files: CSV and XLSX, read with what was found said, written so that no cell is a formula."""
