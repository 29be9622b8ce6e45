"""People: who they are, what they may do, what they shared, asked and decided, and the trace it leaves."""
