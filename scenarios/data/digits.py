# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes scikit-learn's handwritten digits as CSV: 64 pixels 0…16, row by row, and the digit. `make digits` runs it."""
import os
import sys

from sklearn.datasets import load_digits

path = sys.argv[1]
digits = load_digits()
assert digits.data.shape == (1797, 64) and digits.data.min() == 0 and digits.data.max() == 16
names = [f"pixel-{row}-{column}" for row in range(8) for column in range(8)] + ["digit"]
os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
# Written beside and renamed, so that an interrupted run leaves no half of a file.
with open(path + ".part", "w", encoding="ascii") as file:
    print(",".join(names), file=file)
    for pixels, digit in zip(digits.data.astype(int), digits.target):
        print(",".join(map(str, [*pixels, digit])), file=file)
os.replace(path + ".part", path)
print(f"{path} holds {len(digits.target)} digits.")
