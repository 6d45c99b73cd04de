"""The rows of the benchmark: a function each, `measure(session)`, which adds lines to the session's report."""
