/// What a provider's published schema says about one value.
indirect enum ValueShape: Hashable {
  /// Text of so many characters that matches the pattern as a whole.
  case string(lengthMin: Int, lengthMax: Int?, pattern: String?)
  /// A whole number written in plain digits.
  case integer(valueMin: Int64, valueMax: Int64)
  /// Whole seconds since 1970.
  case timestamp
  /// So many elements of one shape.
  case list(countMin: Int, countMax: Int?, element: ValueShape)
  /// Members of any name, all of one shape.
  case map(element: ValueShape)
  /// Members of a structure of the table.
  case structure(name: String)
}
