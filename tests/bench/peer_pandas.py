#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""pandas takes the long file in: reads it, types the values, writes a pickle and syncs it (Debian has no Parquet for
pandas). Prints `load SECONDS ROWS`.

usage: peer_pandas.py FILE FOLDER"""

import os
import sys
import time

MISSING = 77

try:
    import pandas
except ImportError as error:
    print(f"python3-pandas is not installed: {error}")
    sys.exit(MISSING)


def main(file, folder):
    os.mkdir(folder)
    begun = time.monotonic()
    table = pandas.read_csv(file, dtype={"Values": str}, keep_default_na=False)
    table["missing"] = table["Values"] == "-"
    table["Values"] = pandas.to_numeric(table["Values"].mask(table["missing"]))
    with open(os.path.join(folder, "lait.pickle"), "wb") as out:
        table.to_pickle(out)
        out.flush()
        os.fsync(out.fileno())
    print(f"load {time.monotonic() - begun:.6f} {len(table)}")


main(*sys.argv[1:3])
