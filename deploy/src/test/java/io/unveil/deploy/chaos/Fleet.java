package io.unveil.deploy.chaos;

import io.unveil.deploy.chaos.Fault.Part;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/** The processes around one broker and one store. Closing it kills them all. */
final class Fleet implements AutoCloseable {
  private static final int WORKERS = 2;

  /** Below the ports that the system gives to connections, of which none may take a dead one's. */
  private static final int FIRST_PORT = 20_000;

  private static final int PORTS = 10_000;

  private final Path folder;
  private final Programs programs;
  private final Duration deadline;
  private final History history;
  private final Map<Part, Integer> ports = new EnumMap<>(Part.class);
  private final Map<Part, Disk> disks = new EnumMap<>(Part.class);
  private final Map<Part, List<Member>> members = new EnumMap<>(Part.class);
  private final Thread watch = new Thread(this::watch, "fleet");
  private volatile boolean closed;

  private Fleet(Programs programs, Duration deadline, Path folder, History history) {
    this.programs = programs;
    this.deadline = deadline;
    this.folder = folder;
    this.history = history;
  }

  /**
   * Starts everything; nothing is ready yet.
   *
   * @param deadline of one attempt at one sample
   */
  static Fleet start(Programs programs, Duration deadline, Path folder, History history)
      throws IOException, InterruptedException {
    Fleet fleet = new Fleet(programs, deadline, folder, history);
    Runtime.getRuntime().addShutdownHook(new Thread(fleet::close, "fleet-end"));
    Files.createDirectories(folder.resolve("logs"));
    fleet.mount(Part.INGEST, "store", 1_536);
    fleet.mount(Part.BROKER, "broker", 1_536);
    fleet.mount(Part.INDEXER, "indexer", 512);
    fleet.choosePorts();
    fleet.member(Part.BROKER, "broker");
    fleet.member(Part.INGEST, "ingest");
    for (int n = 0; n < WORKERS; n++) {
      fleet.member(Part.WORKER, "worker-" + n);
    }
    fleet.member(Part.INDEXER, "indexer");
    fleet.watch.start();
    return fleet;
  }

  private void mount(Part part, String name, long mebibytes)
      throws IOException, InterruptedException {
    Optional<Disk> disk = Disk.mount(folder.resolve(name), mebibytes);
    if (disk.isPresent()) {
      disks.put(part, disk.get());
    } else {
      System.out.println(
          "chaos: skipped: no full disk for the " + name + ", mounting a volume needs root");
    }
  }

  private void choosePorts() throws IOException {
    Random random = new Random();
    for (Part part : Part.values()) {
      int port = 0;
      while (port == 0 || ports.containsValue(port)) {
        port = free(FIRST_PORT + random.nextInt(PORTS));
      }
      ports.put(part, port);
    }
  }

  private static int free(int port) throws IOException {
    try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    } catch (java.net.BindException _) {
      return 0;
    }
  }

  private int port(Part part) {
    return ports.getOrDefault(part, 0);
  }

  /** Only those that clients ask need to be found again after a restart. */
  private static boolean hasAddress(Part part) {
    return part == Part.INGEST || part == Part.INDEXER;
  }

  private void member(Part part, String name) throws IOException {
    List<String> words = command(Programs.Edition.BUILT, part, name);
    members
        .computeIfAbsent(part, _ -> new ArrayList<>())
        .add(new Member(name, words, folder.resolve("logs")));
  }

  /** {@return what starts this member} */
  List<String> command(Programs.Edition edition, Part part, String name) throws IOException {
    Path data = Files.createDirectories(folder.resolve(name));
    List<String> words = new ArrayList<>(programs.unveil(edition, part));
    words.addAll(List.of("serve", "--roles", roles(part), "--data", data.toString()));
    words.addAll(List.of("--port", Integer.toString(hasAddress(part) ? port(part) : 0)));
    settings(part).forEach((key, value) -> words.addAll(List.of("--set", key + "=" + value)));
    return words;
  }

  private static String roles(Part part) {
    return part.name().toLowerCase(Locale.ROOT);
  }

  private Map<String, String> settings(Part part) {
    if (part == Part.BROKER) {
      return Map.of("kafka.port", Integer.toString(port(part)));
    }
    Map<String, String> settings = new TreeMap<>();
    settings.put("kafka.bootstrap", kafka());
    settings.put("store.path", folder.resolve("store").toAbsolutePath().toString());
    settings.put("store.reserve", "0 B");
    settings.put("reconcile.interval", "10 s");
    settings.put("reconcile.patience", "2 min");
    settings.put("work.deadline", deadline.toMillis() + " ms");
    return settings;
  }

  String kafka() {
    return "127.0.0.1:" + port(Part.BROKER);
  }

  URI http(Part part) {
    return URI.create("http://127.0.0.1:" + port(part));
  }

  Optional<Disk> disk(Part part) {
    return Optional.ofNullable(disks.get(part));
  }

  /** {@return all of a kind} */
  List<Member> all(Part part) {
    return members.getOrDefault(part, List.of());
  }

  /** {@return one that is ready, chosen by the number; empty when none is} */
  Optional<Member> ready(Part part, int which) {
    List<Member> ready = all(part).stream().filter(Member::ready).toList();
    return ready.isEmpty() ? Optional.empty() : Optional.of(ready.get(which % ready.size()));
  }

  /** {@return what processes of this kind have started} */
  List<ProcessHandle> children(Part part) {
    return all(part).stream().flatMap(member -> member.children().stream()).toList();
  }

  boolean allReady() {
    return members.values().stream().flatMap(List::stream).allMatch(Member::ready);
  }

  /** {@return how often processes ended although nobody killed them} */
  int endedByThemselves() {
    return members.values().stream().flatMap(List::stream).mapToInt(Member::endedByItself).sum();
  }

  /** All run, none is stopped, every volume has room. */
  void heal() throws IOException, InterruptedException {
    for (Disk disk : disks.values()) {
      disk.empty();
    }
    for (List<Member> some : members.values()) {
      for (Member member : some) {
        member.signal("CONT");
      }
    }
  }

  private void watch() {
    try {
      while (!closed) {
        for (List<Member> some : members.values()) {
          for (Member member : some) {
            String news = closed ? null : member.look();
            if (news != null) {
              history.add(new Event.Happened(System.currentTimeMillis(), news));
            }
          }
        }
        LockSupport.parkNanos(100_000_000L);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look after the processes", e);
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      if (Thread.currentThread() != watch) {
        watch.join(10_000);
      }
      for (List<Member> some : members.values()) {
        for (Member member : some) {
          member.kill();
        }
      }
      for (Disk disk : disks.values()) {
        disk.unmount();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      System.out.println("chaos: " + e.getMessage());
    }
  }
}
