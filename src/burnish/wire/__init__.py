"""The outbound client: every request that Burnish sends to an address which somebody typed goes through here."""
