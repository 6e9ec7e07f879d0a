"""`burnish demo`: the whole loop on a laptop, and a report of what it did."""
