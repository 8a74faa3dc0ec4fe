"""An app for tests of the whole house: a reaction that counts how often it is called."""
