"""The ledger, a promise, writing one down, its states, and the page behind a customer's link."""
