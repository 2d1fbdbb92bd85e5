// SPDX-License-Identifier: GPL-3.0-or-later

/// The words and the Python of the exported notebook.
enum NotebookCells {
  /// A cell of a notebook: code or text.
  struct Part {
    let isCode: Bool
    let text: String
  }

  /// All cells in their order.
  static func all(
    title: String, question: String, answer: String, subject: Notebook.Subject = .other, figures: [String] = []
  ) -> [Part] {
    func words(_ text: String) -> Part { Part(isCode: false, text: text) }
    func code(_ text: String) -> Part { Part(isCode: true, text: text) }
    let head = [
      "# " + literal(title), question.isEmpty ? "" : "*\(literal(question))*", literal(answer),
      "This notebook reads the export of a Ravine run by `ravine_run.py`, which lies beside it: `run.results` holds "
        + "every sample with named dimensions, `run.findings` every number of the report with its error, and "
        + "`run.draw` draws a figure of the report. "
        + "`pip install -r requirements.txt` installs what it needs.",
    ].filter { !$0.isEmpty }.joined(separator: "\n\n")
    let drawn =
      figures.isEmpty ? [] : [words("## Figures of the report")] + figures.map { code("run.draw(\"\($0)\");") }
    let first =
      [
        words(head), code(loading),
        words(
          "## Findings\n\nOne row per number. A computed number has a standard error of zero and an `accuracy`, a bound on its relative error."
        ),
        code(findings),
      ] + drawn
    switch subject {
    case .other: return first
    case .rates:
      return first + [
        words(eyringWords), code(eyring),
        words("The run's own activation parameters, for comparison with the straight line above:"), code(activation),
        words(survivalWords), code(survival),
      ]
    case .training:
      return first + [
        words(TrainingCells.curveWords), code(TrainingCells.curve), words(TrainingCells.embeddingWords),
        code(TrainingCells.embedding),
      ]
    case .table:
      return first + [
        words(TableCells.timesWords), code(TableCells.times), words(TableCells.lawsWords), code(TableCells.laws),
        code(TableCells.coefficients),
      ]
    case .sweep:
      return first + [
        words(SweepCells.timesWords), code(SweepCells.times), words(SweepCells.curvesWords), code(SweepCells.curves),
      ]
    }
  }

  /// Text that Markdown must not interpret.
  private static func literal(_ text: String) -> String {
    String(
      text.flatMap { character -> [Character] in
        "\\`*_{}[]<>#|$".contains(character) ? ["\\", character] : character.isNewline ? [" "] : [character]
      })
  }

  private static let loading = """
    import matplotlib.pyplot as plt
    import numpy as np
    import pandas as pd
    import xarray as xr

    import ravine_run

    plt.rcParams.update({"figure.figsize": (7.5, 4.8), "figure.dpi": 110, "axes.grid": True, "grid.alpha": 0.3,
                         "axes.spines.top": False, "axes.spines.right": False})

    run = ravine_run.read(".")
    results, findings, coordinates = run.results, run.findings, run.coordinates
    results
    """

  private static let findings = """
    findings.dropna(axis="columns", how="all")
    """

  private static let eyringWords = """
    ## Eyring plot

    If the escape is activated, $k = A\\,e^{-\\Delta E^\\ddagger/\\theta}$, then $\\ln k$ against $1/\\theta$ is a straight \
    line with slope $-\\Delta E^\\ddagger$. All methods are drawn; the line is a least-squares fit to one of them, weighted \
    by the standard errors. Without a sweep of the temperature the rates are compared method by method.
    """

  private static let eyring = """
    rates = findings[(findings["quantity"] == "escape-rate") & (findings["value"] > 0)].copy()
    if "temperature" in coordinates:
        rates["temperature"] = pd.to_numeric(rates["temperature"], errors="coerce")
    swept = "temperature" in coordinates and rates["temperature"].nunique() > 1
    others = [name for name in coordinates if name != "temperature" and rates[name].nunique() > 1]


    def error_bars(rows):
        # The intervals where the run gives them, which need not be symmetric, else 1.96 standard errors.
        half = 1.96 * rows["standard_error"].fillna(0)
        lower = rows["interval_lower"].fillna(rows["value"] - half)
        upper = rows["interval_upper"].fillna(rows["value"] + half)
        return lower.clip(lower=1e-3 * rows["value"]), upper


    def name_of(key):
        key = key if isinstance(key, tuple) else (key,)
        return ", ".join([str(key[0])] + [f"{name} = {value}" for name, value in zip(others, key[1:])])


    figure, axes = plt.subplots()
    markers = "osD^vPX*"
    if rates.empty:
        axes.set_title("This run has no escape rates.")
    elif swept:
        rates = rates.dropna(subset="temperature")
        for index, (key, rows) in enumerate(rates.groupby(["method", *others], sort=False)):
            rows = rows.sort_values("temperature")
            lower, upper = error_bars(rows)
            log = np.log(rows["value"])
            bars = [log - np.log(lower), np.log(upper) - log]
            axes.errorbar(1 / rows["temperature"], log, yerr=bars if (upper > lower).any() else None,
                          fmt=markers[index % len(markers)], fillstyle="full" if index == 0 else "none",
                          markersize=5 + index, capsize=3, label=name_of(key))
        sampled = rates[rates["standard_error"] > 0]
        source = sampled if not sampled.empty else rates
        key, rows = next(iter(source.groupby(["method", *others], sort=False)))
        if len(rows) > 1:
            x, y = 1 / rows["temperature"], np.log(rows["value"])
            weights = rows["value"] / rows["standard_error"] if not sampled.empty else np.ones(len(rows))
            (slope, intercept), covariance = np.polyfit(x, y, 1, w=weights, cov="unscaled")
            # Without standard errors there is nothing to judge the slope's error by.
            error = f" ± {np.sqrt(covariance[0, 0]):.2g}" if not sampled.empty else ""
            line = np.linspace((1 / rates["temperature"]).min(), (1 / rates["temperature"]).max(), 50)
            axes.plot(line, intercept + slope * line, "--", color="0.35", zorder=0,
                      label=f"fit to {name_of(key)}: $\\\\Delta E^\\\\ddagger$ = {-slope:.4g}{error}")
        axes.set_xlabel(r"inverse temperature $1/\\theta$")
        axes.set_ylabel(r"$\\ln k$")
        many = len(axes.get_legend_handles_labels()[0]) > 6
        axes.legend(frameon=False, **(dict(loc="upper left", bbox_to_anchor=(1, 1)) if many else {}))
    else:
        lower, upper = error_bars(rates)
        names = [name_of(key) for key in zip(rates["method"], *(rates[name] for name in others))]
        axes.errorbar(rates["value"], range(len(rates)), fmt="o", capsize=3,
                      xerr=[rates["value"] - lower, upper - rates["value"]])
        axes.set_yticks(range(len(rates)), names)
        axes.invert_yaxis()
        axes.set_xscale("log")
        axes.set_xlabel("escape rate $k$")
    figure.tight_layout()
    plt.show()
    """

  private static let activation = """
    activation = findings[findings["quantity"].str.startswith("activation-")]
    activation.dropna(axis="columns", how="all")
    """

  private static let survivalWords = """
    ## Passage times

    The fraction of walkers still on their way, by Kaplan and Meier's estimate, which counts walkers that had not arrived \
    at the time limit for what they are: known to have survived that long. A straight line means an exponential law, and \
    only then is a rate all there is to say.
    """

  private static let survival = """
    if "passage_time" in results:
        times = results["passage_time"]
        points = [name for name in times.dims if name != "walker"]
        outcome = results.get("passage_outcome")
        if outcome is None:
            arrived = xr.ones_like(times, dtype=bool)
        else:
            arrived = outcome == ("arrived" if outcome.dtype.kind in "OUS" else 0)
        figure, axes = plt.subplots()
        for index in np.ndindex(*(times.sizes[name] for name in points)):
            place = dict(zip(points, index))
            time, event = times.isel(place).values.ravel(), arrived.isel(place).values.ravel()
            known = np.isfinite(time)
            order = np.argsort(time[known])
            time, event = time[known][order], event[known][order]
            at_risk = len(time) - np.arange(len(time))
            survival = np.cumprod(1 - event / at_risk)
            label = ", ".join(f"{name} = {times[name].values[at] if name in times.coords else at}"
                              for name, at in place.items())
            axes.step(np.append(0, time), np.append(1, survival), where="post", label=label)
        axes.set_yscale("log")
        axes.set_xlabel("time")
        axes.set_ylabel("fraction not yet arrived")
        if points:
            axes.legend(frameon=False)
        figure.tight_layout()
        plt.show()
    """
}
