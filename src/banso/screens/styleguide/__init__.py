"""Every part that pages are made of, on one page, for those who build pages and for the tests."""
