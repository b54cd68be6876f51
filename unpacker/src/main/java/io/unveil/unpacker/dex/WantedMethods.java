package io.unveil.unpacker.dex;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Methods that somebody looks for in the id tables of many files: all with one of some simple
 * names, and the constructors of some classes. Safe for use by several threads.
 */
public final class WantedMethods {
  private static final String CONSTRUCTOR = "<init>";
  private static final int NAME = 1;
  private static final int OWNER = 2;
  private static final int INIT = 4;

  private final Set<String> names;
  private final Set<String> owners;
  private final PrefixIndex index;

  /**
   * @param names simple names of methods
   * @param owners type descriptors of classes whose constructors are wanted
   */
  public WantedMethods(Set<String> names, Set<String> owners) {
    this.names = Set.copyOf(names);
    this.owners = Set.copyOf(owners);
    Set<String> all = new HashSet<>(names);
    all.addAll(owners);
    all.add(CONSTRUCTOR);
    index = new PrefixIndex(all);
  }

  /**
   * Ids of methods of one file, ascending.
   *
   * @param named those with one of the names
   * @param constructors the wanted constructors
   */
  @SuppressWarnings("ArrayRecordComponent") // Read once and thrown away.
  public record Ids(int[] named, int[] constructors) {}

  /** One look at each string; the tables then are about numbers only. */
  Ids in(DexFile file) {
    byte[] roles = new byte[file.stringCount()];
    file.strings().find(index, (id, text) -> roles[id] = (byte) role(text));
    DexHeader.Table methods = file.header().methods();
    byte[] bytes = file.bytes();
    Found named = new Found();
    Found constructors = new Found();
    for (int i = 0, row = methods.offset(); i < methods.size(); i++, row += 8) {
      int role = role(roles, LittleEndian.s4(bytes, row + 4));
      if (role == 0) {
        continue;
      }
      if ((role & NAME) != 0) {
        named.add(i);
      }
      if ((role & INIT) != 0 && isOwner(file, roles, LittleEndian.u2(bytes, row))) {
        constructors.add(i);
      }
    }
    return new Ids(named.ids(), constructors.ids());
  }

  private int role(String text) {
    return (names.contains(text) ? NAME : 0)
        | (owners.contains(text) ? OWNER : 0)
        | (text.equals(CONSTRUCTOR) ? INIT : 0);
  }

  private static int role(byte[] roles, int string) {
    return string >= 0 && string < roles.length ? roles[string] : 0;
  }

  private static boolean isOwner(DexFile file, byte[] roles, int type) {
    if (type >= file.typeCount()) {
      return false;
    }
    int string = LittleEndian.s4(file.bytes(), file.header().types().offset() + 4 * type);
    return (role(roles, string) & OWNER) != 0;
  }

  private static final class Found {
    private int[] ids = new int[16];
    private int count;

    void add(int id) {
      if (count == ids.length) {
        ids = Arrays.copyOf(ids, 2 * count);
      }
      ids[count++] = id;
    }

    int[] ids() {
      return Arrays.copyOf(ids, count);
    }
  }
}
