"""How much the house carries: its own server and database, a full archive, real requests."""
