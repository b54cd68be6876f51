package io.unveil.unpacker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApkBytesTest {
  @TempDir Path folder;

  @Test
  void map_file_givesItsBytesAndHash() throws IOException, MalformedApkException {
    Path file = Files.write(folder.resolve("a.apk"), "abc".getBytes(StandardCharsets.US_ASCII));
    try (ApkBytes bytes = ApkBytes.map(file, Limits.DEFAULT)) {
      assertThat(bytes.size()).isEqualTo(3);
      assertThat(bytes.sha256())
          .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
      assertThat(bytes.segment().isReadOnly()).isTrue();
    }
  }

  @Test
  void map_folder_saysSo() {
    assertThatThrownBy(() -> ApkBytes.map(folder, Limits.DEFAULT))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is a folder");
  }

  @Test
  void map_missingFile_saysSo() {
    assertThatThrownBy(() -> ApkBytes.map(folder.resolve("none.apk"), Limits.DEFAULT))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("does not exist");
  }

  @Test
  void map_emptyFile_isMalformed() throws IOException {
    Path file = Files.createFile(folder.resolve("empty.apk"));
    assertThatThrownBy(() -> ApkBytes.map(file, Limits.DEFAULT))
        .isInstanceOf(MalformedApkException.class)
        .hasMessageContaining("empty");
  }

  @Test
  void map_fileAboveTheLimit_isMalformedAndNamesTheLimit() throws IOException {
    Path file = Files.write(folder.resolve("big.apk"), new byte[11]);
    Limits ten = Limits.DEFAULT.with("max-file-bytes", 10);
    assertThatThrownBy(() -> ApkBytes.map(file, ten))
        .isInstanceOf(MalformedApkException.class)
        .hasMessageContaining("limit of 10");
  }
}
