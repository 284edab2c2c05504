"""`python -m bench.placing`: where a text says she is, on real maps, for texts nobody tuned on."""

import sys
from pathlib import Path

from bench.places.score import TEXTS, main

main(Path(sys.argv[1]) if len(sys.argv) > 1 else TEXTS)
