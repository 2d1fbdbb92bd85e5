// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// What a program runs on: processor, system and compiler.
package struct Machine: Sendable, Equatable {
  /// The processor's name, for instance `AMD EPYC 9B45`.
  package var processor: String
  /// How many processor cores there are.
  package var processorCount: Int
  /// The system's name and version, for instance `Debian GNU/Linux 12 (bookworm)`.
  package var operatingSystem: String
  /// The version of the compiler, as far as a program can know it.
  package var swiftVersion: String
  /// The host's name.
  package var hostName: String

  /// A machine by what is known of it.
  package init(
    processor: String, processorCount: Int, operatingSystem: String, swiftVersion: String, hostName: String = ""
  ) {
    self.processor = processor
    self.processorCount = processorCount
    self.operatingSystem = operatingSystem
    self.swiftVersion = swiftVersion
    self.hostName = hostName
  }

  /// The machine that this process runs on.
  package static func current() -> Machine {
    Machine(
      processor: currentProcessor, processorCount: ProcessInfo.processInfo.processorCount,
      operatingSystem: currentOperatingSystem, swiftVersion: currentSwiftVersion,
      hostName: hostName)
  }

  /// The host's name, asked of the system and not, as Foundation does, of the network.
  static var hostName: String {
    var bytes = [CChar](repeating: 0, count: 256)
    guard gethostname(&bytes, bytes.count - 1) == 0 else { return "an unknown host" }
    return String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static var currentProcessor: String {
    #if canImport(Darwin)
      var size = 0
      sysctlbyname("machdep.cpu.brand_string", nil, &size, nil, 0)
      var bytes = [UInt8](repeating: 0, count: size)
      guard sysctlbyname("machdep.cpu.brand_string", &bytes, &size, nil, 0) == 0 else { return "unknown" }
      return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    #else
      let information = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
      let line = information.split(separator: "\n").first { $0.hasPrefix("model name") }
      return line?.split(separator: ":", maxSplits: 1).last?.trimmingCharacters(in: .whitespaces) ?? "unknown"
    #endif
  }

  private static var currentOperatingSystem: String {
    let release = (try? String(contentsOfFile: "/etc/os-release", encoding: .utf8)) ?? ""
    let line = release.split(separator: "\n").first { $0.hasPrefix("PRETTY_NAME=") }
    return line.map { $0.dropFirst("PRETTY_NAME=".count).trimmingCharacters(in: ["\""]) }
      ?? ProcessInfo.processInfo.operatingSystemVersionString
  }

  private static var currentSwiftVersion: String {
    #if compiler(>=6.4)
      "6.4 or later"
    #elseif compiler(>=6.3)
      "6.3"
    #else
      "6.2"
    #endif
  }
}
