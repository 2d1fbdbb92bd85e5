// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Kinetics
import Settings
import Statistics
import Training

/// What `ravine diffusion` does: reads trajectories, finds D(x) and f(x), says what is uncertain, and makes a table of them.
package struct TrajectoryReport: Sendable {
  /// What can be asked for.
  package struct Request: Sendable {
    /// The files, one trajectory each.
    package var files: [String]
    /// The columns of the time and of the coordinate, by name or by number.
    package var time = "1"
    package var coordinate = "2"
    /// θ, the unit of f; 1 for f in units of k_B T.
    package var temperature = 1.0
    /// The lag in frames; chosen if `nil`.
    package var lag: Int?
    /// Cells of the lattice; chosen if `nil`.
    package var cells: Int?
    /// Knots of ln D; the usual number if `nil`.
    package var knots: Int?
    /// Rows of the table.
    package var rows = 41

    /// A request with the usual settings.
    package init(files: [String]) { self.files = files }
  }

  /// What is wrong with a file or with all of them, in a sentence.
  package struct Failure: Error, Sendable, Equatable { package let message: String }

  /// What is printed.
  package let text: String
  /// The table: place, f, its error, D, its error.
  package let table: String
  /// Why the numbers may be off by more than their errors say.
  package let doubts: [String]

  /// Reads the files and finds D and f.
  ///
  /// - Throws: where a file cannot be read, or the trajectories do not determine D.
  package init(_ request: Request) throws(Failure) {
    var trajectories: [Trajectory] = []
    var name = "x"
    for file in request.files {
      let (trajectory, column) = try Self.read(file, request)
      trajectories.append(trajectory)
      if let column { name = column }
    }
    var settings = TrajectoryDiffusion.Settings()
    settings.lag = request.lag
    settings.cells = request.cells
    settings.places = request.rows
    if let knots = request.knots { settings.diffusionKnots = knots }
    let result: TrajectoryDiffusion
    do { result = try TrajectoryDiffusion(trajectories, settings: settings) } catch {
      throw Failure(message: "\(request.files.joined(separator: ", ")): \(error.reason).")
    }
    doubts = result.doubts
    text = Self.text(result, name, trajectories)
    table = Self.table(result, name, request.temperature)
  }

  private static func read(
    _ file: String, _ request: Request
  ) throws(Failure) -> (trajectory: Trajectory, name: String?) {
    do {
      let table = try ColumnTable([UInt8](DataFile.bytes(at: file)))
      let (t, x) = (try table.column(request.time), try table.column(request.coordinate))
      return (
        try Trajectory(times: table.columns[t], values: table.columns[x], lines: table.lines), table.name(of: x)
      )
    } catch let problem as TableProblem {
      throw Failure(message: "\(file)\(problem.line > 0 ? ":\(problem.line)" : ""): \(problem.message)")
    } catch let problem as TrajectoryError {
      throw Failure(message: "\(file)\(problem.line.map { ":\($0)" } ?? ""): \(problem.message)")
    } catch { throw Failure(message: "\(error)") }
  }

  private static func text(_ result: TrajectoryDiffusion, _ name: String, _ trajectories: [Trajectory]) -> String {
    func rounded(_ number: Double) -> String { NumberFormat.rounded(number, digits: 4) }
    var lines: [String] = []
    let frames = trajectories.reduce(0) { $0 + $1.values.count }
    let files = trajectories.count == 1 ? "one file" : "\(trajectories.count) files"
    lines.append(
      "\(frames) frames in \(files), \(rounded(trajectories[0].interval)) apart, worth "
        + "\(NumberFormat.rounded(result.effectiveFrames, digits: 2)) independent ones"
        + (result.rHat.map { "; R̂ = \(NumberFormat.rounded($0, digits: 4))" } ?? ""))
    lines.append("")
    lines.append("   lag   transitions   D, mean over the law of \(name)")
    for lag in result.lags {
      lines.append("   \(rounded(lag.lag))   \(lag.transitions)   \(lag.diffusion.formatted)")
    }
    lines.append("")
    lines.append("   \(name)   f/θ   D   at the lag \(rounded(result.lag))")
    let stride = max(1, (result.places.count - 1) / 10)
    for place in Swift.stride(from: 0, to: result.places.count, by: stride).map({ result.places[$0] }) {
      lines.append(
        "   \(rounded(place.position))   \(place.energy.formatted)   \(place.diffusion.formatted)")
    }
    lines.append("")
    lines += result.notes.map { "note: \($0)" }
    lines += result.doubts.map { "doubtful: \($0)" }
    return lines.joined(separator: "\n")
  }

  private static func table(_ result: TrajectoryDiffusion, _ name: String, _ temperature: Double) -> String {
    var text = "\(name),free,free-error,diffusion,diffusion-error\n"
    for place in result.places {
      let numbers = [
        place.position, temperature * place.energy.value, temperature * place.energy.standardError,
        place.diffusion.value, place.diffusion.standardError,
      ]
      text += numbers.map { String(format: "%.8g", $0) }.joined(separator: ",") + "\n"
    }
    return text
  }
}
