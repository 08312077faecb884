"""Presidents Abroad: foreign visits compared, with every figure traced to its source."""
