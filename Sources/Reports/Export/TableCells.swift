// SPDX-License-Identifier: GPL-3.0-or-later

/// The words and the Python of the notebook of a table of grokking times.
enum TableCells {
  static let timesWords = """
    ## Times of all runs

    $t_\\mathrm{mem}$ and $t_\\mathrm{grok}$ of every run against the size of its training set; open triangles are runs that were \
    censored, the time lies above; squares are Kaplan–Meier medians with their 95 % intervals. `runs` is a data frame with \
    one row a run.
    """

  static let times = """
    runs = results[[name for name in results.data_vars if results[name].dims == ("run",)]].to_dataframe()
    size = "fraction" if "fraction" in findings else "size"
    figure, axes = plt.subplots()
    for what, color in (("memorization", "C0"), ("grokking", "C1")):
        known = runs[runs[f"{what}_after"].notna()]
        seen, never = known[known[f"{what}_time"].notna()], known[known[f"{what}_time"].isna()]
        axes.plot(seen["size"], seen[f"{what}_time"], ".", color=color, alpha=0.5, label=f"{what}, single runs")
        axes.plot(never["size"], never[f"{what}_after"], "^", color=color, mfc="none", markersize=6)
        medians = findings[(findings["quantity"] == f"{what}-time") & (findings["method"] == "kaplan-meier")]
        medians = medians[medians["value"].notna()]
        lower = medians["interval_lower"].fillna(medians["value"])
        upper = medians["interval_upper"].fillna(medians["value"])
        axes.errorbar(medians[size], medians["value"], yerr=[medians["value"] - lower, upper - medians["value"]],
                      fmt="s", color=color, capsize=3, label=f"{what}, median")
    axes.set_yscale("log")
    axes.set_xlabel("training set")
    axes.set_ylabel("steps")
    axes.legend(frameon=False)
    figure.tight_layout()
    plt.show()
    """

  static let lawsWords = """
    ## Laws

    Every law with both likelihoods: how much worse than the best it is by Akaike's criterion (corrected for few runs), and its \
    weight; then the coefficients with their intervals.
    """

  static let laws = """
    keys = [name for name in coordinates if name in ("time", "against", "law") or name.startswith("optimizer")]
    compared = findings[findings["quantity"].isin(["aic-difference", "akaike-weight", "goodness-of-fit"])]
    if not compared.empty:
        compared = compared.pivot_table(index=[*keys, "method"], columns="quantity", values="value", sort=False)
    compared
    """

  static let coefficients = """
    fitted = findings[findings["method"].isin(["log-normal", "weibull"]) & findings["standard_error"].gt(0)]
    fitted[["quantity", "method", *keys, "value", "standard_error", "interval_lower", "interval_upper"]]
    """
}
