"""Questions asked of English prose: whose information is it, where, when, how often, is it denied.

Each module answers one question with half-open code-point spans of the text as it was typed. The lists behind the
answers are TOML files in `lists/`, each naming its source.
"""
