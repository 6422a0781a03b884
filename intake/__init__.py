"""Post and e-mail in, cases out."""
