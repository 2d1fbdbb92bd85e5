// SPDX-License-Identifier: GPL-3.0-or-later

/// The words and the Python of the notebook of a training run.
enum TrainingCells {
  static let curveWords = """
    ## Grokking curve

    Accuracy on the training set and on the test set against the step, every replica a line. Vertical lines mark the medians \
    of $t_\\mathrm{mem}$ and $t_\\mathrm{grok}$, the first evaluations at which the accuracies reach their thresholds. Evaluations \
    lie closer where an accuracy rises. Tasks whose answers are not classes show their losses.
    """

  static let curve = """
    step = results["step"]
    points = [name for name in step.dims if name not in ("replica", "evaluation")]
    kind = "accuracy" if "train_accuracy" in results else "loss"
    medians = findings[findings["method"] == "kaplan-meier"]
    for index in np.ndindex(*(step.sizes[name] for name in points)):
        place = dict(zip(points, index))
        figure, axes = plt.subplots()
        for part, color in (("train", "C0"), ("test", "C1")):
            for replica in range(step.sizes["replica"]):
                x = step.isel(place).isel(replica=replica).values
                y = results[f"{part}_{kind}"].isel(place).isel(replica=replica).values
                known = np.isfinite(x) & np.isfinite(y) & (x > 0)
                axes.plot(x[known], y[known], color=color, linewidth=1.2, label=part if replica == 0 else None)
        here = medians
        for name, at in place.items():
            value = step[name].values[at] if name in step.coords else None
            if value is not None and name in here:
                here = here[here[name].astype(str) == str(value)]
        for quantity, label in (("memorization-time", "$t_\\\\mathrm{mem}$"), ("grokking-time", "$t_\\\\mathrm{grok}$")):
            for value in here.loc[here["quantity"] == quantity, "value"].dropna():
                axes.axvline(value, color="0.4", linestyle=":")
                axes.annotate(f"{label} = {value:.0f}", (value, 0.5), xycoords=("data", "axes fraction"), rotation=90,
                              xytext=(3, 0), textcoords="offset points", va="center", color="0.3")
        axes.set_xscale("log")
        if kind == "loss":
            axes.set_yscale("log")
        axes.set_xlabel("step")
        axes.set_ylabel(kind)
        axes.set_title(", ".join(f"{name} = {step[name].values[at] if name in step.coords else at}" for name, at in place.items()))
        axes.legend(frameon=False)
        figure.tight_layout()
        plt.show()
    """

  static let embeddingWords = """
    ## Embeddings

    The symbols along the first two principal components of the embedding, before training, when the training set was \
    memorized, and at the end: the first replica at the first point of the sweep.
    """

  static let embedding = """
    if "embedding" in results:
        first = {name: 0 for name in results["embedding"].dims if name not in ("snapshot", "symbol", "component")}
        embedding = results["embedding"].isel(first)
        shown = [name for name in ("start", "memorized", "end") if np.isfinite(embedding.sel(snapshot=name)).all()]
        figure, axes = plt.subplots(1, len(shown), figsize=(4.2 * len(shown), 4.2), squeeze=False)
        for panel, name in zip(axes[0], shown):
            x, y = (embedding.sel(snapshot=name, component=component).values for component in (1, 2))
            panel.plot(x, y, "o", markersize=4)
            for symbol, a, b in zip(results["symbol"].values, x, y):
                panel.annotate(str(symbol), (a, b), xytext=(3, 3), textcoords="offset points", fontsize=7)
            panel.set_title(name)
            panel.set_xlabel("principal component 1")
        axes[0][0].set_ylabel("principal component 2")
        figure.tight_layout()
        plt.show()
    """
}
