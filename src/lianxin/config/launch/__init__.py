"""Starts the parts of 连心 on one machine: database, server, worker.

Runs before Django is set up, so its sentences stand here in Chinese with English beside them
instead of going through gettext.
"""
