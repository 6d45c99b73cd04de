import Glibc

/// An open descriptor that is closed once.
struct Descriptor: ~Copyable {
  let number: Int32

  init(_ number: Int32) {
    precondition(number >= 0, "an open descriptor")
    self.number = number
  }

  deinit { close(number) }
}
