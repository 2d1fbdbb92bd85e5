// SPDX-License-Identifier: GPL-3.0-or-later

/// The words and the Python of the notebook of a sweep of training runs.
enum SweepCells {
  static let timesWords = """
    ## Times of all runs

    $t_\\mathrm{mem}$ and $t_\\mathrm{grok}$ of every run against the size of its training set. Open triangles are runs that were \
    censored: the time lies above. `runs` is a data frame with one row a run; the columns `*_after` and `*_step` are the two \
    evaluations between which a time is known to lie.
    """

  static let times = """
    names = [name for name in results.data_vars if "evaluation" not in results[name].dims]
    runs = results[names].to_dataframe().reset_index().dropna(subset=["train_count"])
    figure, axes = plt.subplots()
    for what, color in (("memorization", "C0"), ("grokking", "C1")):
        seen = runs[runs[f"{what}_step"].notna()]
        never = runs[runs[f"{what}_step"].isna()]
        axes.plot(seen["train_count"], seen[f"{what}_step"], "o", color=color, markersize=4, alpha=0.7, label=what)
        axes.plot(never["train_count"], never[f"{what}_after"], "^", color=color, mfc="none", markersize=6)
    axes.set_yscale("log")
    axes.set_xlabel("rows of the training set")
    axes.set_ylabel("step")
    axes.legend(frameon=False)
    figure.tight_layout()
    plt.show()
    """

  static let curvesWords = """
    ## Learning curves

    Test accuracy against the step, one line a run, the color says the size of the training set.
    """

  static let curves = """
    flat = results[["step", "test_accuracy", "train_count"]].stack(
        run=[name for name in results["step"].dims if name != "evaluation"])
    counts = flat["train_count"].values
    low, high = np.nanmin(counts), np.nanmax(counts)
    figure, axes = plt.subplots()
    for run, count in enumerate(counts):
        x, y = flat["step"].isel(run=run).values, flat["test_accuracy"].isel(run=run).values
        known = np.isfinite(x) & np.isfinite(y) & (x > 0)
        axes.plot(x[known], y[known], linewidth=0.8, color=plt.cm.viridis((count - low) / max(high - low, 1)))
    axes.set_xscale("log")
    axes.set_xlabel("step")
    axes.set_ylabel("test accuracy")
    figure.colorbar(plt.cm.ScalarMappable(plt.Normalize(low, high), "viridis"), ax=axes, label="rows of the training set")
    figure.tight_layout()
    plt.show()
    """
}
