# The model of make bench-simulate in NumPy, RUNS of it side by side. Usage and output as flat.lua's.
import sys
import time

import numpy

rows, runs, steps = (int(word) for word in sys.argv[1:4])
random = numpy.random.default_rng(1)
quality = random.uniform(0.28, 0.92, rows)[:, None]
pairs = random.integers(0, rows, (rows * 4, 2))
ends = numpy.concatenate([pairs[:, 0], pairs[:, 1]])
order = numpy.argsort(ends, kind="stable")
others = numpy.concatenate([pairs[:, 1], pairs[:, 0]])[order]
degree = numpy.bincount(ends, minlength=rows)
begins = numpy.concatenate([[0], numpy.cumsum(degree)[:-1]])
linked = degree > 0

start = time.process_time()
trust = numpy.full((rows, runs), 0.5)
satisfaction = trust.copy()
active = numpy.ones((rows, runs), bool)
for t in range(1, steps + 1):
    s = numpy.clip(satisfaction + 0.2 * (quality + random.normal(0, 0.1, trust.shape) - satisfaction), 0, 1)
    peers = trust.copy()
    peers[linked] = numpy.add.reduceat(trust[others], begins[linked], axis=0) / degree[linked, None]
    x = numpy.where(random.random(trust.shape) < 0.05, trust - 0.15 * (1 - s),
                    numpy.where(s > trust, trust + 0.02 * (s - trust), trust - 0.06 * (trust - s)))
    x += 0.05 * (peers - x)
    if t % 13 == 0:
        x += 0.03 * (1 - x)
    x = numpy.clip(x, 0, 1)
    satisfaction = numpy.where(active, s, satisfaction)
    trust = numpy.where(active, x, trust)
    active &= ~((trust < 0.25) & (random.random(trust.shape) < 0.1))
took = time.process_time() - start
print("%.4f %.4f %.4f %.3f" % (trust.mean(), 1 - active.mean(), satisfaction.mean(), took * 1e9 / (rows * runs * steps)))
