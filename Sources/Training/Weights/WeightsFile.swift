// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

extension WeightNaming {
  /// The weights that a file has for a network.
  ///
  /// - Parameters:
  ///   - path: of the file; a relative one starts at the working directory.
  ///   - network: ours.
  ///   - place: the key that names the file.
  ///   - log: is told of everything that is wrong: no such file, tensors that are missing, unknown or of another shape.
  /// - Returns: `layout.count` numbers; `nil` after a problem went into the log.
  package func weights(
    at path: String, of network: NamedNetwork, for place: SettingPath, log: ProblemLog
  ) -> [Double]? {
    do {
      let contents = try DataFile.bytes(at: path)
      if names is OwnNames, rules.isTurned == nil {
        return try SafetensorsFile.read(contents).weights(of: network.layout)
      }
      return try weights(in: contents, of: network).weights
    } catch {
      let sentences = (error as? Problems)?.list.map { "\(path): \($0.message)" } ?? ["\(error)"]
      for sentence in sentences { log.report(sentence, at: place) }
      return nil
    }
  }
}
