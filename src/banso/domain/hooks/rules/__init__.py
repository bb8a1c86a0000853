"""Rules of webhooks: how a message is signed, and when it is tried again."""
