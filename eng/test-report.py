#!/usr/bin/env python3
"""Counts what the test projects reported: per tier, what was skipped for what, and the closing line.

usage: test-report.py RESULTS EXPECTED_SKIPS COMPATIBILITY [WORD]

A test project without a report has crashed and counts as one failure. A skip that EXPECTED_SKIPS (test, missing thing; a
test may end in *) does not list is a failure: a test that does not run must be known not to run. Likewise a test that
COMPATIBILITY (id, status, tests, note) names as proof, when nothing of that name ran.
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


def proofs_that_did_not_run(file, ran, skipped):
    """The table names methods, or CLASS/CASE for one case of a theory, which is not told apart when all of it is skipped."""
    rows = [line.split("\t") for line in file.read_text().splitlines() if line and not line.startswith("#")][1:]
    named = collections.defaultdict(list)
    for row in rows:
        for test in row[2].split():
            named[test].append(row[0])
    return [
        f"{file}: {', '.join(ids)}: {test} did not run"
        for test, ids in named.items()
        if not any(all(part in name for part in test.split("/")) for name in ran) and not any(test.split("/")[0] in name for name in skipped)
    ]


def main():
    results, skips_file, compatibility = map(pathlib.Path, sys.argv[1:4])
    word = sys.argv[4] if len(sys.argv) > 4 else ""
    expected = expected_skips(skips_file)
    counts = collections.defaultdict(collections.Counter)
    reasons, failures, ran, skipped = collections.Counter(), [], set(), set()
    projects = [p.name for p in sorted(pathlib.Path("tests").glob("*.Tests")) if word in p.name]
    for project in projects:
        report = results / f"{project}.xml"
        if not report.exists():
            counts[tier(project)]["failed"] += 1
            failures.append(f"{project}: no report; see {results / (project + '.log')}")
            continue
        for test in xml.parse(report).getroot().iter("test"):
            ran.add(test.get("name"))
            outcome = {"Pass": "passed", "Fail": "failed", "Skip": "skipped"}.get(test.get("result"), "failed")
            if outcome == "skipped":
                skipped.add(test.get("name"))
                reason = test.findtext("reason") or "no reason given"
                if is_expected(test.get("name"), expected):
                    reasons[reason.strip()] += 1
                else:
                    outcome = "failed"
                    failures.append(f"{test.get('name')}: skipped ({reason.strip()}) but not in {skips_file}")
            elif outcome == "failed":
                failures.append(test.get("name"))
            counts[tier(project)][outcome] += 1
    if not word:
        missing = proofs_that_did_not_run(compatibility, ran, skipped)
        counts["architecture"]["failed"] += len(missing)
        failures += missing
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
