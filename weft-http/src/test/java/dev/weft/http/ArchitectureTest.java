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
  void onlyWhatApplicationsUse_isPublic() {
    classes()
        .that()
        .arePublic()
        .should()
        .haveNameMatching(
            "dev\\.weft\\.http\\.(HttpServer|DrainReport|RequestBudget|EventStream(\\$Source)?"
                + "|HttpCalls|HttpAnswer|HttpCallException(\\$Kind)?)")
        .check(classes);
  }

  @Test
  void module_dependsOnCoreAndHelidonOnly() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.weft",
            "dev.weft.http",
            "io.helidon..",
            "java..",
            "javax.net.ssl",
            "org.jspecify..")
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
