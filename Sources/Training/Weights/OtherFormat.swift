// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// Files of weights that are not safetensors and are taken for them, known by their first bytes.
enum OtherFormat: CaseIterable {
  /// What `torch.save` writes: a zip archive with a pickle, which is a program and not data.
  case torchArchive
  /// What older versions of it wrote: a bare pickle.
  case pickle
  /// One array of NumPy.
  case numpy
  /// HDF5, as Keras writes it.
  case hierarchical

  /// The format that some bytes begin; `nil` for all others.
  init?(_ data: Data) {
    // The length of a header may begin like a pickle; behind it stands a brace.
    guard data.dropFirst(8).first != UInt8(ascii: "{"),
      let format = Self.allCases.first(where: { data.starts(with: $0.beginning) })
    else { return nil }
    self = format
  }

  private var beginning: [UInt8] {
    switch self {
    case .torchArchive: Array("PK".utf8) + [3, 4]
    case .pickle: [0x80, 2]
    case .numpy: [0x93] + Array("NUMPY".utf8)
    case .hierarchical: [0x89] + Array("HDF".utf8)
    }
  }

  /// What the file is, and the line that makes a safetensors file of it.
  var sentence: String {
    switch self {
    case .torchArchive, .pickle:
      "this is \(self == .torchArchive ? "a zip archive as torch.save writes it" : "a pickle as torch.save wrote it"), which can "
        + "execute programs and is not read. Where PyTorch is, this makes a safetensors file of it: "
        + "python3 -c \"import torch, safetensors.torch as s; w = torch.load('FILE', map_location='cpu', weights_only=True); "
        + "w = w.get('state_dict', w.get('model', w)); "
        + "s.save_file({k: v.clone().contiguous() for k, v in w.items()}, 'FILE.safetensors')\""
    case .numpy:
      "this is an array of NumPy; safetensors.numpy.save_file({'NAME': numpy.load('FILE')}, 'FILE.safetensors') makes a "
        + "safetensors file of it."
    case .hierarchical:
      "this is an HDF5 file; its arrays, read with h5py, go into a safetensors file by safetensors.numpy.save_file."
    }
  }
}
