"""How long ``--help`` takes, as a multiple of a bare interpreter's start (aim: under 8)."""

import statistics
import subprocess
import sys
import time

ROUNDS = 15


def seconds(*arguments: str) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - started


def main() -> None:
    bare, helped = [], []
    for _ in range(ROUNDS):  # interleaved, so that a noisy moment hits both
        bare.append(seconds("-c", "pass"))
        helped.append(seconds("-m", "s2sctl", "--help"))
    ratio = statistics.median(helped) / statistics.median(bare)
    print(
        f"startup: --help {statistics.median(helped) * 1000:.0f} ms, bare interpreter "
        f"{statistics.median(bare) * 1000:.0f} ms, ratio {ratio:.1f} (aim: under 8)"
    )
