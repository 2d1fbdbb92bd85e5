// SPDX-License-Identifier: GPL-3.0-or-later
import Grokking
import Settings

/// What a column of a table of grokking times can mean.
enum GrokkingColumn: String, CaseIterable, Sendable {
  case size
  case fraction
  case total
  case seed
  case dataSeed = "data-seed"
  case modelSeed = "model-seed"
  case memorized
  case grokked
  case memorizedAfter = "memorized-after"
  case grokkedAfter = "grokked-after"
  case budget

  /// The names of all meanings, as the key `columns` takes them.
  static let names = allCases.map(\.rawValue)

  /// Names that mean this, in small letters without anything between; the first is how the template writes it.
  var synonyms: [String] {
    switch self {
    case .size:
      [
        "size", "n", "ntrain", "trainsize", "trainingsize", "trainsetsize", "trainingsetsize", "traincount", "numtrain",
        "samples", "nsamples", "numsamples", "trainsamples", "examples", "trainexamples", "trainingexamples",
        "datatraincount",
      ]
    case .fraction:
      [
        "fraction", "frac", "trainfraction", "trainingfraction", "trainfrac", "fractrain", "fractiontrain",
        "datafraction", "datatrainfraction",
      ]
    case .total:
      [
        "total", "tablesize", "totalsize", "ntotal", "datasetsize", "fullsize", "totalrows", "totalexamples",
        "totalpairs",
      ]
    case .seed: ["seed", "randomseed", "rngseed", "run", "runid", "trial", "repetition", "repeat"]
    case .dataSeed: ["dataseed", "splitseed", "seeddata", "seedsplit", "datasplitseed", "trainsetseed"]
    case .modelSeed:
      ["modelseed", "initseed", "seedmodel", "seedinit", "weightseed", "weightsseed", "initializationseed", "replica"]
    case .memorized:
      [
        "memorized", "tmem", "memorization", "memorizationtime", "memorizationstep", "memorizedat", "memorizedstep",
        "tmemorization", "tmemorize", "tmemorized", "memstep", "memtime", "ttrain", "memorised", "memorisation",
        "memorisationtime", "memorisationstep",
      ]
    case .grokked:
      [
        "grokked", "tgrok", "grokking", "grok", "grokkingtime", "grokkingstep", "grokkedat", "grokkedstep", "grokstep",
        "groktime", "tgrokking", "tgrokked", "ttest", "generalized", "generalization", "generalizationtime",
        "generalizationstep", "tgen", "tgeneralization", "generalised", "generalisationtime", "generalisationstep",
      ]
    case .memorizedAfter:
      ["memorizedafter", "memorizationafter", "tmemafter", "tmemlower", "memorizedlower", "notmemorizedat"]
    case .grokkedAfter: ["grokkedafter", "grokkingafter", "tgrokafter", "tgroklower", "grokkedlower", "notgrokkedat"]
    case .budget:
      [
        "budget", "maxsteps", "steps", "nsteps", "numsteps", "totalsteps", "trainingsteps", "trainsteps", "maxepochs",
        "epochs", "steplimit", "timelimit", "horizon", "censoredat",
      ]
    }
  }

  /// What a name means; `nil` for one that is not known.
  init?(named name: String) {
    let plain = Self.plain(name)
    guard let found = Self.allCases.first(where: { $0.synonyms.contains(plain) }) else { return nil }
    self = found
  }

  /// Small letters and digits alone; a unit in brackets at the end is left out.
  static func plain(_ name: String) -> String {
    let bare = name.prefix { $0 != "(" && $0 != "[" }
    return String((bare.isEmpty ? name[...] : bare).lowercased().filter { $0.isLetter || $0.isNumber })
  }

  /// The names that Ravine gives to axes that others call otherwise.
  static func axis(named name: String) -> String {
    switch plain(name) {
    case "weightdecay", "wd", "decay", "optimizerdecay": "optimizer.decay"
    case "lr", "learningrate", "rate", "optimizerrate": "optimizer.rate"
    case "temperature", "theta", "optimizertemperature": "temperature"
    case "batch", "batchsize": "batch"
    default: name
    }
  }

  /// Numbers that belong to a run without being chosen, under the names that Ravine gives them.
  static func covariate(named name: String) -> String? {
    switch plain(name) {
    case "lambda3", "λ3", "λ₃", "groktheoryrate": "lambda-3"
    case "normmemorized", "memorizednorm", "memorizedweightnorm": RunCovariate.norms.memorized
    case "normgrokked", "grokkednorm", "grokkedweightnorm": RunCovariate.norms.grokked
    default: nil
    }
  }

  /// Whether a name sounds like what is said of a run rather than what it was made with.
  static func soundsLikeRemark(_ name: String) -> Bool {
    let plain = plain(name)
    return soundsLikeResult(name)
      || ["comment", "note", "remark", "date", "host", "machine", "file", "path", "url", "status", "user"].contains {
        plain.contains($0)
      }
  }

  /// Whether a name sounds like what came out of a run rather than what went in.
  static func soundsLikeResult(_ name: String) -> Bool {
    let plain = plain(name)
    return ["acc", "loss", "final", "elapsed", "duration", "walltime", "seconds", "norm", "gap"].contains {
      plain.contains($0)
    } || plain == "time"
  }
}

/// What a table of grokking times does not say itself: the rows of the whole, and columns whose names are not recognized.
struct GrokkingTableOptions: Sendable, Equatable {
  /// Rows of the whole table of examples.
  var total: Double?
  /// The names of columns by their meanings.
  var columns: [GrokkingColumn: String] = [:]
  /// Columns that are axes whatever they sound like.
  var axes: [String] = []
  /// Columns of words that each stand for themselves, whatever they look like.
  var words: [String] = []
  /// Columns to pass over.
  var ignored: [String] = []

  /// The keys that take several names.
  static let lists = ["axes", "words", "ignore"]

  /// Reads the mapping `columns`.
  mutating func readColumns(_ reader: Reader) {
    guard let value = reader.raw("columns"), value != .null else { return }
    reader.resolve("columns", as: value)
    guard let record = value.asRecord else {
      reader.report("columns is \(value.described); a mapping from meanings to names is expected.", at: "columns")
      return
    }
    let inner = reader.inner("columns")
    for column in GrokkingColumn.allCases {
      columns[column] = inner.optionalText(column.rawValue, "the name of a column")
    }
    for key in Self.lists where inner.contains(key) {
      let list = inner.read(Parameter(key, .list(.text(among: [])), default: nil, "names of columns"))
      let names = list.asList?.compactMap(\.asText) ?? []
      switch key {
      case "axes": axes = names
      case "words": words = names
      default: ignored = names
      }
    }
    _ = record
    for key in Self.lists { _ = inner.raw(key) }
    inner.finish()
  }
}
