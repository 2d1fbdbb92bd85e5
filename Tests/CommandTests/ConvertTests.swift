// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@Suite struct ConvertTests {
  private static let network = """
    experiment: training
    seed: 3
    precision: double
    task: {kind: modular-arithmetic, modulus: 5}
    data: {train-fraction: 0.5}
    model: {kind: transformer, heads: 2, width: 8, mlp-width: 12}
    optimizer: {kind: adamw, rate: 1e-3}

    """

  /// Ours, theirs and ours again: the same bytes of numbers, and the same losses where a scenario reads theirs.
  @Test func weightsGoThereAndBack() throws {
    let command = try Command()
    try command.write(Self.network + "steps: 3\n", to: "net.yaml")
    #expect(try command.run("run", "net.yaml", "--quiet").status == 0)
    let own = "runs/net/weights/replica-0.safetensors"
    for names in ["nanda", "transformer-lens"] {
      let there = try command.run("convert", "weights", own, "--as", names, "--scenario", "net.yaml", "--to", "theirs")
      #expect(there.status == 0, "\(there.errors)")
      #expect(there.output.contains("blocks.0.attn.W_K"))
      let back = try command.run(
        "convert", "weights", "theirs", "--as", names, "--scenario", "net.yaml", "--to", "ours")
      #expect(back.status == 0, "\(back.errors)")
      #expect(try numbers(command, "ours") == numbers(command, own))
      var losses: [String] = []
      for weights in [own, "{file: theirs, names: \(names)}"] {
        try command.write(Self.network + "steps: 0\nweights: \(weights)\n", to: "look.yaml")
        let result = try command.run("run", "look.yaml", "--json", "--fresh")
        #expect(result.status == 0, "\(result.errors)")
        losses.append(result.output.components(separatedBy: "\"findings\"").last ?? "")
      }
      #expect(losses[0] == losses[1])
    }
  }

  /// The numbers behind the header.
  private func numbers(_ command: Command, _ name: String) throws -> Data {
    let data = try Data(contentsOf: command.directory.appending(path: name))
    let length = data.prefix(8).enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) }
    return data.dropFirst(8 + length)
  }

  @Test func whatDoesNotFitIsSaid() throws {
    let command = try Command()
    try command.write(Self.network + "steps: 3\n", to: "net.yaml")
    #expect(try command.run("run", "net.yaml", "--quiet").status == 0)
    let own = "runs/net/weights/replica-0.safetensors"
    let pytorch = try command.run("convert", "weights", own, "--as", "pytorch", "--scenario", "net.yaml")
    #expect(pytorch.status == 2)
    #expect(pytorch.errors.contains("say normalization: post"))
    let unknown = try command.run("convert", "weights", own, "--as", "nando", "--scenario", "net.yaml")
    #expect(unknown.status == 2)
    #expect(unknown.errors.contains("did you mean 'nanda'?"))
    let none = try command.run("convert", "weights", own, "--as", "nanda")
    #expect(none.status == 64)
    try command.write("PK\u{3}\u{4}and so on and on", to: "weights.pt")
    let pickle = try command.run("convert", "weights", "weights.pt", "--as", "nanda", "--scenario", "net.yaml")
    #expect(pickle.status == 2)
    #expect(pickle.errors.contains("torch.load('FILE'"))
  }
}
