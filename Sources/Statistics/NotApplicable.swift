// SPDX-License-Identifier: GPL-3.0-or-later

/// A method that has no number to give, and why.
///
/// It is a result, not a defect: the report states the reason where the number would stand.
public struct NotApplicable: Error, Sendable, Equatable, CustomStringConvertible {
  /// Why, as a sentence without its full stop.
  public var reason: String

  /// A method without a number, for the given reason.
  public init(_ reason: String) { self.reason = reason }

  /// The reason.
  public var description: String { reason }
}
