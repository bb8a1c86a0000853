"""KPIs of the sales board, one file each."""
