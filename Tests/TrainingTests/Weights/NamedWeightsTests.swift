// SPDX-License-Identifier: GPL-3.0-or-later
import Settings
import Testing

@testable import Training

private let layout: ParameterLayout = {
  var layout = ParameterLayout()
  _ = layout.add("embedding.weight", [5, 2], group: "embedding", start: .uniform(bound: 0.5))
  _ = layout.add("decoder.0.weight", [3, 2], group: "decoder", start: .normal(deviation: 1))
  _ = layout.add("decoder.0.bias", [3], group: "decoder", start: .constant(0))
  return layout
}()

private let weights = (0..<layout.count).map { Double($0) / 16 }

@Suite struct NamedWeightsTests {
  @Test func weightsTravelThroughAFile() throws {
    let written = SafetensorsFile(weights: weights.span, layout: layout, metadata: ["step": "17"])
    #expect(written["decoder.0.bias"]?.values == [1, 1.0625, 1.125])
    let read = try SafetensorsFile.read(written.data())
    #expect(try read.weights(of: layout) == weights)
    #expect(read.metadata == ["step": "17"])
    let single = weights.map { Float($0) }
    let small = SafetensorsFile(weights: single.span, layout: layout)
    #expect(small.data().count < written.data().count)
    #expect(try SafetensorsFile.read(small.data()).weights(of: layout) == weights)
  }

  @Test func theOrderInTheFileDoesNotMatter() throws {
    var file = SafetensorsFile(weights: weights.span, layout: layout)
    file.tensors.reverse()
    #expect(try SafetensorsFile.read(file.data()).weights(of: layout) == weights)
  }

  @Test func allThatDoesNotFitIsReportedTogether() {
    var file = SafetensorsFile(weights: weights.span, layout: layout)
    file.tensors[0].name = "model.embedding.weight"
    file.tensors[1].shape = [2, 3]
    file.tensors[2].shape = [1, 3]
    #expect {
      try file.weights(of: layout)
    } throws: { error in
      "\(error)" == """
        tensor 'embedding.weight' of shape [5, 2] is missing; without its prefix 'model.', 'model.embedding.weight' would be it.
        tensor 'decoder.0.weight' has shape [2, 3], the network's has [3, 2]; it seems to be transposed: rows are outputs, columns inputs, as in PyTorch.
        tensor 'decoder.0.bias' has shape [1, 3], the network's has [3].
        tensor 'model.embedding.weight' is in the file, but the network has none of this name.
        """
    }
  }

  @Test func aNearNameIsSuggested() {
    var file = SafetensorsFile(weights: weights.span, layout: layout)
    file.tensors[2].name = "decoder.0.bais"
    #expect {
      try file.weights(of: layout)
    } throws: {
      "\($0)".hasPrefix("tensor 'decoder.0.bias' of shape [3] is missing; did you mean 'decoder.0.bais'?\n")
    }
  }
}
