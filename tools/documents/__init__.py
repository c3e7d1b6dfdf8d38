"""Application drafts as files: Word from templates that staff edit, Markdown, PDF, sheets with live formulas, packages."""
