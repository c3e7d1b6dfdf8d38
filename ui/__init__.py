"""Doors: HTTP API, Gradio page, command line. Each translates in and out; none holds conversation logic."""
