# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds the JSON Schema of scenarios against files that must and must not meet it.

    check.py RAVINE [SCENARIO…]

Without scenarios: all that are shipped and those of `right/` must meet the schema that `RAVINE schema` prints; each of
`wrong/` must break it exactly once, and the error must contain the word that the file's first line gives
(`# error: WORD`). `RAVINE validate` must say the same of the files of both folders. What `RAVINE new` prints must meet
the schema too.
"""
import json
import subprocess
import sys
from pathlib import Path

from jsonschema import Draft7Validator
from ruamel.yaml import YAML

HERE = Path(__file__).parent
SHIPPED = HERE.parent.parent / "scenarios"
WRONG_INPUT = 2


def read(text):
    """The scenario as an editor sees it: YAML 1.2, dates are text."""
    yaml = YAML(typ="safe", pure=True)
    yaml.constructor.add_constructor(
        "tag:yaml.org,2002:timestamp", lambda loader, node: loader.construct_scalar(node))
    return yaml.load(text)


def sentence(error):
    """An error with its place, and those of the alternatives in it, on one line."""
    place = ".".join(str(part) for part in error.absolute_path) or "the scenario"
    inner = "; ".join(sentence(cause) for cause in error.context or [])
    text = f"{place}: {error.message}"
    return f"{text} [{inner}]" if inner else text


def objection(path, errors):
    """Why the schema does not say of a file what it should; None if it does."""
    if path.parent.name != "wrong":
        return " | ".join(sentence(error) for error in errors) or None
    head = path.read_text(encoding="utf-8").splitlines()[0]
    word = head.removeprefix("# error: ")
    if word == head:
        return "its first line does not say '# error: WORD'"
    if len(errors) != 1:
        return f"{len(errors)} errors and not one: " + " | ".join(sentence(error) for error in errors)
    if word not in sentence(errors[0]):
        return f"'{word}' is not in the error: {sentence(errors[0])}"
    return None


def answer(ravine, *words):
    """What a command of Ravine prints."""
    return subprocess.run([ravine, *words], capture_output=True, text=True, check=True).stdout


def contradiction(ravine, path):
    """Where Ravine says something else of a file than the schema; None if it says the same."""
    if path.parent.parent != HERE:
        return None
    expected = WRONG_INPUT if path.parent.name == "wrong" else 0
    said = subprocess.run([ravine, "validate", path], capture_output=True, text=True, check=False)
    if said.returncode == expected:
        return None
    return f"'ravine validate' ends with {said.returncode}: {said.stdout}{said.stderr}"


def unknown(schema, place=""):
    """Keys of which a schema says nothing but a description, so that every value would do."""
    if isinstance(schema, list):
        return [key for part in schema for key in unknown(part, place)]
    if not isinstance(schema, dict):
        return []
    found = []
    for keyword, part in schema.items():
        if keyword in ("properties", "definitions"):
            for name, inner in part.items():
                says = set(inner) - {"description", "default", "deprecated", "deprecationMessage"}
                # What all kinds have in common stands at the top, where `place` is empty, and is not said again.
                if keyword == "properties" and place and inner and not says:
                    found.append(f"{place}.{name}")
                found += unknown(inner, f"{place}.{name}" if place else name)
        elif keyword not in ("default", "enum"):
            found += unknown(part, place)
    return found


def main(ravine, *scenarios):
    schema = json.loads(answer(ravine, "schema"))
    Draft7Validator.check_schema(schema)
    validator = Draft7Validator(schema)
    paths = [Path(scenario) for scenario in scenarios] or [
        *sorted(SHIPPED.glob("*/*.yaml")), *sorted(HERE.glob("right/*.yaml")), *sorted(HERE.glob("wrong/*.yaml"))]
    passed, complaints = 0, [f"{key}: the schema has no form for the words of this parameter" for key in unknown(schema)]

    def judge(name, reason):
        nonlocal passed
        if reason:
            complaints.append(f"{name}: {reason}"[:2000])
        else:
            passed += 1

    for path in paths:
        errors = list(validator.iter_errors(read(path.read_text(encoding="utf-8"))))
        judge(path, objection(path, errors) or contradiction(ravine, path))
    for kind in [] if scenarios else schema["properties"]["experiment"]["enum"]:
        errors = validator.iter_errors(read(answer(ravine, "new", kind)))
        judge(f"ravine new {kind}", " | ".join(sentence(error) for error in errors))
    print("\n".join([*complaints, f"{passed} passed, {len(complaints)} failed"]))
    return bool(complaints)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
