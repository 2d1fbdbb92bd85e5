// SPDX-License-Identifier: GPL-3.0-or-later
import Settings
import Training

/// The key `weights`: a file of weights to start from, `FILE` or `{file: FILE, names: …}`.
enum WeightsFile {
  /// The weights of a file, `nil` if none is named or a problem was reported.
  static func read(_ reader: Reader, network: NamedNetwork) -> [Double]? {
    guard let value = reader.raw("weights"), value != .null else { return nil }
    let place = reader.path.appending("weights")
    if let path = value.asText {
      reader.resolve("weights", as: value)
      return WeightNaming.own.weights(at: path, of: network, for: place, log: reader.log)
    }
    guard value.asRecord != nil else {
      reader.report(
        "weights is \(value.described); the name of a safetensors file is expected, or {file: …, names: …}.",
        at: "weights")
      return nil
    }
    let before = reader.log.problems.count
    let inner = reader.inner("weights")
    let path = inner.text("file", default: nil, "a safetensors file")
    let naming = WeightNaming.read(inner)
    inner.finish()
    reader.resolve("weights", as: .record(inner.resolved))
    guard let naming, reader.log.problems.count == before else { return nil }
    return naming.weights(at: path, of: network, for: place.appending("file"), log: reader.log)
  }
}
