"""Landing: the tables the loader writes, and the only place where Python writes to the warehouse."""
