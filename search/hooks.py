"""What the room of search adds to the portal."""
