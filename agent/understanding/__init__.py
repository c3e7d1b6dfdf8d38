"""A message and the state of the conversation → a `Reading` (facts told, measures meant, intents, matters asked)."""
