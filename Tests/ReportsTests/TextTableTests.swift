// SPDX-License-Identifier: GPL-3.0-or-later
import Reports
import Runs
import Settings
import Statistics
import Testing

@Suite struct TextTableTests {
  private func lines(_ table: Table, width: Int = 100) -> [String] {
    TextTable(table, width: width).text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      .dropLast()
  }

  @Test func numbersStandAtTheirDecimalPoints() {
    let table = Table(
      title: "Rates", columns: ["temperature", "rate", "phase"],
      rows: [
        ["0.5", "0.1019(45)", "wide"], ["10", "5.13(23)·10⁻⁵", "narrow"], ["0.25", "—", "漢字"], ["−2", "< 1.2", "é"],
      ])
    #expect(
      lines(table) == [
        "Rates",
        "",
        "temperature  rate             phase",
        "───────────  ───────────────  ──────",
        " 0.5           0.1019(45)     wide",
        "10             5.13(23)·10⁻⁵  narrow",
        " 0.25          —              漢字",
        "−2           < 1.2            é",
      ])
  }

  @Test(arguments: [20, 30, 45, 60, 80]) func isNeverWiderThanTheTerminal(width: Int) {
    let table = Table(
      title: "A title that is rather long for so small a terminal as this one",
      columns: ["quantity", "value", "a second value", "method of finding it", "notes"],
      rows: [
        [
          "escape-rate", "0.1019(45)", "182.418", "eyring-free-energy",
          "The barrier is below 5 θ: the law is rough there.",
        ],
        ["activation-energy", "0.954(21)", "−3", "漢字漢字漢字漢字漢字漢字漢字漢字漢字", ""],
      ])
    let printed = lines(table, width: width)
    for line in printed {
      let columns = line.reduce(0) { $0 + ("漢字".contains($1) ? 2 : 1) }
      #expect(columns <= width, "\(line)")
    }
    // Wrapped or cut, every word is still there.
    let text = printed.joined(separator: " ")
    for word in ["barrier", "rough", "0.1019(45)", "182.418", "−3"] { #expect(text.contains(word), "\(word)") }
  }

  /// Each part says which row is which, here by two columns.
  @Test func partsRepeatWhatTellsRowsApart() {
    let table = Table(
      title: "", columns: ["rank", "schedule", "success", "energy"],
      rows: [["1–2", "slow", "0.8677(75)", "0.250"], ["1–2", "warm", "0.8633(75)", "0.125"]])
    #expect(
      lines(table, width: 28) == [
        "rank  schedule  success",
        "────  ────────  ──────────",
        "1–2   slow      0.8677(75)",
        "1–2   warm      0.8633(75)",
        "",
        "rank  schedule  energy",
        "────  ────────  ──────",
        "1–2   slow      0.250",
        "1–2   warm      0.125",
      ])
  }

  @Test func oddTablesDoNotTrap() {
    #expect(TextTable(Table(title: "", columns: [], rows: [])).text.isEmpty)
    #expect(lines(Table(title: "", columns: ["a"], rows: [])) == ["a", "─"])
    #expect(lines(Table(title: "", columns: ["a"], rows: [["1", "2"], []])).count == 4)
    #expect(lines(Table(title: "", columns: ["a b"], rows: [["x\ny"]])) == ["a b", "───", "x y"])
  }

  @Test func findingsShowTheColumnsThatHoldSomething() {
    let at = Record([("temperature", .number(0.2)), ("well", .text("deep"))])
    var bound = Finding("escape-rate", nil, at: at, method: "first-passage")
    bound.upperBound = 1.23e-5
    bound.notes = ["All 512 walkers are censored."]
    var word = Finding("phase", nil, method: "rule")
    word.text = "grokking"
    let table = Table(
      of: [
        Finding("escape-rate", .exact(5.4819e-3, accuracy: 1e-4), unit: "1/time", at: at, method: "exact"),
        Finding("escape-rate", Estimate(5.45e-3, standardError: 4e-5), at: at, method: "first-passage"), bound, word,
      ])
    #expect(
      table.columns == [
        "quantity", "temperature", "well", "method", "value", "95 % interval", "accuracy", "unit", "notes",
      ])
    #expect(table.rows.map { $0[4] } == ["0.0054819", "0.005450(40)", "< 1.2·10⁻⁵", "grokking"])
    #expect(table.rows[1][5] == "[0.00537, 0.00553]")
    #expect(table.rows[3][1...2] == ["", ""])
  }
}
