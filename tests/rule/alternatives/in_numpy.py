# The three rules in NumPy and numexpr, one thread: python3 in_numpy.py FOLDER
import sys
import time

import numpy as np
import numexpr as ne

ROWS, ROUNDS = 1000000, 15
folder = sys.argv[1]
ne.set_num_threads(1)
x, y, z, n, w, level, kind = np.fromfile(folder + "/rows").reshape(7, ROWS)


def arithmetic():
    share = (x * 0.3 + y * 0.5 + z * 0.2) / (1 + w)
    return share * share + (1 - share) * n * 0.25 - (x - y) * (z - w)


def branches():
    s = x * np.where(level == 1, 1.5, np.where(level == 2, 1.2, 0.8))
    lower = np.where((kind == 3) | (w > 0.9), s - 0.2, s)
    return np.where((y > 0.5) & (z < 0.3), s + 0.1, np.clip(lower, 0, 1))


def powers():
    return 2 ** (-x / 30) * y ** 0.7 + np.exp(-z) * np.log(1 + w)


SHARE = "((x * 0.3 + y * 0.5 + z * 0.2) / (1 + w))"
S = "(x * where(level == 1, 1.5, where(level == 2, 1.2, 0.8)))"
LOWER = f"where((kind == 3) | (w > 0.9), {S} - 0.2, {S})"
expressions = {
    "arithmetic": f"{SHARE} * {SHARE} + (1 - {SHARE}) * n * 0.25 - (x - y) * (z - w)",
    "branches": f"where((y > 0.5) & (z < 0.3), {S} + 0.1, where({LOWER} < 0, 0.0, where({LOWER} > 1, 1.0, {LOWER})))",
    "powers": "2.0 ** (-x / 30) * y ** 0.7 + exp(-z) * log(1 + w)",
}


def measure(way, rule, run):
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        out = run()
        best = min(best, time.process_time() - start)
    worst = np.abs(out - np.fromfile(folder + "/" + rule)).max()
    print(f"{way}\t{rule}\t{best * 1e9 / ROWS:.2f}\t{worst:g}")


for rule, run in (("arithmetic", arithmetic), ("branches", branches), ("powers", powers)):
    measure("NumPy", rule, run)
out = np.empty(ROWS)
for rule, expression in expressions.items():
    measure("numexpr", rule, lambda: ne.evaluate(expression, out=out))
