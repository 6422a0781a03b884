"""Print the ten longest files and functions: sizes are watched, not policed."""

import ast
from pathlib import Path

ROOMS = ("hub", "checker", "intake", "portal", "scheduler")


def main() -> None:
    """Print them, and the lines of each room."""
    files: list[tuple[int, str]] = []
    functions: list[tuple[int, str]] = []
    for room in ROOMS:
        for path in Path(room).rglob("*.py"):
            if "migrations" in path.parts:
                continue
            source = path.read_text(encoding="utf-8")
            files.append((len(source.splitlines()), str(path)))
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.FunctionDef):
                    functions.append(((node.end_lineno or node.lineno) - node.lineno + 1, f"{path}:{node.name}"))
    for title, found in (("files", files), ("functions", functions)):
        print(f"Longest {title}:", ", ".join(f"{name} {lines}" for lines, name in sorted(found, reverse=True)[:10]))
    totals = {room: sum(lines for lines, name in files if name.startswith(room + "/")) for room in ROOMS}
    print("Lines:", ", ".join(f"{room} {lines}" for room, lines in totals.items()))


if __name__ == "__main__":
    main()
