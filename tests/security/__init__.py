"""What keeps workspaces, visitors and promises apart, tried on two workspaces with a row of everything."""
