"""Presidents Abroad: foreign visits of presidents, compared, with every figure traced to its source."""
