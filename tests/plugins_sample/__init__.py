"""A plugin as a province might write one: a link, a piece of the home page, an address of the API."""
