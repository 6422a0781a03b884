"""Documents in and out: Word, PDF, text and scans become blocks of text; advice becomes Word and PDF."""
