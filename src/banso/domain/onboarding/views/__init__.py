"""The list, an onboarding with its plan in three faces, templates, and the customer's page."""
