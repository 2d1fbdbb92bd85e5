// swift-tools-version: 6.2
// SPDX-License-Identifier: GPL-3.0-or-later
import PackageDescription

let package = Package(
  name: "EscapeRate",
  platforms: [.macOS(.v26)],
  dependencies: [.package(name: "ravine", path: "../..")],
  targets: [
    .executableTarget(name: "EscapeRate", dependencies: [.product(name: "Ravine", package: "ravine")], path: "Sources")
  ])
