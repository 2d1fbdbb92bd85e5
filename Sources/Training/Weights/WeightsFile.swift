// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

extension SafetensorsFile {
  /// The weights that a file has for a network.
  ///
  /// - Parameters:
  ///   - path: of the file; a relative one starts at the working directory.
  ///   - layout: the network's.
  ///   - place: the key that names the file.
  ///   - log: is told of everything that is wrong: no such file, tensors that are missing, unknown or of another shape.
  /// - Returns: `layout.count` numbers; `nil` after a problem went into the log.
  package static func weights(
    at path: String, of layout: ParameterLayout, for place: SettingPath, log: ProblemLog
  ) -> [Double]? {
    do { return try read(DataFile.bytes(at: path)).weights(of: layout) } catch {
      let sentences = (error as? Problems)?.list.map { "\(path): \($0.message)" } ?? ["\(error)"]
      for sentence in sentences { log.report(sentence, at: place) }
      return nil
    }
  }
}
