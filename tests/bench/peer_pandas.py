#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""pandas takes the long file in: reads it, types the values, writes a pickle and syncs it (Debian has no Parquet for
pandas). Then, when the tables beside it are given, what windows.sql has, and another pickle. Prints `load SECONDS ROWS` and
`windows SECONDS ROWS`; the second includes the first.

usage: peer_pandas.py FILE FOLDER [NEIGHBOURS POLARITY]"""

import os
import sys
import time

MISSING = 77

try:
    import pandas
except ImportError as error:
    print(f"python3-pandas is not installed: {error}")
    sys.exit(MISSING)

SERIES = ["measure", "period"]


def load(file):
    table = pandas.read_csv(file, dtype={"Values": str}, keep_default_na=False)
    table["missing"] = table["Values"] == "-"
    table["Values"] = pandas.to_numeric(table["Values"].mask(table["missing"]))
    return table


def write(table, path):
    with open(path, "wb") as out:
        table.to_pickle(out)
        out.flush()
        os.fsync(out.fileno())


def beside_neighbours(cells, neighbours):
    """Mean of the neighbours that have a figure, how many those are, and how many are above and below: a row a series, a
    column an area, taken apart by the year that decides on the set."""
    wide = cells.pivot(index=["ends", *SERIES], columns="area", values="value")
    members = neighbours.groupby(["year", "area"])["neighbour"].apply(list)
    parts = []
    for year, block in wide.groupby(level="ends"):
        for area, those in members[year].items() if year in members.index.levels[0] else ():
            if area not in block:
                continue
            theirs = block[[other for other in those if other in block]]
            parts.append(pandas.DataFrame({
                "area": area, "neighbours": theirs.mean(axis=1), "known": theirs.count(axis=1),
                "above": theirs.gt(block[area], axis=0).sum(axis=1), "below": theirs.lt(block[area], axis=0).sum(axis=1)}))
    return pandas.concat(parts).reset_index(["ends"], drop=True).set_index("area", append=True)


def add_places(cells):
    """Among all authorities, by polarity."""
    ranked = cells[(cells["area"] < 970) & cells["polarity"].notna()]
    figures = ranked["value"].where(ranked["polarity"] == "Low", -ranked["value"])
    by = figures.groupby([ranked["measure"], ranked["period"]])
    cells["rank_national"] = by.rank(method="min")
    cells["of_national"] = by.transform("count")
    cells["percentile"] = 100.0 * (cells["of_national"] - cells["rank_national"] + 1) / cells["of_national"]
    banded = ranked[ranked["banded"] == True]  # noqa: E712
    bounds = banded.groupby(SERIES)["value"].quantile([0.25, 0.5, 0.75]).unstack()
    bounds = bounds.reindex(pandas.MultiIndex.from_frame(banded[SERIES])).to_numpy()
    beyond = (banded["value"].to_numpy()[:, None] > bounds).sum(axis=1)
    cells.loc[banded.index, "quartile"] = (1 + pandas.Series(beyond, banded.index)).where(
        banded["polarity"] == "Low", 4 - pandas.Series(beyond, banded.index))


def add_course(cells):
    """On the year before, and a year over three."""
    cells.sort_values(["measure", "kind", "area", "begins"], inplace=True)
    by = cells.groupby(["measure", "kind", "area"])
    one, two = by[["begins", "value"]].shift(1), by[["begins", "value"]].shift(2)
    follows = one["begins"] == cells["begins"] - 1
    cells["change"] = (cells["value"] - one["value"]).where(follows)
    cells["trend"] = ((cells["value"] - two["value"]) / 2).where(follows & (two["begins"] == cells["begins"] - 2))


def windows(table, neighbours, polarity):
    years = pandas.Series(table["Years"].unique())
    period = years.str.split(" (", regex=False).str[0]
    dated = pandas.DataFrame({
        "Years": years, "period": period, "begins": period.str[:4].astype(int),
        "kind": period.str.replace(r"\d", "9", regex=True),
        "ends": (period.str[:2] + period.str[-2:]).where(period.str.len() > 4, period).astype(int)})
    cells = table.rename(columns={"Short Desc": "measure", "LA Number": "area", "Values": "value"})
    cells = cells.merge(dated, on="Years", how="left").merge(polarity, on="measure", how="left")
    nation = cells[cells["area"] == 970][[*SERIES, "value"]].rename(columns={"value": "national"})
    cells = cells.merge(nation, on=SERIES, how="left")
    cells["diff_national"] = cells["value"] - cells["national"]
    cells = cells.join(beside_neighbours(cells, neighbours), on=[*SERIES, "area"])
    cells["diff_neighbours"] = cells["value"] - cells["neighbours"]
    better = cells["above"].where(cells["polarity"] == "High", cells["below"]) + 1
    cells["rank_neighbours"] = better.where(cells["polarity"].notna())
    cells["of_neighbours"] = cells["known"] + 1
    add_places(cells)
    add_course(cells)
    return cells


def main(file, folder, neighbours=None, polarity=None):
    os.mkdir(folder)
    beside = [pandas.read_csv(path) for path in (neighbours, polarity) if path is not None]
    begun = time.monotonic()
    table = load(file)
    write(table, os.path.join(folder, "lait.pickle"))
    print(f"load {time.monotonic() - begun:.6f} {len(table)}")
    if beside:
        figures = windows(table, *beside)
        write(figures, os.path.join(folder, "figures.pickle"))
        print(f"windows {time.monotonic() - begun:.6f} {len(figures)}")


main(*sys.argv[1:])
