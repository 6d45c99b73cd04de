/// What may change of a source, since the digest of a file may come while it is read.
enum SourceRules {
  static let sql = """
    DROP INDEX source_stream;
    CREATE UNIQUE INDEX source_unnamed ON source (name, byte_count, run)
    WHERE content_digest IS NULL AND is_complete = 0;
    DROP TRIGGER source_only_advances;
    CREATE TRIGGER source_only_advances BEFORE UPDATE ON source
    WHEN OLD.is_complete = 1 OR NEW.position_bytes < OLD.position_bytes OR NEW.position_lines < OLD.position_lines
      OR NEW.id <> OLD.id OR NEW.name <> OLD.name
      OR (NEW.content_digest IS NOT OLD.content_digest AND OLD.content_digest IS NOT NULL)
      OR NEW.byte_count <> OLD.byte_count OR NEW.run <> OLD.run
    BEGIN SELECT RAISE(ABORT, 'a source is read forwards, once'); END;
    """
}
