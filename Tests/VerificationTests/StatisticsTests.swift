import Billing
import Hashing
import Testing
import VerdictSimulation

@testable import Verification

@Suite struct StatisticsTests {
  private static let six: [Int64] = [2_611, 2_702, 2_544, 2_689, 2_573, 2_650].map { $0 * 100_000_000 }
  private static let twelve = six + [2_590, 2_721, 2_498, 2_633, 2_660, 2_605].map { $0 * 100_000_000 }

  @Test("Six blocks: estimate, bounds and speed-up are the known ones")
  func sixBlocks() {
    let look = Look(step: LookSchedule.standard.steps[0], logRatiosTrillionths: Self.six, earlier: nil)
    #expect(look.estimateTrillionths == 263_050_000_000)
    #expect(look.lowerTrillionths == 254_400_000_000)
    #expect(look.upperTrillionths == 270_200_000_000)
    #expect(look.estimate.partsPerMillion == 1_300_892)
  }

  @Test("Twelve blocks: estimate and bounds are the known ones, and the better bound is kept")
  func twelveBlocks() {
    let first = Look(step: LookSchedule.standard.steps[0], logRatiosTrillionths: Self.six, earlier: nil)
    let look = Look(step: LookSchedule.standard.steps[1], logRatiosTrillionths: Self.twelve, earlier: first)
    #expect(look.estimateTrillionths == 262_400_000_000)
    #expect(look.lowerTrillionths == 257_400_000_000)
    #expect(look.upperTrillionths == 267_450_000_000)
    #expect(look.bestLowerTrillionths == 257_400_000_000)
    let worse = Look(
      step: LookSchedule.standard.steps[1], logRatiosTrillionths: Self.twelve.map { $0 - 100_000_000_000 },
      earlier: first)
    #expect(worse.bestLowerTrillionths == first.lowerTrillionths)
  }

  /// The largest rank sums within a chance, in millionths, by blocks.
  private static let published: [Int64: [Int: Int]] = [
    50_000: [5: 0, 6: 2, 7: 3, 8: 5, 9: 8, 10: 10, 12: 17, 16: 35, 20: 60, 24: 91],
    25_000: [6: 0, 7: 2, 8: 3, 10: 8, 12: 13, 16: 29, 20: 52, 24: 81],
    10_000: [7: 0, 8: 1, 10: 5, 12: 9, 16: 23, 20: 43, 24: 69],
    5_000: [8: 0, 10: 3, 12: 7, 16: 19, 20: 37, 24: 61],
  ]

  @Test("Critical ranks are the published ones", arguments: [50_000, 25_000, 10_000, 5_000] as [Int64])
  func criticalRanks(_ partsPerMillion: Int64) {
    for (blockCount, rank) in Self.published[partsPerMillion] ?? [:] {
      #expect(SignedRank.criticalRank(blockCount: blockCount, partsPerMillion: partsPerMillion) == rank)
    }
    #expect(SignedRank.criticalRank(blockCount: 4, partsPerMillion: partsPerMillion) == nil)
  }

  @Test("The schedules' chances of error are exact, and add up to 4.74 % and 0.93 %")
  func tails() {
    #expect(SignedRank.tailCount(blockCount: 6, rank: 0) == 1)
    #expect(SignedRank.tailCount(blockCount: 12, rank: 11) == 55)
    #expect(SignedRank.tailCount(blockCount: 24, rank: 77) == 307_436)
    let sums = LookSchedule.allCases.map { schedule in
      schedule.steps.reduce(0.0) { sum, step in
        let tail = Double(SignedRank.tailCount(blockCount: step.blockCount, rank: step.rank))
        return sum + tail / Double(UInt64(1) << UInt64(step.blockCount))
      }
    }
    #expect((sums[0] * 10_000).rounded() == 474)
    #expect((sums[1] * 10_000).rounded() == 93)
  }

  @Test("Rank sums of eight blocks are what counting all sign patterns gives")
  func counted() {
    var counts = [UInt64](repeating: 0, count: 37)
    for pattern in 0..<256 {
      counts[(1...8).reduce(0) { $0 + (pattern >> ($1 - 1) & 1 == 1 ? $1 : 0) }] += 1
    }
    #expect(SignedRank.counts(blockCount: 8) == counts)
    #expect(SignedRank.counts(blockCount: 62).reduce(0, +) == UInt64(1) << 62)
  }

  @Test("Bounds do not depend on the order of blocks, and never fall when a block rises", arguments: 1...20)
  func properties(_ seed: UInt64) throws {
    var numbers = SeededNoise(seed: seed)
    let step = try #require(LookSchedule.allCases.flatMap(\.steps).randomElement(using: &numbers))
    var ratios = (0..<step.blockCount).map { _ in Int64(truncatingIfNeeded: numbers.next()) >> 24 }
    let look = Look(step: step, logRatiosTrillionths: ratios, earlier: nil)
    #expect(Look(step: step, logRatiosTrillionths: ratios.shuffled(using: &numbers), earlier: nil) == look)
    #expect(look.lowerTrillionths <= look.estimateTrillionths)
    #expect(look.estimateTrillionths <= look.upperTrillionths)
    ratios[Int(numbers.next() % UInt64(step.blockCount))] += Int64(numbers.next() >> 24)
    let risen = Look(step: step, logRatiosTrillionths: ratios, earlier: nil)
    #expect(
      risen.lowerTrillionths >= look.lowerTrillionths && risen.upperTrillionths >= look.upperTrillionths)
    let averages = WalshAverages(ratios)
    for rank in 1..<step.blockCount {
      #expect(averages.lowerTrillionths(rank: rank) >= averages.lowerTrillionths(rank: rank - 1))
      #expect(averages.upperTrillionths(rank: rank) <= averages.upperTrillionths(rank: rank - 1))
    }
  }

  @Test("Block orders are the bits of the seed, which is the SHA-256 of a documented text")
  func order() throws {
    let order = try #require(Rehearsal().order)
    let seed = BlockSeed(order)
    // printf '["ABBA-HL v1","acme","llama|h200|fused-attention","2026-11-20","1"]' | sha256sum
    #expect(seed.digest.hex == "ffb9d6e8a8e93063caa04a75abb2990a255b0930689bb78a3a66d2dd5201ac7b")
    for block in 0..<256 {
      let isMirrored = seed.digest.bytes[block / 8] & (0x80 >> UInt8(block % 8)) != 0
      #expect((seed.arms(ofBlock: block).first == .optimised) == isMirrored)
    }
  }
}
