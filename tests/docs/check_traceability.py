"""Fails when docs/traceability.md names a file or a test that does not exist, or a requirement twice.

usage: check_traceability.py SOURCE_DIR BUILD_DIR CTEST
"""

import json
import os
import pathlib
import re
import subprocess
import sys


def tests_in(program):
    suite = ""
    for line in subprocess.run([program, "--gtest_list_tests"], check=True, capture_output=True, text=True).stdout.splitlines():
        name = line.split("#")[0].strip()
        if not line.startswith(" "):
            suite = name
        else:
            yield suite + name


def known_tests(ctest, build):
    listing = subprocess.run([ctest, "--show-only=json-v1"], cwd=build, check=True, capture_output=True, text=True)
    tests = json.loads(listing.stdout)["tests"]
    names = {test["name"] for test in tests}
    for test in tests:
        command = test.get("command", [])
        if len(command) == 1 and os.path.basename(command[0]) == test["name"]:  # a whole GoogleTest program
            names |= {f"{test['name']}.{each}" for each in tests_in(command[0])}
    # `unit_base.Uri.X` is named as `Uri.X` in the table; parameterised tests by their suite and name.
    short = {name.split(".", 1)[1] for name in names if "." in name}
    return names | short | {re.sub(r"^\w+/", "", name).split("/")[0] for name in short}


def rows(table):
    for number, line in enumerate(table.read_text().splitlines(), 1):
        if re.match(r"\|\s*[A-Z]+-?\d", line):
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            yield number, cells


def main():
    source, build, ctest = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    table = source / "docs" / "traceability.md"
    tests, seen, faults = known_tests(ctest, build), set(), []
    for number, cells in rows(table):
        if len(cells) != 4:
            faults.append(f"line {number}: expects | id | clause | file | test |")
            continue
        requirement, _, files, named = cells
        if requirement in seen:
            faults.append(f"line {number}: {requirement} stands twice")
        seen.add(requirement)
        for file in re.findall(r"`([^`]+)`", files):
            if not (source / file).exists():
                faults.append(f"line {number}: {requirement}: no such file: {file}")
        names = re.findall(r"`([^`]+)`", named)
        if not names:
            faults.append(f"line {number}: {requirement}: names no test")
        faults += [f"line {number}: {requirement}: no such test: {name}" for name in names if name not in tests]
    print("\n".join(faults) or f"{len(seen)} requirements, all with files and tests that exist")
    return 1 if faults or not seen else 0


sys.exit(main())
