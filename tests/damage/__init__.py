"""A test tool that damages clean Chinese text the way re-posting sites do, and knows what it did."""
