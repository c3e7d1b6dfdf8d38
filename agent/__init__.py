"""One conversation: the LangGraph graph, its models, understanding, verification and records."""
