"""Tables from outside: accounts, contacts, subscriptions, usage and costs from CSV and XLSX, and back out."""
