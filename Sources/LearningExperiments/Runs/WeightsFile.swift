// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Settings
import Training

/// The key `weights`: a file of weights to start from.
enum WeightsFile {
  /// The weights of a file, `nil` if none is named or a problem was reported.
  static func read(_ reader: Reader, layout: ParameterLayout) -> [Double]? {
    guard let value = reader.raw("weights"), value != .null else { return nil }
    guard let path = value.asText else {
      reader.report("weights is \(value.described); the name of a safetensors file is expected.", at: "weights")
      return nil
    }
    reader.resolve("weights", as: value)
    guard let data = FileManager.default.contents(atPath: path) else {
      reader.report("'\(path)' cannot be read; there is no such file, or no permission.", at: "weights")
      return nil
    }
    do { return try SafetensorsFile.read(data).weights(of: layout) } catch {
      for problem in error.list { reader.report("\(path): \(problem.message)", at: "weights") }
      return nil
    }
  }
}
