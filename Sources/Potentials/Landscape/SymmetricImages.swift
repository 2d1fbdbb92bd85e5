// SPDX-License-Identifier: GPL-3.0-or-later

/// What symmetries of the potential make of minima and saddles that were found.
extension StationarySearch {
  /// Lists the images of a minimum too, with its very energy and curvatures, or counts them where they are many.
  mutating func addImages(of point: StationaryPoint, at index: Int, _ freeDimensions: Int) {
    // The images of a minimum that can move freely may lie on its own manifold.
    guard !symmetries.isEmpty, freeDimensions == 0 else { return }
    let orbit = Orbit(
      of: point.position, under: symmetries, limit: Self.mostCounted, tolerance: reach / 100)
    guard orbit.isComplete, orbit.points.count <= Self.mostImages else {
      let count = orbit.isComplete ? "\(orbit.points.count)" : "more than \(Self.mostCounted)"
      crowds.append(index)
      remark =
        "a minimum has \(count) images under symmetries that exchange or mirror coordinates; one of them is listed, and no "
        + "saddle between them"
      return
    }
    for position in orbit.points.dropFirst() where minima.count < Self.mostMinima {
      guard potential.isInWindow(position) else { continue }
      var image = point
      image.position = position
      if let direction = StationaryPoint.classified(position, of: potential)?.softest { image.softest = direction }
      minima.append(Minimum(point: image, freeDimensions: 0, members: [image], original: index))
    }
  }

  /// The minimum whose image a point is, where its images are too many to be listed: the same energy and coordinates but for
  /// signs and order.
  func originalOfImage(_ point: StationaryPoint) -> Int? {
    crowds.first { index in
      let own = minima[index].point
      guard abs(own.energy - point.energy) <= 1e-9 * (1e-3 + abs(own.energy)) else { return false }
      let (a, b) = (own.position.map { abs($0) }.sorted(), point.position.map { abs($0) }.sorted())
      return (a - b).length < reach / 100
    }
  }

  /// Lists the images of a saddle between images of the minima beside it.
  mutating func addImages(of pass: Int) {
    guard !symmetries.isEmpty, passes[pass].point.flatDirections == 0 else { return }
    var fresh = [pass]
    while let number = fresh.popLast() {
      let known = passes[number]
      for symmetry in symmetries where passes.count < 10 * Self.mostMinima {
        var image = known
        image.point.position = symmetry.image(of: known.point.position)
        image.point.softest = symmetry.image(of: known.point.softest)
        guard !passes.contains(where: { isSame($0.point, image.point) }) else { continue }
        let ends = known.ends.compactMap { end -> (minimum: Int, turns: [Double])? in
          let place = symmetry.image(of: minima[end.minimum].point.position)
          return minima.firstIndex { potential.distance(from: $0.point.position, to: place) < reach / 100 }
            .map { ($0, end.turns) }
        }
        guard ends.count == 2, ends[0].minimum != ends[1].minimum else { continue }
        image.ends = ends.sorted { $0.minimum < $1.minimum }
        passes.append(image)
        fresh.append(passes.count - 1)
      }
    }
  }
}
