package io.unveil.analyzer.judge;

import java.util.List;

/**
 * Source and sink kinds that rules may name, as the models produce them.
 *
 * @param sources kinds of data
 * @param sinks ways off the device
 */
public record Kinds(List<Source> sources, List<Sink> sinks) {
  /** Copies the lists. */
  public Kinds {
    sources = List.copyOf(sources);
    sinks = List.copyOf(sinks);
  }

  /**
   * @param kind name in the models
   * @param data what it is, in words that fit into a sentence
   * @param anyPermission permissions of which one suffices
   * @param isProtected whether taking it makes an app one that collects private data
   */
  public record Source(String kind, String data, List<String> anyPermission, boolean isProtected) {
    /** Copies the list. */
    public Source {
      anyPermission = List.copyOf(anyPermission);
    }
  }

  /**
   * @param kind name in the models
   * @param way how data leaves, in words that fit into a sentence
   * @param anyPermission permissions of which one suffices
   */
  public record Sink(String kind, String way, List<String> anyPermission) {
    /** Copies the list. */
    public Sink {
      anyPermission = List.copyOf(anyPermission);
    }
  }
}
