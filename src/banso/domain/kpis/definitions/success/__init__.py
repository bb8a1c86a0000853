"""KPIs of the customer success board, one file each."""
