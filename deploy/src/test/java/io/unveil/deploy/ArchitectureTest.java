package io.unveil.deploy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import java.net.ServerSocket;
import java.nio.channels.ServerSocketChannel;
import org.junit.jupiter.api.Test;

/**
 * The arrows between modules, and what only the top may do; here because only deploy sees all
 * modules.
 */
class ArchitectureTest {
  private static final JavaClasses SHIPPED =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption((Location location) -> !location.contains("-tests.jar"))
          .importPackages("io.unveil");

  @Test
  void import_seesEveryModule() {
    for (String module : new String[] {"unpacker", "analyzer", "ingest", "indexer", "deploy"}) {
      assertThat(SHIPPED.that(inPackage("io.unveil." + module))).as(module).isNotEmpty();
    }
  }

  @Test
  void unpacker_knowsNoOtherModule() {
    noClasses()
        .that()
        .resideInAPackage("io.unveil.unpacker..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.unveil.analyzer..",
            "io.unveil.ingest..",
            "io.unveil.indexer..",
            "io.unveil.deploy..",
            "io.unveil.benchmarks..")
        .check(SHIPPED);
  }

  @Test
  void analyzer_knowsOnlyUnpacker() {
    noClasses()
        .that()
        .resideInAPackage("io.unveil.analyzer..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.unveil.ingest..",
            "io.unveil.indexer..",
            "io.unveil.deploy..",
            "io.unveil.benchmarks..")
        .check(SHIPPED);
  }

  @Test
  void ingestAndIndexer_doNotKnowEachOther() {
    noClasses()
        .that()
        .resideInAPackage("io.unveil.ingest..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.unveil.indexer..", "io.unveil.deploy..", "org.apache.lucene..")
        .check(SHIPPED);
    noClasses()
        .that()
        .resideInAPackage("io.unveil.indexer..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.unveil.ingest..", "io.unveil.deploy..", "org.apache.kafka..")
        .check(SHIPPED);
  }

  @Test
  void unpackerAndAnalyzer_knowNeitherKafkaNorLucene() {
    noClasses()
        .that()
        .resideInAnyPackage("io.unveil.unpacker..", "io.unveil.analyzer..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.kafka..", "org.apache.lucene..", "org.slf4j..")
        .check(SHIPPED);
  }

  @Test
  void belowDeploy_nobodyReadsTheEnvironment() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.unveil.deploy..")
        .and()
        // A process of its own; its configuration is its first message.
        .resideOutsideOfPackage("io.unveil.analyzer.worker..")
        .and()
        // Guards System.err against dex2jar; it prints nothing itself.
        .doNotHaveSimpleName("LiftNoise")
        .should()
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .orShould()
        .callMethod(System.class, "getProperty", String.class)
        .orShould()
        .callMethod(System.class, "getProperty", String.class, String.class)
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(SHIPPED);
  }

  @Test
  void belowDeploy_nobodyParsesArguments() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.unveil.deploy..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(SHIPPED);
  }

  @Test
  void nobodyRunsPrograms_opensSockets_orReadsSamplesWithTheJdksZip() {
    noClasses()
        .that()
        // Looks for a free port on loopback.
        .doNotHaveFullyQualifiedName("io.unveil.ingest.broker.EmbeddedBroker")
        .and()
        // Looks whether its own port is free, before anything is started.
        .doNotHaveFullyQualifiedName("io.unveil.deploy.pipeline.PipelineStarter")
        .and()
        // Start the sandboxed worker, and nothing else.
        .doNotHaveFullyQualifiedName("io.unveil.deploy.sandbox.WorkerLaunch")
        .and()
        .doNotHaveFullyQualifiedName("io.unveil.deploy.sandbox.WorkerProcess")
        .and()
        .doNotHaveFullyQualifiedName("io.unveil.deploy.sandbox.Starter")
        .should()
        .dependOnClassesThat()
        .areAssignableTo(ProcessBuilder.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(ServerSocket.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(ServerSocketChannel.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(java.util.zip.ZipFile.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(java.util.zip.ZipInputStream.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(ClassLoader.class)
        .because("samples are read, never run, and nothing they name is contacted")
        .check(SHIPPED);
  }

  private static DescribedPredicate<JavaClass> inPackage(String name) {
    return JavaClass.Predicates.resideInAPackage(name + "..");
  }
}
