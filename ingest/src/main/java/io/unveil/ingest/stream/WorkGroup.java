package io.unveil.ingest.stream;

/** The share groups of the work stages. Names are permanent. */
enum WorkGroup {
  UNPACK(
      "unpack",
      "unveil-unpack",
      Topic.SUBMISSIONS_INTERACTIVE,
      Topic.SUBMISSIONS,
      Topic.DEAD_SUBMISSIONS),
  ANALYZE(
      "analyze", "unveil-analyze", Topic.UNPACKED_INTERACTIVE, Topic.UNPACKED, Topic.DEAD_UNPACKED);

  private final String stage;
  private final String groupId;
  private final Topic interactive;
  private final Topic bulk;
  private final Topic deadLetters;

  WorkGroup(String stage, String groupId, Topic interactive, Topic bulk, Topic deadLetters) {
    this.stage = stage;
    this.groupId = groupId;
    this.interactive = interactive;
    this.bulk = bulk;
    this.deadLetters = deadLetters;
  }

  String stage() {
    return stage;
  }

  String groupId() {
    return groupId;
  }

  Topic source(Priority priority) {
    return switch (priority) {
      case INTERACTIVE -> interactive;
      case BULK -> bulk;
    };
  }

  Topic deadLetters() {
    return deadLetters;
  }
}
