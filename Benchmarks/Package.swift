// swift-tools-version: 6.2
// SPDX-License-Identifier: GPL-3.0-or-later
import PackageDescription

let package = Package(
  name: "ravine-benchmarks",
  platforms: [.macOS(.v26)],
  dependencies: [.package(name: "ravine", path: "..")],
  targets: [
    .target(name: "CAllocations"),
    .executableTarget(
      name: "Throughput", dependencies: ["CAllocations", .product(name: "Ravine", package: "ravine")]),
  ],
  swiftLanguageModes: [.v6]
)
