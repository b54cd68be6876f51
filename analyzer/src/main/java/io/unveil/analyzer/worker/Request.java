package io.unveil.analyzer.worker;

import io.unveil.unpacker.Limits;
import io.unveil.unpacker.UnpackedApk;
import java.util.List;

/** What a worker is asked. {@link Configure} comes first and once, then one job after the other. */
public sealed interface Request extends Message {
  /**
   * How the worker must run.
   *
   * @param protocol {@link Message#PROTOCOL}
   * @param parentProcess process id of whoever started it; the worker ends when it is gone
   * @param readable files and folders below which it may read: samples, jars, the JDK
   * @param memoryBytes private memory that it may write, heap and all else
   * @param cpuSeconds processor time of its whole life
   * @param limits bounds on what one sample may make it do
   */
  record Configure(
      int protocol,
      long parentProcess,
      List<String> readable,
      long memoryBytes,
      long cpuSeconds,
      Limits limits)
      implements Request {
    /** Copies the list. */
    public Configure {
      readable = List.copyOf(readable);
    }
  }

  /**
   * Unpack one file; answered by {@link Reply.Unpacked}.
   *
   * @param path the file
   * @param sha256 SHA-256 of its bytes, 64 lower-case hex digits
   */
  record Unpack(String path, String sha256) implements Request {}

  /**
   * Analyse one unpacked file; answered by {@link Reply.Analyzed}.
   *
   * @param path the file
   * @param apk what unpacking it gave
   */
  record Analyze(String path, UnpackedApk apk) implements Request {}

  /**
   * Unpack and analyse one file; answered by {@link Reply.Analyzed}.
   *
   * @param path the file
   * @param sha256 SHA-256 of its bytes, 64 lower-case hex digits
   */
  record Scan(String path, String sha256) implements Request {}
}
