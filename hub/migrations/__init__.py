"""Alembic's migrations, numbered; `current_head.txt` names the newest so that two branches can't both claim it."""
