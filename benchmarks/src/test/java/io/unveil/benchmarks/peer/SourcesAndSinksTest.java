package io.unveil.benchmarks.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.analyzer.model.ModelLoader;
import io.unveil.analyzer.model.Models;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourcesAndSinksTest {
  private static final String MODELS =
      """
      {
        "methods": [
          {"method": "La/Phone;->id", "source": {"kind": "device-id", "port": "Return"}},
          {"method": "La/Phone;->send(Ljava/lang/String;)V", "sinks": [{"kind": "network", "port": "Argument(0)"}]},
          {"method": "La/Phone;->write", "sinks": [{"kind": "network", "port": "Argument(0)", "channel": "network"}]},
          {"method": "La/Phone;-><init>", "sinks": [{"kind": "network", "port": "Argument(0)"}]},
          {"method": "La/Missing;->id", "source": {"kind": "device-id", "port": "Return"}}
        ]
      }
      """;

  @TempDir private Path folder = Path.of("");

  @Test
  void overloads_areListedOneByOne_othersAndConditionalSinksAreNot() throws Exception {
    Models models = ModelLoader.custom("models.json", MODELS.getBytes(StandardCharsets.UTF_8));
    assertThat(SourcesAndSinks.of(models, platform()))
        .containsExactlyInAnyOrder(
            "<a.Phone: java.lang.String id()> -> _SOURCE_",
            "<a.Phone: java.lang.String id(int)> -> _SOURCE_",
            "<a.Phone: void <init>(java.lang.String)> -> _SINK_",
            "<a.Phone: void send(java.lang.String)> -> _SINK_");
  }

  private Path platform() throws Exception {
    byte[] phone =
        ClassFile.of()
            .build(
                ClassDesc.of("a.Phone"),
                type -> {
                  for (String method :
                      new String[] {
                        "id()Ljava/lang/String;",
                        "id(I)Ljava/lang/String;",
                        "other()V",
                        "send(Ljava/lang/String;)V",
                        "send([B)V",
                        "write(I)V",
                        "<init>(Ljava/lang/String;)V"
                      }) {
                    int open = method.indexOf('(');
                    type.withMethod(
                        method.substring(0, open),
                        MethodTypeDesc.ofDescriptor(method.substring(open)),
                        ClassFile.ACC_PUBLIC | ClassFile.ACC_NATIVE,
                        _ -> {});
                  }
                });
    Path jar = folder.resolve("android.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("a/Phone.class"));
      zip.write(phone);
    }
    return jar;
  }
}
