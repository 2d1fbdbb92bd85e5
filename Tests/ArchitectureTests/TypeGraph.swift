// SPDX-License-Identifier: GPL-3.0-or-later

/// Which files of a module name types that are declared in which others.
struct TypeGraph {
  let files: [SwiftSource]
  /// For each file the others whose types it names.
  let edges: [[Int]]

  /// The graph of a module.
  init(_ files: [SwiftSource]) {
    self.files = files
    var outer: [String: [Int]] = [:]
    var inner: [String: [(qualified: String, file: Int)]] = [:]
    for (index, file) in files.enumerated() {
      for declaration in file.declarations where !declaration.isPrivate {
        let parts = declaration.name.split(separator: ".").map(String.init)
        guard let last = parts.last else { continue }
        if parts.count == 1 { outer[last, default: []].append(index) }
        if parts.count > 1 { inner[last, default: []].append((parts.suffix(2).joined(separator: "."), index)) }
      }
    }
    edges = files.enumerated().map { index, file in
      let own = Set(file.declarations.compactMap { $0.name.split(separator: ".").last.map(String.init) })
      let around = Set(file.declarations.map(\.name)).union(file.extended)
        .flatMap { $0.split(separator: ".").map(String.init) }
      var found: Set<Int> = []
      for word in file.words where !own.contains(word) {
        // Within a type a bare name is first of all one of the types in it.
        let nested = (inner[word] ?? []).filter { entry in around.contains { entry.qualified == "\($0).\(word)" } }
        found.formUnion(nested.isEmpty ? outer[word] ?? [] : nested.map(\.file))
      }
      for member in file.members {
        let name = member.split(separator: ".").last.map(String.init) ?? ""
        found.formUnion((inner[name] ?? []).filter { $0.qualified == member }.map(\.file))
      }
      found.remove(index)
      return found.sorted()
    }
  }

  /// The circles: sets of files of which each names types of the others, directly or in turn; the largest first.
  ///
  /// Tarjan's strongly connected components with more than one file.
  var circles: [[SwiftSource]] {
    var search = Search(edges: edges)
    for file in files.indices where search.order[file] == nil { search.visit(file) }
    return search.components.filter { $0.count > 1 }.map { $0.sorted().map { files[$0] } }
      .sorted { $0.count > $1.count }
  }

  private struct Search {
    let edges: [[Int]]
    var order: [Int?]
    var components: [[Int]] = []
    private var lowest: [Int]
    private var stack: [Int] = []
    private var isOnStack: [Bool]
    private var next = 0

    init(edges: [[Int]]) {
      self.edges = edges
      order = edges.map { _ in nil }
      lowest = edges.map { _ in 0 }
      isOnStack = edges.map { _ in false }
    }

    mutating func visit(_ file: Int) {
      let number = next
      order[file] = number
      lowest[file] = number
      next += 1
      stack.append(file)
      isOnStack[file] = true
      for other in edges[file] {
        if let seen = order[other] {
          if isOnStack[other] { lowest[file] = min(lowest[file], seen) }
        } else {
          visit(other)
          lowest[file] = min(lowest[file], lowest[other])
        }
      }
      guard lowest[file] == number, let start = stack.lastIndex(of: file) else { return }
      components.append(Array(stack[start...]))
      for member in stack[start...] { isOnStack[member] = false }
      stack.removeSubrange(start...)
    }
  }
}
