#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A side in a few lines: a range fault that handles nothing but snapshots of PTEs.

hmm-pfn check --side mine='python3 examples/side.py' --sides modern --scope 0 --runs 1000
"""
import json
import sys

VALID, WRITE, ERROR = 1 << 63, 1 << 62, 1 << 61
PAGE = 4096


def result_of(scenario):
    """The result of a call, or None for a scenario that this side cannot run."""
    space, span = scenario["mm"], scenario["range"]
    start, end = int(span["start"], 16), int(span["end"], 16)
    plain = all(vma["backing"] != "hugetlb" and vma["flags"][:1] == ["read"]
                and not {"io", "pfnmap", "mixedmap"} & set(vma["flags"]) for vma in space["vmas"])
    if not plain or scenario.get("events") or start >= end:
        return None
    if span["default"] != "." or set(span["requests"]) & {"r", "w", "x"}:
        return None  # Something is requested.
    if any(entry["level"] != "pte" for entry in space["entries"]):
        return None
    entries = {int(entry["at"], 16): entry for entry in space["entries"]}
    words = []
    for at in range(start, end, PAGE):
        if not any(int(vma["start"], 16) <= at < int(vma["end"], 16) for vma in space["vmas"]):
            words.append(ERROR)
            continue
        entry = entries.get(at)
        if entry is None:
            words.append(0)
        elif entry["is"] == "present" and not entry.get("protnone") and not entry.get("special"):
            words.append(int(entry["pfn"], 16) | VALID | (WRITE if entry.get("write") else 0))
        else:
            return None
    return {"ret": 0, "pfns": [hex(word) for word in words], "faults": [], "walks": 1}


for line in sys.stdin:
    question = json.loads(line)
    answer = {"number": question["number"]}
    if "hello" in question:
        answer |= {"hello": "hmm-side/1", "like": "modern"}
    else:
        result = result_of(question["scenario"])
        answer |= {"result": result} if result else {"none": "it handles snapshots of PTEs alone"}
    print(json.dumps(answer), flush=True)
