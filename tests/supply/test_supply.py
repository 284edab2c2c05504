"""What we depend on is pinned, licensed and can be listed; an audit never says more than it knows."""

import pytest

from tests.supply import audit, bom
from tests.supply.packages import LockError, complaints, is_allowed, licence, locked, read

HASH = "--hash=sha256:" + "a" * 64


def test_everything_is_pinned_by_hash_under_a_licence_of_the_list():
    assert list(complaints()) == []


@pytest.mark.parametrize(
    "line",
    [
        f"left>=1.0 {HASH}",
        f"left {HASH}",
        "left==1.0",
        f"left==1.* {HASH}",
        f"left @ file:///left.whl {HASH}",
        f"-e . {HASH}",
        "left==1.0 --hash=md5:aa",
        f"left==1.0 {HASH} --hash=sha256:short",
    ],
)
def test_what_is_not_pinned_by_version_and_hash_is_named(line):
    with pytest.raises(LockError, match="Not pinned"):
        read(f"right==1.0 {HASH}\n{line}\n")


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("MIT AND PSF-2.0", True),
        ("GPL-3.0-only OR MIT", True),
        ("MIT AND GPL-3.0-only", False),
        ("AGPL-3.0-or-later", False),
        ("Proprietary", False),
        ("", False),
    ],
)
def test_a_licence_is_allowed_by_name(expression, allowed):
    assert is_allowed(expression) == allowed


def test_a_package_that_is_not_here_has_no_licence():
    assert licence("no-such-package-of-ours") == ""


def test_the_bill_names_every_package_of_a_build_with_purl_licence_hashes_and_needs():
    packages = locked("runtime")
    told = bom.bill(packages)
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")
    parts = {each["name"]: each for each in told["components"]}
    assert set(parts) == {each.name for each in packages if each.is_wanted}
    assert all(each["purl"].startswith("pkg:pypi/") for each in parts.values())
    assert all(each["hashes"] and each["licenses"][0]["license"]["name"] for each in parts.values())
    refs = {each["bom-ref"] for each in parts.values()}
    needs = {each["ref"]: each["dependsOn"] for each in told["dependencies"]}
    assert set(needs) == {"tocsin", *refs}
    assert all(set(each) <= refs for each in needs.values())
    assert parts["litestar"]["bom-ref"] in needs["tocsin"]
    assert told == bom.bill(packages)


SEEN = {"name": "left", "version": "1", "vulns": []}


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ([SEEN], 0),
        ([SEEN, {"name": "right", "version": "1", "vulns": [{"id": "X-1"}]}], 1),
        ([SEEN, {"name": "right", "skip_reason": "not found"}], 2),
        ([], 2),
    ],
)
def test_an_audit_that_did_not_hear_of_everything_is_none(told, code):
    assert audit.judge({"dependencies": told})[0] == code


def test_an_audit_without_its_tool_says_that_it_was_none(capsys):
    assert audit.main("/no/such/tool", "x.txt") == 2
    assert "NOT AUDITED" in capsys.readouterr().out
