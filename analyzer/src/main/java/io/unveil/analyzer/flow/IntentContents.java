package io.unveil.analyzer.flow;

import java.util.List;
import java.util.Set;

/**
 * What is known of an intent that is sent, read once for all that may get it. Lists are empty where
 * nothing is known.
 *
 * @param explicit whether it names who gets it, or may
 * @param named the classes that it names
 * @param ours whether it is not meant for another app only
 * @param made whether the app's own code made it, so that what is not known of it is not there
 * @param actions its action
 * @param categories its categories
 * @param hasData whether it has a URI
 * @param uris the URI
 * @param hasType whether it has a MIME type
 * @param types the MIME type
 */
record IntentContents(
    boolean explicit,
    Set<String> named,
    boolean ours,
    boolean made,
    List<String> actions,
    List<String> categories,
    boolean hasData,
    List<String> uris,
    boolean hasType,
    List<String> types) {}
