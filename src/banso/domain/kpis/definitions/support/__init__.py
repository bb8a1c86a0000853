"""KPIs of the support board, one file each."""
