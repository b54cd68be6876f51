package io.unveil.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputListingTest {
  private static final String SPECIAL =
      "neither a file nor a folder; copy the bytes to a file first";

  @TempDir private Path folder;

  @Test
  void folder_givesItsApksAtAnyDepth_sorted() throws IOException {
    file("b.apk");
    file("a/c.APK");
    file("a/readme.txt");

    assertThat(names(folder.toString())).containsExactly(folder + "/a/c.APK", folder + "/b.apk");
    assertThat(names(folder + "/")).containsExactly(folder + "/a/c.APK", folder + "/b.apk");
  }

  @Test
  void bytes_areThoseOfAllFilesThatAreScanned() throws IOException {
    Files.write(folder.resolve("a.apk"), new byte[100]);
    Files.write(folder.resolve("b.txt"), new byte[20]);

    assertThat(InputListing.of(List.of(folder.toString())).bytes()).isEqualTo(100);
    assertThat(InputListing.of(List.of(folder + "/a.apk", folder + "/b.txt")).bytes())
        .isEqualTo(120);
  }

  @Test
  void folder_givesItsBundlesToo() throws IOException {
    file("a.xapk");
    file("b.APKM");
    file("c.apks");
    file("d.zip");

    assertThat(names(folder.toString()))
        .containsExactly(folder + "/a.xapk", folder + "/b.APKM", folder + "/c.apks");
  }

  @Test
  void namedFile_isTakenWhateverItsName() throws IOException {
    String file = file("sample.bin").toString();

    assertThat(InputListing.of(List.of(file)).inputs())
        .containsExactly(new Input.Sample(file, Path.of(file)));
  }

  @Test
  void paths_keepTheirOrder() throws IOException {
    String z = file("z.apk").toString();
    String a = file("a.apk").toString();

    assertThat(names(z, a)).containsExactly(z, a);
  }

  @Test
  void linksBelowFolder_areCountedNotFollowed() throws IOException {
    Path apk = file("real.apk");
    Files.createSymbolicLink(folder.resolve("link.apk"), apk);
    Files.createSymbolicLink(folder.resolve("loop"), folder);

    InputListing listing = InputListing.of(List.of(folder.toString()));

    assertThat(listing.inputs()).hasSize(1);
    assertThat(listing.linksPassedOver()).isEqualTo(2);
  }

  @Test
  void pipeNamedLikeAnApk_isUnreadableWithRemedy_neverOpened() throws Exception {
    file("a.apk");
    Path pipe = pipe("b.apk");
    pipe("other.pipe");

    assertThat(InputListing.of(List.of(folder.toString())).inputs())
        .containsExactly(
            new Input.Sample(folder + "/a.apk", folder.resolve("a.apk")),
            new Input.Unreadable(pipe.toString(), SPECIAL));
    assertThat(InputListing.of(List.of(pipe.toString())).inputs())
        .containsExactly(new Input.Unreadable(pipe.toString(), SPECIAL));
  }

  @Test
  void missingFile_isUnreadableWithRemedy() {
    assertThat(InputListing.of(List.of("nowhere.apk")).inputs())
        .containsExactly(
            new Input.Unreadable("nowhere.apk", "no such file or folder; check the path"));
  }

  @Test
  void folderWithoutApks_isUnreadableWithRemedy() throws IOException {
    file("readme.txt");

    assertThat(InputListing.of(List.of(folder.toString())).inputs())
        .containsExactly(
            new Input.Unreadable(
                folder.toString(),
                "no .apk, .apks, .xapk or .apkm file in this folder; name files with other endings"
                    + " directly"));
  }

  private Path file(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "x");
  }

  private Path pipe(String name) throws IOException, InterruptedException {
    Path pipe = folder.resolve(name);
    Process made = new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start();
    assertThat(made.waitFor()).isZero();
    return pipe;
  }

  private static List<String> names(String... paths) {
    return InputListing.of(List.of(paths)).inputs().stream().map(Input::name).toList();
  }
}
