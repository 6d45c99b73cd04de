/// A small generator with a fixed sequence for every seed.
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  /// Letters, digits, marks, blanks inside, and some characters beyond ASCII in long texts.
  mutating func text(_ count: Int) -> String {
    let plain = Array("abcXYZ019+/=-._~:@ \"{}[],")
    let characters = count > 200 ? plain + Array("éሴ😀") : plain
    return String((0..<count).map { _ in characters[below(characters.count)] })
  }
}
