"""KPIs of the board that sales and customer success share, one file each."""
