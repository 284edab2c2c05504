"""`make audit`: asks the advisories about every pin, and says plainly when they did not answer.

pip-audit counts a package that its database does not know as a thing of no concern. Here it is
one that nobody looked at: the audit ends with 2, not with 0.
"""

import json
import subprocess
import sys
from typing import Any, Final

LIMIT_S: Final = 300


def judge(said: dict[str, Any]) -> tuple[int, str]:
    """Exit code and sentence: 0 nothing known, 1 something known, 2 not everything was looked at."""
    told = said["dependencies"]
    known = [each for each in told if each.get("vulns")]
    unseen = [each for each in told if "vulns" not in each]
    if known:
        lines = (
            f"{each['name']} {each['version']}: {', '.join(one['id'] for one in each['vulns'])}"
            for each in known
        )
        return 1, "\n".join(lines)
    if unseen or not told:
        seen = len(told) - len(unseen)
        why = "" if seen else " They cannot be asked from here, or the tool asked an empty mirror."
        return 2, f"NOT AUDITED: of {len(told)} packages the advisories told of {seen}.{why}"
    return 0, f"{len(told)} packages, no advisory."


def main(tool: str, lock: str) -> int:
    """Run pip-audit over a lock, offline from pip: the lock is complete."""
    asked = [tool, "--require-hashes", "--disable-pip", "--progress-spinner", "off"]
    try:
        done = subprocess.run(
            [*asked, "--format", "json", "-r", lock],
            capture_output=True,
            check=False,
            timeout=LIMIT_S,
        )
        code, sentence = judge(json.loads(done.stdout))
    except FileNotFoundError:
        code, sentence = (
            2,
            "NOT AUDITED: there is no pip-audit here, and it could not be installed.",
        )
    except (OSError, ValueError, KeyError, subprocess.TimeoutExpired):
        code, sentence = 2, "NOT AUDITED: the database of advisories cannot be reached from here."
    sys.stdout.write(f"{lock}: {sentence}\n")
    return code


if __name__ == "__main__":
    sys.exit(max(main(sys.argv[1], each) for each in sys.argv[2:]))
