package io.unveil.analyzer.worker;

import java.util.List;

/** What crosses between a worker and whoever started it, as one JSON document each. */
public sealed interface Message permits Request, Reply {
  /** Version of all messages; both sides must be of the same build. */
  int PROTOCOL = 1;

  /** Types of messages; the place in this list is the number in a frame. */
  List<Class<? extends Message>> TYPES =
      List.of(
          Request.Configure.class,
          Request.Unpack.class,
          Request.Analyze.class,
          Request.Scan.class,
          Reply.Ready.class,
          Reply.Began.class,
          Reply.Unpacked.class,
          Reply.Analyzed.class,
          Reply.Malformed.class,
          Reply.Unreadable.class,
          Reply.Failed.class);
}
