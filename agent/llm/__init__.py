"""A language model behind any OpenAI-compatible endpoint: what the wire sends is mended in one place, or is a failure with a name."""
