package dev.weft.http;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.weft.http");

  @Test
  void rules_lookAtRealClasses() {
    assertThat(classes.contain(HttpServer.class)).isTrue();
    assertThat(classes.contain(Connection.class)).isTrue();
  }

  @Test
  void onlyTheServerAndItsReport_arePublic() {
    classes()
        .that()
        .arePublic()
        .should()
        .haveSimpleName("HttpServer")
        .orShould()
        .haveSimpleName("DrainReport")
        .check(classes);
  }

  @Test
  void module_dependsOnCoreAndHelidonOnly() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("dev.weft", "dev.weft.http", "io.helidon..", "java..", "org.jspecify..")
        .check(classes);
  }

  @Test
  void buffering_knowsNothingOfHelidon() {
    noClasses()
        .that()
        .haveSimpleName("ReadAhead")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.helidon..")
        .check(classes);
  }
}
