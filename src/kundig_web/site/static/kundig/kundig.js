// Small things that a page does by itself; every page works without them.
