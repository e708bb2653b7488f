"""The REST API: customers, facts in, measures, imports; with its own description."""
