# The polynomials of core/simulate/normal.inc: python3 tests/simulate/polynomials.py
# Each interpolates its function at Chebyshev's nodes, which is within a hair of the best polynomial of that degree; worked out with 60 digits.
import struct
from decimal import Decimal as D, getcontext

getcontext().prec = 60
PI = D("3.14159265358979323846264338327950288419716939937510582097494459")


def sine(x):
    term = total = x
    for n in range(1, 40):
        term = -term * x * x / ((2 * n) * (2 * n + 1))
        total += term
    return total


def cosine(x):
    term = total = D(1)
    for n in range(1, 40):
        term = -term * x * x / ((2 * n - 1) * (2 * n))
        total += term
    return total


def coefficients(function, low, high, count):
    nodes = [(low + high) / 2 + (high - low) / 2 * cosine(PI * (2 * i + 1) / (2 * count)) for i in range(count)]
    rows = [[x ** j for j in range(count)] + [function(x)] for x in nodes]
    for i in range(count):
        pivot = max(range(i, count), key=lambda r: abs(rows[r][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [value / rows[i][i] for value in rows[i]]
        for r in range(count):
            if r != i:
                rows[r] = [a - rows[r][i] * b for a, b in zip(rows[r], rows[i])]
    return [row[count] for row in rows]


def single(value):
    return struct.unpack("<f", struct.pack("<f", float(value)))[0]


# log((1 + s) / (1 - s)) = 2 s + s z P(z), z = s s: P(z) = sum of 2 z^k / (2 k + 3)
def logarithm(z):
    return sum(2 * z ** k / (2 * k + 3) for k in range(60))


# sin(v pi / 2) = v S(v v), cos(v pi / 2) = C(v v)
def quarter_sine(z):
    v = z.sqrt()
    return sine(v * PI / 2) / v


def quarter_cosine(z):
    return cosine(z.sqrt() * PI / 2)


SMALL = D(10) ** -30  # in the place of 0, where a quotient has no value
Z = ((D(2).sqrt() - 1) / (D(2).sqrt() + 1)) ** 2  # of s at the ends of [1 / sqrt 2, sqrt 2]
for name, function, high, counts in (("LOG", logarithm, Z, (6, 3)), ("SINE", quarter_sine, D("0.25"), (6, 4)), ("COSINE", quarter_cosine, D("0.25"), (7, 4))):
    for count, what, kind in ((counts[0], "double", float), (counts[1], "single", single)):
        print(name, what, ", ".join(kind(c).hex() for c in coefficients(function, SMALL, high, count)))
