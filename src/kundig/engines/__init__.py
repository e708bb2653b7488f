"""The only room that opens DuckDB or Spark."""
