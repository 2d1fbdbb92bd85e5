// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials
import Randomness

/// Exact draws from e^{−βf} in a channel, on a region that is bounded along x only.
///
/// x comes from its marginal law, the other coordinates from their normal laws of variance θ/k(x).
struct ChannelSampler: Sendable {
  private let line: LineSampler
  private let dimension: Int
  private let deviation: @Sendable (Double) -> Double

  /// - Returns: `nil` if the potential is no channel or the region is bounded across it.
  init?(_ potential: any Potential, in region: Region, around start: [Double], temperature: Double) throws(NoLocalGibbs)
  {
    guard let channel = potential as? any ChannelPotential, let section = region.alongFirstAxis else { return nil }
    try self.init(channel: channel, section: section, around: start[0], temperature: temperature)
  }

  private init(
    channel: some ChannelPotential, section: Region, around start: Double, temperature: Double
  ) throws(NoLocalGibbs) {
    line = try LineSampler(
      ChannelMarginal(channel: channel, temperature: temperature), in: section, around: start, temperature: temperature)
    dimension = channel.dimension
    deviation = { (temperature / channel.stiffness($0)).squareRoot() }
  }

  func draw(_ stream: inout RandomStream) -> [Double] {
    let x = line.draw(&stream)
    let deviation = deviation(x)
    return [x] + (1..<dimension).map { _ in deviation * stream.normal() }
  }
}
