#!/usr/bin/env python3
"""Counts what the test projects reported: per tier, what was skipped for what, and the closing line.

usage: test-report.py RESULTS EXPECTED_SKIPS [WORD]

A test project without a report has crashed and counts as one failure. A skip that EXPECTED_SKIPS (test, missing thing; a
test may end in *) does not list is a failure: a test that does not run must be known not to run.
"""
import collections
import pathlib
import sys
import xml.etree.ElementTree as xml

TIERS = {"Story": "story", "Netns": "netns", "Interop": "interop", "Architecture": "architecture"}


def tier(project):
    return next((name for word, name in TIERS.items() if f".{word}." in project), "unit")


def expected_skips(file):
    rows = [line.split("\t") for line in file.read_text().splitlines() if line and not line.startswith("#")]
    return [row[0] for row in rows[1:]]


def is_expected(test, patterns):
    return any(test.startswith(p[:-1]) if p.endswith("*") else test.split("(")[0] == p for p in patterns)


def main():
    results, skips_file = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    word = sys.argv[3] if len(sys.argv) > 3 else ""
    expected = expected_skips(skips_file)
    counts = collections.defaultdict(collections.Counter)
    reasons, failures = collections.Counter(), []
    projects = [p.name for p in sorted(pathlib.Path("tests").glob("*.Tests")) if word in p.name]
    for project in projects:
        report = results / f"{project}.xml"
        if not report.exists():
            counts[tier(project)]["failed"] += 1
            failures.append(f"{project}: no report; see {results / (project + '.log')}")
            continue
        for test in xml.parse(report).getroot().iter("test"):
            outcome = {"Pass": "passed", "Fail": "failed", "Skip": "skipped"}.get(test.get("result"), "failed")
            if outcome == "skipped":
                reason = test.findtext("reason") or "no reason given"
                if is_expected(test.get("name"), expected):
                    reasons[reason.strip()] += 1
                else:
                    outcome = "failed"
                    failures.append(f"{test.get('name')}: skipped ({reason.strip()}) but not in {skips_file}")
            elif outcome == "failed":
                failures.append(test.get("name"))
            counts[tier(project)][outcome] += 1
    for name, count in sorted(counts.items()):
        print(f"  {name:<14}{count['passed']:>6} passed{count['failed']:>6} failed{count['skipped']:>6} skipped")
    for reason, count in reasons.most_common():
        print(f"  skipped {count}: {reason}")
    for failure in failures:
        print(f"  failed: {failure}")
    total = sum(counts.values(), collections.Counter())
    print(f"\n{total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped")
    return 1 if total["failed"] or not total["passed"] else 0


sys.exit(main())
