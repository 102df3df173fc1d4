"""What the room of directives adds to the portal."""
