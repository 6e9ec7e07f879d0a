"""Importers: what other systems export, read as interactions, feedback and outcomes; they know no database."""
