"""The embedded default: a deterministic chat model (plan the next tool call, compose the reply from results)."""
