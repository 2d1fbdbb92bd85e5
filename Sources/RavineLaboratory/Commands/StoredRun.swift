// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Experiments
import Foundation
import Runs
import Scenarios

/// A run as its last analysis left it; reading it needs no lock and analyzes nothing.
struct StoredRun {
  let directory: RunDirectory

  /// - Throws: an exit status, after saying why there is no run.
  init(_ path: String) throws {
    do { directory = try RunDirectory.look(at: path, codec: RunSession.codec) } catch {
      throw RunSession.refusal(error)
    }
  }

  /// The last part of the path: `double-well`.
  var name: String { URL(filePath: directory.path).standardizedFileURL.lastPathComponent }

  /// The figures of the report.
  func figures() throws -> [Figure] {
    let name = "figures.json"
    do { return try Figure.figures(inJSON: file(name), name: directory.path(of: name)) } catch let error as RunError {
      throw RunSession.refusal(error)
    }
  }

  /// The numbers of the report.
  func findings() throws -> [Finding] {
    let name = "findings.json"
    do {
      return try FindingsFile.findings(inJSON: file(name), name: directory.path(of: name))
    } catch let error as RunError { throw RunSession.refusal(error) }
  }

  private func file(_ name: String) throws -> String {
    let text: String?
    do { text = try directory.text(of: name) } catch { throw RunSession.refusal(error) }
    if let text { return text }
    let cure =
      directory.isInUse
      ? "the run is under way and writes it at its end."
      : "'ravine report \(directory.path)' makes it of what is finished."
    throw Ending.stop("\(directory.path) holds no \(name) yet; \(cure)", Ending.wrongInput)
  }
}

extension StoredRun {
  /// What the run consists of, from its own scenario.
  func plan(in context: ToolContext) throws -> Plan {
    do {
      return try Plan(
        ScenarioFile(contentsOf: directory.path(of: "scenario.yaml")), name: name, in: context.laboratory,
        environment: context.environment)
    } catch { throw Ending.stop(error.description, Ending.wrongInput) }
  }
}
