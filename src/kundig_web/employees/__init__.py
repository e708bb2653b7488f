"""Element 2 at work: what people need to serve customers well."""
