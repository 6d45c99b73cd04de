/// Bounds on a document, so that hostile input costs a bounded amount of memory and stack.
package struct JSONLimits: Hashable, Sendable {
  /// How many arrays and objects may be open at once.
  package let depthMax: Int
  /// How many bytes the document may have.
  package let byteCountMax: Int

  /// Bounds on nesting and length.
  package init(depthMax: Int = 64, byteCountMax: Int = 16 << 20) {
    self.depthMax = depthMax
    self.byteCountMax = byteCountMax
  }
}
