# Makes core/rule/elementary_tables.h: python3 tests/rule/tables.py > core/rule/elementary_tables.h
# Entry i of the logarithm's table belongs to the i-th of 128 equal steps of the bits of z from 0x3fe6955500000000 on: 1/c with few bits,
# log(c) to 2^-43 and the rest of it. Entry i of the exponential's: 2^(i/128) as bits with i's share of the exponent taken out, and how much too small it is.
from decimal import Decimal as D, getcontext
from fractions import Fraction as F
import struct

getcontext().prec = 60
BASE = 0x3FE6955500000000


def double(bits):
    return struct.unpack("<d", struct.pack("<Q", bits))[0]


def bits_of(x):
    return struct.unpack("<Q", struct.pack("<d", x))[0]


def decimal(f):
    return D(f.numerator) / D(f.denominator)


def inverse(low, high):
    """1/c of the fewest bits that keeps z/c - 1 within 0x1.6bp-8 from low to high; 1 where that does."""
    bound = F(float.fromhex("0x1.6bp-8"))
    for shift in range(1, 12):
        c = F(round(F(2) ** shift * 2 / (F(low) + F(high)))) / F(2) ** shift
        if max(abs(F(low) * c - 1), abs(F(high) * c - 1)) <= bound:
            return c
    raise SystemExit("no inverse")


print("/* Made by tests/rule/tables.py, which says what they are. */")
print("#ifndef KITH_RULE_ELEMENTARY_TABLES_H\n#define KITH_RULE_ELEMENTARY_TABLES_H\n")
rows = []
for i in range(128):
    low, high = double(BASE + (i << 45)), double(BASE + ((i + 1) << 45))
    c = inverse(low, high) if not low <= 1 <= high else F(1)
    if max(abs(low - 1), abs(high - 1)) < float.fromhex("0x1.6bp-8"):
        c = F(1)
    exact = -decimal(c).ln()
    near = float(round(exact * 2**43)) / 2**43
    rows.append((float(c), near, float(exact - D(near))))
for column, name in enumerate(("inverse", "log", "log_rest")):
    print("static const double rule_%s_table[128] = {" % name)
    for i in range(0, 128, 4):
        print("    " + " ".join(row[column].hex() + "," for row in rows[i:i + 4]))
    print("};")
powers, rests = [], []
for i in range(128):
    exact = D(2) ** (D(i) / D(128))
    near = float(exact)
    powers.append(bits_of(near) - (i << 45))
    rests.append(float(exact / D(near) - 1))
print("static const uint64_t rule_power_table[128] = {")
for i in range(0, 128, 4):
    print("    " + " ".join("0x%016x," % p for p in powers[i:i + 4]))
print("};\nstatic const double rule_power_rest_table[128] = {")
for i in range(0, 128, 4):
    print("    " + " ".join(r.hex() + "," for r in rests[i:i + 4]))
print("};\n\n#endif")
