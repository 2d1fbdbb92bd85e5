// SPDX-License-Identifier: GPL-3.0-or-later

/// The units of a scenario while it is read: what was written with a unit of its own, and what its readers took it for.
///
/// All texts that are a number with a unit become numbers of the scenario's units before anything is read. A reader that
/// knows what a key is says so by the dimension of its parameter; the unit must then be of that dimension. Temperatures stay
/// in kelvin in what is written out again, and are handed on as θ = k_B T.
package final class WrittenUnits {
  /// The units.
  package let system: UnitSystem
  private var own: [SettingPath: (dimension: PhysicalDimension, text: String)] = [:]
  private var taken: Set<SettingPath> = []
  private let kelvin: Double?

  /// Units for a scenario.
  ///
  /// - Parameters:
  ///   - system: the units.
  ///   - tree: the scenario; quantities in it become numbers.
  ///   - skipped: keys at the top whose texts are words.
  ///   - log: where units that cannot be converted are reported.
  package init(_ system: UnitSystem, normalizing tree: inout Value, without skipped: [String], log: ProblemLog) {
    self.system = system
    let written = tree.asRecord?["temperature"]
    // What a temperature is must be known before energies in k_B T are converted.
    if let number = written?.asNumber {
      kelvin = number
    } else if let text = written?.asText, let quantity = try? Quantity(text), quantity.dimension == .temperature {
      kelvin = quantity.value
    } else {
      kelvin = nil
    }
    guard case .record(let record) = tree else { return }
    tree = .record(
      Record(
        record.entries.map { key, value in
          (key, skipped.contains(key) ? value : normalized(value, at: SettingPath([key]), log))
        }))
  }

  private func normalized(_ value: Value, at path: SettingPath, _ log: ProblemLog) -> Value {
    switch value {
    case .list(let list):
      return .list(list.enumerated().map { normalized($1, at: path.appending($0), log) })
    case .record(let record):
      return .record(Record(record.entries.map { ($0.key, normalized($0.value, at: path.appending($0.key), log)) }))
    case .text(let text):
      // A text that is no quantity is a name or a formula, which its reader judges.
      guard let found = try? Quantity(text) else { return value }
      do throws(QuantityError) {
        let number = try system.number(of: found, at: kelvin)
        own[path] = (found.dimension, text)
        return .number(number)
      } catch {
        log.report("\(path.components.last ?? "this") is \(text), and \(error).", at: path)
        own[path] = (found.dimension, text)
        taken.insert(path)
        return .number(found.value)
      }
    default: return value
    }
  }

  /// The numbers that a reader hands on: of the right dimension, temperatures as θ.
  ///
  /// - Parameters:
  ///   - value: a number, or numbers in lists.
  ///   - dimension: what the key is; `nil` where nothing is known of it, so that it takes no unit of its own.
  ///   - name: what messages call it.
  ///   - path: where it stands.
  ///   - log: where a unit of another dimension is reported.
  package func read(
    _ value: Value, as dimension: PhysicalDimension?, name: String, at path: SettingPath, log: ProblemLog
  )
    -> Value
  {
    if case .list(let list) = value {
      return .list(list.enumerated().map { read($1, as: dimension, name: name, at: path.appending($0), log: log) })
    }
    guard let dimension, let number = value.asNumber else { return value }
    if let (written, text) = own[path] {
      taken.insert(path)
      if system.told(written) != system.told(dimension) {
        log.report(
          "\(name) is \(text), \(written.article); \(dimension.article) is expected\(example(of: dimension)).", at: path
        )
      }
    }
    return dimension == .temperature ? .number(system.thermalEnergy(at: number)) : value
  }

  private func example(of dimension: PhysicalDimension) -> String {
    switch dimension {
    case .number: ", without a unit"
    case .temperature: ", such as 300 K"
    default: ", such as 1 \(system.symbol(of: dimension))"
    }
  }

  /// Reports units where a key takes plain numbers only.
  package func finish(_ log: ProblemLog) {
    for (path, entry) in own where !taken.contains(path) {
      log.report(
        "\(path.components.last ?? "this") is \(entry.text), and takes no unit of its own; write the number in the "
          + "units of the scenario (\(system.energy.symbol), \(system.length.symbol), \(system.time.symbol)).",
        at: path)
    }
  }
}
