package io.unveil.deploy.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Turns the named paths into inputs: a named file whatever its name, a named folder as the APKs and
 * bundles below it at any depth, by their endings, sorted by name. Links below a named folder are
 * not followed but counted; what else cannot be read there is an input too, with the reason.
 */
final class InputListing {
  /** Of APKs, and of bundles of them. */
  private static final List<String> ENDINGS = List.of(".apk", ".apks", ".xapk", ".apkm");

  private final List<Input> inputs = new ArrayList<>();
  private int linksPassedOver;
  private long bytes;

  /** {@return the listing of {@code paths}, in their order} */
  static InputListing of(List<String> paths) {
    InputListing listing = new InputListing();
    paths.forEach(listing::add);
    return listing;
  }

  List<Input> inputs() {
    return List.copyOf(inputs);
  }

  /** {@return symbolic links below named folders, which were not followed} */
  int linksPassedOver() {
    return linksPassedOver;
  }

  /** {@return size of all files together, in bytes} */
  long bytes() {
    return bytes;
  }

  private void add(String name) {
    Path path;
    BasicFileAttributes attributes;
    try {
      path = Path.of(name);
      attributes = Files.readAttributes(path, BasicFileAttributes.class);
    } catch (InvalidPathException e) {
      inputs.add(new Input.Unreadable(name, "not a path: " + e.getReason()));
      return;
    } catch (NoSuchFileException e) {
      inputs.add(new Input.Unreadable(name, "no such file or folder; check the path"));
      return;
    } catch (IOException e) {
      inputs.add(new Input.Unreadable(name, Failures.reading(e)));
      return;
    }
    if (attributes.isDirectory()) {
      addFolder(name, path);
    } else if (attributes.isRegularFile()) {
      bytes += attributes.size();
      inputs.add(new Input.Sample(name, path));
    } else {
      inputs.add(special(name));
    }
  }

  private void addFolder(String name, Path folder) {
    List<Input> found = new ArrayList<>();
    try {
      Files.walkFileTree(folder, new ApkVisitor(folder, name, found));
    } catch (IOException e) {
      found.add(new Input.Unreadable(name, Failures.reading(e)));
    }
    if (found.isEmpty()) {
      found.add(
          new Input.Unreadable(
              name,
              "no .apk, .apks, .xapk or .apkm file in this folder; name files with other endings"
                  + " directly"));
    }
    found.sort(Comparator.comparing(Input::name));
    inputs.addAll(found);
  }

  /** A pipe, socket or device: reading it might never end. */
  private static Input special(String name) {
    return new Input.Unreadable(
        name, "neither a file nor a folder; copy the bytes to a file first");
  }

  private final class ApkVisitor extends SimpleFileVisitor<Path> {
    private final Path folder;
    private final String name;
    private final List<Input> found;

    ApkVisitor(Path folder, String name, List<Input> found) {
      this.folder = folder;
      this.name = name;
      this.found = found;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isSymbolicLink()) {
        linksPassedOver++;
      } else if (isApk(file)) {
        bytes += attributes.isRegularFile() ? attributes.size() : 0;
        found.add(
            attributes.isRegularFile()
                ? new Input.Sample(joined(file), file)
                : special(joined(file)));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      boolean folderFailed = Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS);
      if (folderFailed || isApk(file)) {
        found.add(new Input.Unreadable(joined(file), Failures.reading(e)));
      }
      return FileVisitResult.CONTINUE;
    }

    private String joined(Path file) {
      String below = folder.relativize(file).toString();
      return below.isEmpty() || name.endsWith("/") ? name + below : name + "/" + below;
    }

    private static boolean isApk(Path file) {
      String lower = file.toString().toLowerCase(Locale.ROOT);
      return ENDINGS.stream().anyMatch(lower::endsWith);
    }
  }
}
