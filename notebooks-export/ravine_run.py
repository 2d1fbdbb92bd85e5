# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a run of Ravine into xarray and pandas, and draws its figures with matplotlib.

    import ravine_run
    run = ravine_run.read(".")          # an export, or a run's own directory
    run.results                         # xarray.Dataset: every sample, with named dimensions
    run.findings                        # pandas.DataFrame: every number of the report with its error
    run.value("escape-rate", method="exact", temperature=0.3)
    run.figures                         # the names of the figures
    run.draw("eyring")                  # one of them; returns matplotlib axes
"""
import functools
import json
import pathlib

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import xarray as xr

#: The colors of the report.
COLORS = ["#0072B2", "#D55E00", "#009E73", "#B14E8F", "#B8860B", "#3A9BD9", "#4D4D4D", "#7A3E00"]
MARKERS = "os^vD>P*"
#: What a row of `findings` says besides where it belongs.
FIXED = ["quantity", "method", "value", "standard_error", "accuracy", "discretization_error", "interval_lower",
         "interval_upper", "level", "upper_bound", "lower_bound", "effective_samples", "r_hat", "samples", "censored",
         "text", "unit", "doubtful", "notes"]


def read(path="."):
    """The run that was exported to a directory, or that lies in it."""
    return Run(path)


class Run:
    """A run; everything is read when it is first asked for."""

    def __init__(self, path="."):
        self.path = pathlib.Path(path)
        if not (self.path / "results.nc").exists():
            raise FileNotFoundError(f"{self.path} holds no results.nc; 'ravine export RUN --to DIR' writes one")

    @functools.cached_property
    def results(self):
        """Everything that was sampled and computed, as an `xarray.Dataset`."""
        return xr.open_dataset(self.path / "results.nc")

    @functools.cached_property
    def findings(self):
        """One row a number, as a `pandas.DataFrame`; a computed number has a standard error of 0 and an accuracy."""
        table = self.path / "findings.csv"
        if table.exists():
            return pd.read_csv(table)
        rows = []
        for finding in json.loads((self.path / "findings.json").read_text())["findings"]:
            lower, upper = finding.get("interval") or (np.nan, np.nan)
            places = {"at." + name if name in FIXED else name: value for name, value in finding["at"].items()}
            rows.append({
                "quantity": finding["quantity"], "method": finding["method"], **places, "value": finding["value"],
                "standard_error": finding.get("standardError"), "accuracy": finding.get("accuracy"),
                "discretization_error": finding.get("discretizationError"), "interval_lower": lower,
                "interval_upper": upper, "level": finding.get("level"), "upper_bound": finding.get("upperBound"),
                "lower_bound": finding.get("lowerBound"), "effective_samples": finding.get("effectiveSamples"),
                "r_hat": finding.get("rHat"), "samples": finding.get("samples"), "censored": finding.get("censored"),
                "text": finding.get("text"), "unit": finding.get("unit", ""), "doubtful": finding.get("doubtful", False),
                "notes": " ".join(finding["notes"])})
        return pd.DataFrame(rows)

    @property
    def coordinates(self):
        """The columns of `findings` that say where a number belongs: the axes of the sweep and names such as `well`."""
        return [name for name in self.findings.columns if name not in FIXED]

    def select(self, quantity=None, method=None, **at):
        """The rows of `findings` of a quantity, a method and a place; numbers are compared to nine digits."""
        rows = self.findings
        for name, wanted in {"quantity": quantity, "method": method, **at}.items():
            if wanted is None:
                continue
            if isinstance(wanted, (int, float)) and not isinstance(wanted, bool):
                given = pd.to_numeric(rows[name], errors="coerce")
                rows = rows[np.isclose(given, wanted, rtol=1e-9, atol=0)]
            else:
                rows = rows[rows[name].astype(str) == str(wanted)]
        return rows

    def value(self, quantity, method=None, **at):
        """One number and its standard error; an error if there is none or more than one."""
        rows = self.select(quantity, method, **at)
        if len(rows) != 1:
            raise LookupError(f"{len(rows)} findings are '{quantity}' there; name the method and the place of one")
        return float(rows["value"].iloc[0]), float(rows["standard_error"].iloc[0])

    @functools.cached_property
    def _figures(self):
        file = self.path / "figures.json"
        return {f["name"]: f for f in json.loads(file.read_text())["figures"]} if file.exists() else {}

    @property
    def figures(self):
        """The names of the report's figures."""
        return list(self._figures)

    def draw(self, name, axes=None):
        """Draws a figure of the report into matplotlib axes, new ones by default."""
        figure = self._figures[name]
        if axes is None:
            _, axes = plt.subplots(layout="constrained")
        _draw_map(axes, figure.get("map"), figure)
        colors = {}
        for series in figure["series"]:
            label = series["label"]
            # A series without a label belongs to the one before it.
            color = colors.setdefault(label, len(colors)) if label else max(len(colors) - 1, 0)
            _draw_series(axes, series, color)
        for mark in figure.get("marks", []):
            axes.axvline(mark["x"], color="0.5", linestyle=":", linewidth=1)
            axes.annotate(mark["label"], (mark["x"], 0.98), xycoords=("data", "axes fraction"), rotation=90,
                          va="top", ha="right", fontsize="small", color="0.35")
        _scale(axes, "x", figure["x"])
        _scale(axes, "y", figure["y"])
        if figure.get("equal-units"):
            axes.set_aspect("equal")
        axes.set_title(figure["title"], loc="left", fontsize="medium", wrap=True)
        handles, labels = axes.get_legend_handles_labels()
        unique = dict(zip(reversed(labels), reversed(handles)))
        if unique:
            outside = dict(loc="upper left", bbox_to_anchor=(1, 1)) if len(unique) > 6 else {}
            axes.legend(list(unique.values())[::-1], list(unique)[::-1], frameon=False, fontsize="small", **outside)
        return axes


def _numbers(values):
    return np.array([np.nan if value is None else value for value in values or []], dtype=float)


def _draw_series(axes, series, color):
    style, label = series["style"], series["label"] or None
    look = dict(color=COLORS[color % len(COLORS)], label=label)
    x, y = _numbers(series["x"]), _numbers(series["y"])
    lower, upper = (_numbers(series[end]) if series.get(end) else None for end in ("lower", "upper"))
    if style == "points":
        axes.plot(x, y, MARKERS[color % len(MARKERS)], mfc=look["color"] if color == 0 else "none", **look)
        if lower is not None and upper is not None:
            axes.vlines(x, lower, upper, color=look["color"], linewidth=1.2)
        for place, word in enumerate(series.get("words") or []):
            if word:
                axes.annotate(word, (x[place], y[place]), xytext=(4, 3), textcoords="offset points", fontsize="small")
    elif style == "dots":
        axes.plot(x, y, ".", markersize=3, alpha=0.5, **look)
    elif style == "bounds":
        axes.plot(x, y, "^", mfc="none", **look)
    elif style == "band":
        axes.fill_between(x, lower, upper, alpha=0.2, linewidth=0, **look)
    elif style == "steps":
        axes.step(x, y, where="post", **look)
    else:
        axes.plot(x, y, linestyle="--" if style == "dashedLine" else "-",
                  linewidth=0.8 if style == "thinLine" else 1.6, alpha=0.6 if style == "thinLine" else 1, **look)


def _draw_map(axes, chart, figure):
    if not chart:
        return
    x, y = _numbers(chart["x"]), _numbers(chart["y"])
    z = _numbers(chart["z"]).reshape(len(y), len(x))
    axes.grid(False)
    edges = (_edges(x, figure["x"].get("logarithmic")), _edges(y, figure["y"].get("logarithmic")))
    categories = chart.get("categories")
    if categories is None:
        mesh = axes.pcolormesh(*edges, z, cmap="viridis")
        axes.figure.colorbar(mesh, ax=axes, label=chart["label"])
        return
    from matplotlib.colors import BoundaryNorm, ListedColormap
    palette = ListedColormap([COLORS[k % len(COLORS)] for k in range(len(categories))])
    norm = BoundaryNorm(np.arange(len(categories) + 1) - 0.5, len(categories))
    mesh = axes.pcolormesh(*edges, z, cmap=palette, norm=norm)
    bar = axes.figure.colorbar(mesh, ax=axes, ticks=range(len(categories)))
    bar.ax.set_yticklabels(categories)


def _edges(centers, logarithmic):
    """The edges of cells, half-way between their centers."""
    places = np.log(centers) if logarithmic else centers
    if len(places) == 1:
        places = np.array([places[0] - 0.5, places[0] + 0.5])
        return np.exp(places) if logarithmic else places
    middle = (places[1:] + places[:-1]) / 2
    edges = np.concatenate([[2 * places[0] - middle[0]], middle, [2 * places[-1] - middle[-1]]])
    return np.exp(edges) if logarithmic else edges


def _scale(axes, name, axis):
    if axis.get("logarithmic"):
        getattr(axes, f"set_{name}scale")("log")
    if axis.get("categories"):
        getattr(axes, f"set_{name}ticks")(range(len(axis["categories"])), axis["categories"])
    getattr(axes, f"set_{name}label")(axis["label"])
    if axis.get("range"):
        getattr(axes, f"set_{name}lim")(*axis["range"])
