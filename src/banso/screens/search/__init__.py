"""Finding a record by a few letters, from anywhere: what the palette asks for."""
