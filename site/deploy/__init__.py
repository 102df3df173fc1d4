"""Bringing the portal up: the steps of `make run`, servers for tests, and samples for a real server."""
