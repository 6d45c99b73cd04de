/// Verdicts with their evidence, and what charges were billed by them.
enum VerdictTables {
  static let sql = """
    CREATE TABLE verdict (
      id INTEGER PRIMARY KEY,
      project INTEGER NOT NULL,
      claim INTEGER NOT NULL,
      outcome TEXT NOT NULL CHECK \(StateConditions.isOneOf(
        "outcome", "verified", "partially_verified", "rejected", "inconclusive", "deferred")),
      reason TEXT NOT NULL,
      -- Speed-ups in millionths.
      claimed INTEGER NOT NULL CHECK (claimed > 0),
      lower_bound INTEGER CHECK (lower_bound > 0),
      estimate INTEGER CHECK (estimate > 0),
      uplift_min INTEGER NOT NULL CHECK (uplift_min >= 0),
      tolerance INTEGER NOT NULL CHECK (tolerance >= 0 AND tolerance < 1000000),
      policy TEXT NOT NULL CHECK \(StateConditions.isOneOf("policy", "claim_within_tolerance", "lower_bound")),
      validity_seconds INTEGER NOT NULL,
      tier INTEGER NOT NULL,
      driver INTEGER NOT NULL,
      fingerprint TEXT NOT NULL,
      decided_at INTEGER NOT NULL,
      attempt INTEGER NOT NULL CHECK (attempt >= 0),
      evidence_digest TEXT NOT NULL
        CHECK (length(evidence_digest) = 64 AND evidence_digest NOT GLOB '*[^0-9a-f]*'),
      -- The last seal when it was recorded; 0 for none.
      seal_high INTEGER NOT NULL,
      run INTEGER NOT NULL REFERENCES run,
      CHECK (lower_bound IS NOT NULL OR \(StateConditions.isNoneOf("outcome", "verified", "partially_verified")))
    ) STRICT;
    CREATE INDEX verdict_seal ON verdict (seal_high);

    -- The exact bytes, as one zstd frame; apart, so that sealing does not read them.
    CREATE TABLE verdict_evidence (
      verdict INTEGER PRIMARY KEY REFERENCES verdict,
      byte_count INTEGER NOT NULL CHECK (byte_count > 0),
      bytes BLOB NOT NULL
    ) STRICT;

    CREATE TABLE host_health (
      id INTEGER PRIMARY KEY,
      tier INTEGER NOT NULL,
      fingerprint TEXT NOT NULL,
      outcome TEXT NOT NULL CHECK \(StateConditions.isOneOf("outcome", "healthy", "noisy", "unmeasured")),
      ended_at INTEGER NOT NULL,
      evidence_digest TEXT NOT NULL
        CHECK (length(evidence_digest) = 64 AND evidence_digest NOT GLOB '*[^0-9a-f]*'),
      evidence_byte_count INTEGER NOT NULL CHECK (evidence_byte_count > 0),
      evidence BLOB NOT NULL,
      run INTEGER NOT NULL REFERENCES run
    ) STRICT;

    ALTER TABLE charge ADD COLUMN verdict INTEGER REFERENCES verdict;
    -- What of the quantity the verdict let be billed.
    ALTER TABLE charge ADD COLUMN accepted_steps TEXT
      CHECK ((accepted_steps IS NULL) = (verdict IS NULL));
    CREATE INDEX charge_verdict ON charge (verdict) WHERE verdict IS NOT NULL;

    -- Nothing is billed by a verdict of another claim, or by one that decides nothing.
    CREATE TRIGGER charge_verdict_covers BEFORE INSERT ON charge WHEN NEW.verdict IS NOT NULL
    BEGIN \(verdictCovers) END;
    CREATE TRIGGER charge_verdict_covers_later BEFORE UPDATE ON charge WHEN NEW.verdict IS NOT NULL
    BEGIN \(verdictCovers) END;
    """

  private static let verdictCovers = """
    SELECT RAISE(ABORT, 'the verdict of a charge is conclusive and of its claim and tier')
    WHERE NOT EXISTS (
      SELECT 1 FROM verdict v JOIN cell c ON c.id = NEW.cell
      WHERE v.id = NEW.verdict AND v.project = c.project AND v.claim = c.claim AND v.tier = c.tier
        AND \(StateConditions.isOneOf("v.outcome", "verified", "partially_verified", "rejected")));
    """
}
