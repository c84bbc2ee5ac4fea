"""Each layer includes only what it may use: check_layers.py SOURCE_DIR

The layers and what they use are named in src/*/CMakeLists.txt (isfocus_layer ... USES); a layer may include headers of
those, of what these use in turn, and its own.
"""

import pathlib
import re
import sys

LAYER = re.compile(r"isfocus_layer\((\w+)(.*?)\)", re.S)
INCLUDE = re.compile(r'#include "(?:isfocus/)?(\w+)/')
LISTS = ("SOURCES", "USES", "LIBS")


def read_uses(root):
    """Layer -> the layers that it names; mrfpd_media counts as mrfpd, in whose folder it is."""
    uses = {}
    for file in sorted(root.glob("src/**/CMakeLists.txt")):
        for name, body in LAYER.findall(file.read_text(encoding="utf-8")):
            words, inside = body.split(), None
            for word in words:
                inside = word if word in LISTS else inside
                if inside == "USES" and word != "USES":
                    uses.setdefault(name.split("_")[0], set()).add(word.split("_")[0])
            uses.setdefault(name.split("_")[0], set())
    return uses


def reach(uses, layer):
    found, waiting = {layer}, [layer]
    while waiting:
        for below in uses[waiting.pop()] - found:
            found.add(below)
            waiting.append(below)
    return found


def programs(root, uses):
    """A program is built in the folder of a layer, of more than that layer."""
    for file in sorted(root.glob("src/*/CMakeLists.txt")):
        linked = re.findall(r"target_link_libraries\(isfocus\S+ PRIVATE ([^)]*)\)", file.read_text(encoding="utf-8"))
        for library in re.findall(r"isfocus_(\w+)", " ".join(linked)):
            uses[file.parent.name].add(library.split("_")[0])


def main():
    root = pathlib.Path(sys.argv[1])
    uses = read_uses(root)
    faults = []
    for layer in uses:
        if layer in {below for each in uses[layer] for below in reach(uses, each) if each != layer}:
            faults.append(f"src/{layer}: uses itself by way of another layer")
    programs(root, uses)
    checked = 0
    for layer in uses:
        allowed = reach(uses, layer)
        for folder in (root / "src" / layer, root / "include" / "isfocus" / layer):
            for file in sorted(folder.rglob("*.h")) + sorted(folder.rglob("*.cpp")):
                checked += 1
                for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
                    found = INCLUDE.match(line)
                    if found and found[1] in uses and found[1] not in allowed:
                        faults.append(f"{file.relative_to(root)}:{number}: {layer} does not name {found[1]} in USES")
    for fault in faults:
        print(fault)
    if checked == 0:
        faults.append("nothing checked")
    print(f"{len(uses)} layers, {checked} files, {len(faults)} faults")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
