extension Expectation {
  static let claim = Expectation(
    "project (or none, for every project), model, hardware_tier, signature",
    "name the claim as usage events name it")
  static let claimPart = Expectation(
    "a name of up to 256 bytes without a bar", "copy it from the usage events of the claim")
  static let command = Expectation(
    "a list of texts, the first the absolute path of an executable",
    "write one argument an entry, for example [/opt/replays/run, --fast]; no shell reads them")
  static let executable = Expectation(
    "an absolute path without . and .. that files pins",
    "write the whole path, and add it to files with its SHA-256")
  static let argument = Expectation("a text without a zero byte", "quote it if YAML reads it otherwise")
  static let pinnedArgument = Expectation(
    "paths that files pins, or that lie in folders", "add the path to files with its SHA-256")
  static let pinnedFiles = Expectation(
    "a list of path and sha256", "pin every executable, script, library and input that counts")
  static let absolutePath = Expectation(
    "an absolute path without . and ..", "write the whole path, for example /opt/replays/run")
  static let sha256 = Expectation(
    "64 lower-case hexadecimal digits", "write what sha256sum prints for the file, quoted")
  static let readableFolders = Expectation(
    "a list of absolute paths without . and .., none of them /",
    "name the folders that may be read and are not pinned")
  static let environment = Expectation(
    "a section of variables", "write one NAME: value a line")
  static let variableName = Expectation(
    "a variable's name that the runner does not set itself (PATH, HOME, TMPDIR, LANG), that loads no code (LD_PRELOAD, "
      + "LD_AUDIT) and no credentials (AWS_, STRIPE_, AGNITRA_)", "remove the variable")
  static let variableValue = Expectation("a text without a zero byte", "quote the value")
  static let metric = Expectation(
    "wall_time, or a section of file, key and better",
    "leave it out for wall_time, or name the JSON file and its key")
  static let outputCheck = Expectation(
    "check (exact_bytes, numbers, quality) and file, and what the check needs",
    "say which file both commands write, and how it is compared")
  static let resultFile = Expectation(
    "the name of a file that the command writes into its folder, of letters, digits, . _ -",
    "write the bare name, without a folder")
  static let resultKey = Expectation("a key of the JSON document", "write the key whose number counts")
  static let shareMin = Expectation(
    "a decimal from 0 on with up to 6 digits after the point; a share is at most 1",
    "write for example 0.99 or 0.000001")
}
