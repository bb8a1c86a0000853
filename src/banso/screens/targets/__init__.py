"""What people and teams are to sell, period by period: a table, against what they sold."""
