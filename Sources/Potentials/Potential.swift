// SPDX-License-Identifier: GPL-3.0-or-later

/// An energy landscape f: ℝᵈ → ℝ with its gradient.
///
/// An author writes `dimension`, `energy(at:)` and `gradient(at:into:)`; the rest has defaults. The batch requirement
/// is what the integrators call: once per block of walkers, so that a potential chosen at run time costs one dynamic
/// call per block and not one per walker.
///
/// Positions of a block are stored coordinate-major with the walkers contiguous: coordinate c of walker w of a block of
/// n walkers is element `c * n + w`.
public protocol Potential: Sendable {
  /// The number of coordinates, d ≥ 1.
  var dimension: Int { get }

  /// f(x) at one point of d coordinates.
  func energy(at position: Span<Double>) -> Double

  /// ∇f(x) at one point, written into d elements.
  func gradient(at position: Span<Double>, into gradient: inout MutableSpan<Double>)

  /// The Hessian ∂²f/∂xᵢ∂xⱼ at one point, written row by row into d² elements.
  ///
  /// The default takes fourth-order central differences of the gradient.
  func hessian(at position: Span<Double>, into hessian: inout MutableSpan<Double>)

  /// ∇f at the positions of a block of walkers, same layout as the positions.
  func gradients(walkers: Int, at positions: Span<Double>, into gradients: inout MutableSpan<Double>)

  /// f at the positions of a block of walkers, one number each.
  func energies(walkers: Int, at positions: Span<Double>, into energies: inout MutableSpan<Double>)

  /// What the coordinate axes end in, one entry a coordinate; by default free.
  var boundaries: [Boundary] { get }

  /// The named wells, by convention the deepest first; empty if they are to be searched for.
  var wells: [Well] { get }

  /// The saddles of index one between the wells; empty if they are to be searched for.
  var saddles: [Saddle] { get }

  /// A box that holds everything that matters at ordinary temperatures: where to draw, to search, to put a grid.
  var window: [ClosedRange<Double>] { get }

  /// Numbers that are known of this system, for tests, documentation and `ravine describe`.
  var knownAnswers: [KnownAnswer] { get }

  /// How many walkers are moved together; by default as many as fit into the cache.
  var walkersPerBlock: Int? { get }

  /// Whether minima, saddles and curvatures can be searched for.
  ///
  /// A Hessian takes d² numbers and about 4d gradients, out of the question for the 10⁴ and more weights of a network. Where
  /// this is false, `hessian` is never called and wells are never searched for.
  var isSearchable: Bool { get }

  /// Why wells and curvatures are not searched for, as a clause with a hint what would help; `nil` where they are.
  var searchObjection: String? { get }

  /// What formulas in a scenario call the coordinates, d names.
  var coordinateNames: [String] { get }

  /// What a step of one walker costs, in units of one coordinate of a potential of a few operations: for the order of tasks
  /// and for estimates of the time that they take.
  var costPerStep: Double { get }

  /// Partition function and mean energy of a region in closed form; `nil` where there is none.
  ///
  /// - Parameter temperature: θ > 0.
  func exactGibbs(of region: Region, temperature: Double) -> ExactGibbs?

  /// What is known of a quantity as a function of one of the potential's parameters; `nil` where nothing is.
  ///
  /// - Parameter parameter: its key in a scenario, such as `dimension`.
  func law(of quantity: ParameterLaw.Quantity, along parameter: String) -> ParameterLaw?
}

/// A well: a minimum with a name, the region that belongs to it, and the part of it that counts as arriving.
///
/// Leaving and arriving are told apart, since a walker that has just crossed the saddle is in the basin but may turn
/// back at once. The conventions for `core`, unless a potential says otherwise: in one dimension the outermost wells'
/// core is the half-line from the minimum outwards and an inner well's the interval of a tenth of the distance to the
/// nearest maximum on both sides of the minimum; in more dimensions it is the ball of radius 0.1 about the minimum.
public struct Well: Sendable, Equatable {
  /// The name that scenarios use, for instance `left` or `deep`.
  public var name: String
  /// The position of the minimum.
  public var minimum: [Double]
  /// What a scenario means by `from:` this well, usually its basin of attraction.
  public var region: Region
  /// What a scenario means by `to:` this well: a walker here has arrived.
  public var core: Region
  /// The number of directions along which the minimum can move at the same energy, 0 for an isolated one.
  ///
  /// A ring of minima has 1, a sphere 2, a plateau as many as there are coordinates; the position is one point of it.
  /// What needs curvatures at a minimum does not apply to a well with free directions.
  public var freeDimensions: Int
  /// The name of an earlier well whose image this one is under a symmetry of the potential; `nil` if it is none.
  public var copyOf: String?

  /// The radius of the ball that is a well's core in more than one dimension.
  public static let coreRadius = 0.1

  /// A named well; without a core its core is the ball of radius 0.1 about the minimum.
  public init(name: String, minimum: [Double], region: Region, core: Region? = nil, freeDimensions: Int = 0) {
    self.name = name
    self.minimum = minimum
    self.region = region
    self.freeDimensions = freeDimensions
    self.core = core ?? .ball(center: minimum, radius: Self.coreRadius)
  }
}

/// A saddle of index one between two wells, or round a circle from a well to itself.
public struct Saddle: Sendable, Equatable {
  /// The position of the saddle.
  public var position: [Double]
  /// The names of the two wells that the unstable direction leads to; twice the same where it leads round a circle.
  public var connects: [String]

  /// A saddle between named wells.
  public init(position: [Double], connects: [String]) {
    self.position = position
    self.connects = connects
  }
}

/// A number that is known of a system, with what it is worth.
public struct KnownAnswer: Sendable, Equatable {
  /// The quantity's name as in findings, for instance `escape-rate`.
  public var quantity: String
  /// Under which circumstances, for instance `β = 5, from −1 to 1`.
  public var conditions: String
  /// The number.
  public var value: Double
  /// Its relative accuracy.
  public var accuracy: Double
  /// Where it comes from.
  public var source: String

  /// A known number.
  public init(_ quantity: String, _ conditions: String, _ value: Double, accuracy: Double, source: String) {
    self.quantity = quantity
    self.conditions = conditions
    self.value = value
    self.accuracy = accuracy
    self.source = source
  }
}
