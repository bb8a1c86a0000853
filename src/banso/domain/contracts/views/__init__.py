"""Pages of contracts: the lines of all accounts and of one, products and plans, rates, costs."""
