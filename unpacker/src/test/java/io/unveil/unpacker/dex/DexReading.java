package io.unveil.unpacker.dex;

import io.unveil.unpacker.Limits;
import java.util.Map;
import java.util.Set;

/** Reads all that can be read of a DEX file, for sweeps over damaged ones. */
public final class DexReading {
  private long values;

  private DexReading() {}

  static DexCode open(byte[] dex) {
    return DexCode.of(Map.of("classes.dex", dex), Limits.DEFAULT);
  }

  /**
   * Touches every id, class, method, code item, handler and line.
   *
   * @return how many values could be read
   */
  public static long all(byte[] dex) {
    DexReading reading = new DexReading();
    DexCode code = open(dex);
    for (DexFile file : code.files()) {
      reading.ids(file);
      for (DexClass dexClass : file.classes()) {
        reading.members(dexClass);
      }
    }
    for (int i = 0; i < code.methodCount(); i++) {
      DexMethod method = code.method(i);
      reading.attempt(() -> reading.code(method));
    }
    reading.values += code.index().calls().size() + code.index().badMethods();
    code.find("Lmissing;");
    return reading.values + code.failures().size();
  }

  private void ids(DexFile file) {
    file.refusals();
    file.firstApi();
    file.methodIdsNamed(Set.of("run", "toString"));
    file.fieldIdsOwnedBy(Set.of("Ljava/lang/Object;"));
    attempt(file::checkDeclaredSizes);
    for (int i = 0; i < file.stringCount(); i++) {
      int id = i;
      attempt(() -> file.string(id));
    }
    for (int i = 0; i < file.protoCount(); i++) {
      int id = i;
      attempt(() -> file.proto(id));
    }
    for (int i = 0; i < file.fieldIdCount(); i++) {
      int id = i;
      attempt(() -> file.fieldId(id));
    }
    for (int i = 0; i < file.methodIdCount(); i++) {
      int id = i;
      attempt(() -> file.methodId(id));
      attempt(() -> file.parameterTypes(id));
    }
  }

  private void members(DexClass dexClass) {
    attempt(dexClass::descriptor);
    attempt(dexClass::superclass);
    attempt(dexClass::interfaces);
    attempt(dexClass::sourceFile);
    attempt(dexClass::fields);
    attempt(() -> dexClass.staticValue("A"));
    attempt(() -> dexClass.method("run", "()V"));
  }

  private void code(DexMethod method) {
    if (!method.hasCode()) {
      return;
    }
    CodeItem code = method.file().code(method);
    for (int i = 0; i < code.tryCount() && i < 100; i++) {
      int number = i;
      attempt(() -> code.handlerPcs(number));
      attempt(() -> code.handlerTypeIds(number));
    }
    for (int pc = 0; pc < code.units(); pc += code.units(pc)) {
      values++;
      code.line(pc);
    }
  }

  private void attempt(Runnable read) {
    try {
      read.run();
      values++;
    } catch (BadCodeException _) {
      // The one declared way to fail; anything else fails the test.
    }
  }
}
