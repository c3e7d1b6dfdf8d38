"""What the policy says: verbatim text, rules as data, silences, retrieval. Knows nothing of people, chats or the web."""
