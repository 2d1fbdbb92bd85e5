// SPDX-License-Identifier: GPL-3.0-or-later

/// Whether rows that must come out equal are computed once or each by itself.
package enum RowSharing: Sendable, Equatable {
  /// Once. The inputs are pairs from a table of p symbols, so what depends on one symbol has p rows and not n.
  case distinct
  /// Each by itself: the plain computation, the twin of the other in the tests. Both agree to rounding.
  case none
}

/// A place in the sequence that a network reads.
package enum SymbolPlace: Hashable, Sendable {
  /// A symbol of the example.
  case slot(Int)
  /// A symbol that is the same in all examples, such as `=`.
  case constant(Int)

  var isSlot: Bool { if case .slot = self { true } else { false } }
}

/// Which rows a matrix of activations has.
package enum Rows: Hashable, Sendable {
  /// One for each example.
  case examples
  /// One for each distinct symbol, at whichever of the places it stands.
  case symbols([SymbolPlace])
  /// For each place, one for each distinct symbol there.
  case tokens([SymbolPlace])
  /// For each place, one for each distinct sequence of symbols up to it: all that a causal network knows there.
  ///
  /// Dropout makes different rows of equal ones; they are then not shared.
  case beginnings([SymbolPlace], shared: Bool)

  /// The places whose symbols the rows depend on.
  var places: [SymbolPlace] {
    switch self {
    case .examples: []
    case .symbols(let places), .tokens(let places), .beginnings(let places, _): places
    }
  }
}

/// Which row of a table belongs to a row.
package enum RowIndex: Hashable, Sendable {
  /// The same one: the table has the same rows.
  case same
  /// The example's number: the table is data.
  case example
  /// The row's symbol: the table is an embedding.
  case symbol
  /// The symbol of the row's example at a place.
  case symbolAt(SymbolPlace)
  /// The number of the row's place: the table is one of positions.
  case place
  /// The table's row of the same example and place; for a row of `examples` the last place.
  case row
  /// The table's row of the same example at the place of a number.
  case rowAt(Int)
  /// The table's rows of the same example at this and all earlier places: the keys of causal attention.
  case rowsUpTo
}

/// A list of row numbers that is filled for each batch.
struct IndexList: Hashable, Sendable {
  /// The rows that it has entries for.
  var rows: Rows
  /// What the entries are.
  var index: RowIndex
  /// The rows that it points to, if these are activations.
  var table: Rows?
}
