"""One door: password, second factor, sessions. allauth brings the flows; what is the portal's own stands here."""
