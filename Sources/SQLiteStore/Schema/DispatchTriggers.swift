/// The law of dispatch states where no program can get around it.
enum DispatchTriggers {
  static let sql = """
    CREATE TRIGGER item_begins_planned BEFORE INSERT ON item
    WHEN NEW.state <> 'planned' OR NEW.attempt_count <> 0 OR NEW.generation <> 0 OR NEW.ambiguous_since IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'an item begins as planned, without attempts'); END;

    -- The same identifier means the same bytes, for ever.
    CREATE TRIGGER item_is_frozen BEFORE UPDATE OF seq, id, provider, series, bucket_start, bucket_hours, revision,
      units, value_text, money_steps, currency, payload_digest, batch_key, address, seal, deadline_at ON item
    BEGIN SELECT RAISE(ABORT, 'a sealed item is frozen'); END;

    CREATE TRIGGER item_final_never_changes BEFORE UPDATE ON item
    WHEN NOT (\(StateConditions.isOpen("OLD.state")))
    BEGIN SELECT RAISE(ABORT, 'an item in a final state never changes'); END;

    -- No send ever leaves from held, unknown or parked.
    CREATE TRIGGER item_sent_only_from_sendable BEFORE UPDATE ON item
    WHEN NEW.state = 'in_flight'
      AND \(StateConditions.isNoneOf("OLD.state", "planned", "skipped", "deferred", "in_flight"))
    BEGIN SELECT RAISE(ABORT, 'an item in this state cannot be sent'); END;

    -- A resolver that proved an unknown item uncounted may have it sent again, under a new idempotency key only.
    CREATE TRIGGER item_unknown_needs_generation BEFORE UPDATE ON item
    WHEN OLD.state = 'unknown' AND \(StateConditions.isOneOf("NEW.state", "planned", "skipped", "deferred"))
      AND NEW.generation <= OLD.generation
    BEGIN SELECT RAISE(ABORT, 'an unknown item is sent again only in a new generation'); END;

    CREATE TRIGGER item_counts_only_rise BEFORE UPDATE ON item
    WHEN NEW.generation < OLD.generation OR NEW.attempt_count < OLD.attempt_count
      OR NEW.attempt_count > OLD.attempt_count + 1
    BEGIN SELECT RAISE(ABORT, 'attempts and generations only rise, attempts one by one'); END;

    -- The attempt is durable in the same transaction that raises the count, and before it.
    CREATE TRIGGER item_attempt_is_recorded BEFORE UPDATE ON item
    WHEN NEW.attempt_count > OLD.attempt_count
      AND NOT EXISTS (SELECT 1 FROM attempt WHERE item = OLD.seq AND number = NEW.attempt_count)
    BEGIN SELECT RAISE(ABORT, 'an attempt is counted that was not recorded'); END;

    CREATE TRIGGER item_delivered_has_receipt BEFORE UPDATE ON item
    WHEN NEW.state = 'delivered' AND NOT EXISTS (SELECT 1 FROM receipt WHERE item = OLD.seq)
    BEGIN SELECT RAISE(ABORT, 'an item is delivered only with a receipt'); END;

    CREATE TRIGGER attempt_start_never_changes
    BEFORE UPDATE OF id, item, number, generation, run, lease_epoch, started_at ON attempt
    BEGIN SELECT RAISE(ABORT, 'the start of an attempt never changes'); END;
    CREATE TRIGGER attempt_ends_once BEFORE UPDATE ON attempt WHEN OLD.outcome IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'an attempt ends once'); END;
    """
}
