/// How pure work is spread over processors: the executable gives threads, tests give none.
package struct Parallelism: Sendable {
  /// How many pieces of work are worth making.
  package let width: Int
  /// Does `work` for 0 up to a count, in any order and at the same time, and comes back when all of it is done.
  package let perform: @Sendable (_ count: Int, _ work: @Sendable (Int) -> Void) -> Void

  /// Work in pieces by the function given.
  package init(
    width: Int, perform: @escaping @Sendable (_ count: Int, _ work: @Sendable (Int) -> Void) -> Void
  ) {
    precondition(width > 0, "work needs a piece")
    self.width = width
    self.perform = perform
  }

  /// One piece after the other.
  package static let none = Parallelism(width: 1) { count, work in
    for index in 0..<count { work(index) }
  }
}
