"""What a sentence claims, and whether policy, tool results and the user's own words bear it. Words are data (words.yaml)."""
