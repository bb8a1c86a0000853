"""Moving the journal and the usage log into the column store: in order, exactly once in effect."""
