// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Experiments
import Foundation
import LandscapeExperiments

/// `ravine diffusion`: D(x) and f(x) from trajectories of one coordinate.
struct DiffusionCommand: LaboratoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "diffusion",
    abstract: "Find D(x) and f(x) from trajectories of one coordinate.",
    discussion: """
      One file a trajectory: a column of times at equal intervals and one of the coordinate, as plain text, CSV or PLUMED's
      COLVAR. The most likely diffusion coefficient and free energy for the transitions between cells after a lag are written as
      a table that 'diffusion: {file: …, coordinate: x, diffusion: diffusion}' takes in a scenario.
      """)

  @Argument(help: "The trajectories, one a file; several of the same system are taken together.") var trajectories:
    [String]
  @Option(help: "The column of times, by name or number. Default: 1.") var time: String?
  @Option(help: "The column of the coordinate, by name or number. Default: 2.") var coordinate: String?
  @Option(help: "The lag in frames. Default: the shortest in which walkers come far enough.") var lag: Int?
  @Option(help: "Cells of the lattice. Default: by how far walkers come in a lag, 40 to 100.") var cells: Int?
  @Option(help: "Knots of the spline of ln D. Default: 8.") var knots: Int?
  @Option(help: "The temperature k_B T: f is then an energy. Default: 1, f in units of k_B T.") var temperature: Double?
  @Option(help: "The file to write. Default: diffusion.csv.") var to: String?
  @Flag(help: "Replace the file if it is there.") var fresh = false

  func validate() throws {
    if trajectories.isEmpty { throw ValidationError("Name a trajectory.") }
    if let lag, lag < 1 { throw ValidationError("--lag is \(lag); it must be positive.") }
    if let cells, !(10...400).contains(cells) {
      throw ValidationError("--cells is \(cells); it must lie between 10 and 400.")
    }
    if let knots, !(3...40).contains(knots) {
      throw ValidationError("--knots is \(knots); it must lie between 3 and 40.")
    }
    if let temperature, !(temperature > 0) {
      throw ValidationError("--temperature is \(temperature); it must be positive.")
    }
  }

  func run(in context: ToolContext) throws {
    let path = to ?? "diffusion.csv"
    if !fresh, FileManager.default.fileExists(atPath: path) {
      throw Ending.stop("\(path) is there already; name another file with --to, or say --fresh.", Ending.wrongInput)
    }
    var request = TrajectoryReport.Request(files: trajectories)
    if let time { request.time = time }
    if let coordinate { request.coordinate = coordinate }
    if let temperature { request.temperature = temperature }
    (request.lag, request.cells, request.knots) = (lag, cells, knots)
    let report: TrajectoryReport
    do throws(TrajectoryReport.Failure) { report = try TrajectoryReport(request) } catch {
      throw Ending.stop(error.message, Ending.wrongInput)
    }
    print(report.text)
    do { try Data(report.table.utf8).write(to: URL(filePath: path), options: .atomic) } catch {
      throw Ending.stop("\(path) cannot be written: \(error.localizedDescription)", Ending.failed)
    }
    print("written: \(path)")
  }
}
