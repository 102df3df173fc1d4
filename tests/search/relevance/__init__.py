"""Questions with known answers over the demo content, how well they are answered, and what was answered before."""
