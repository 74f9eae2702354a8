"""Checks licences and sources of all dependencies against deny.toml."""

import json
import pathlib
import re
import subprocess
import sys
import tomllib

root = pathlib.Path(__file__).resolve().parent.parent
policy = tomllib.loads((root / "deny.toml").read_text())
allowed = set(policy["licenses"]["allow"])
metadata = json.loads(
    subprocess.run(
        ["cargo", "metadata", "--locked", "--format-version", "1"], cwd=root, check=True, capture_output=True
    ).stdout
)


def accepted(expression):
    """Whether an SPDX expression can be met: OR needs one side, AND both."""
    expression = expression.replace("/", " OR ").strip()
    while expression.startswith("(") and expression.endswith(")"):
        expression = expression[1:-1]
    sides = re.split(r" AND (?![^(]*\))", expression)
    if len(sides) > 1:
        return all(accepted(side) for side in sides)
    sides = re.split(r" OR (?![^(]*\))", expression)
    if len(sides) > 1:
        return any(accepted(side) for side in sides)
    return expression in allowed


wrong = []
for package in metadata["packages"]:
    name = f"{package['name']} {package['version']}"
    if not accepted(package.get("license") or ""):
        wrong.append(f"{name}: licence {package.get('license')}")
    if package["source"] is not None and not package["source"].startswith("registry+"):
        wrong.append(f"{name}: not from a registry")
print(f"{len(metadata['packages'])} packages looked at")
if wrong:
    sys.exit("\n".join(wrong))
