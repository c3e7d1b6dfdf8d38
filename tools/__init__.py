"""Deterministic functions: facts in, result with section and quote out. No model, clock, environment or network."""
