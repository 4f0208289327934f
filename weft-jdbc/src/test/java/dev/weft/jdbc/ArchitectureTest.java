package dev.weft.jdbc;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.weft.jdbc");

  @Test
  void rules_lookAtRealClasses() {
    assertThat(classes.contain(CancellableDataSource.class)).isTrue();
    assertThat(classes.contain(SqlRegion.class)).isTrue();
  }

  @Test
  void fewTypes_arePublic() {
    assertThat(classes.stream().filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC)))
        .extracting(type -> type.getName().replace("dev.weft.jdbc.", ""))
        .containsExactlyInAnyOrder(
            "CancellableDataSource",
            "CommitUnknownException",
            "Isolation",
            "ReadyConnections",
            "Transactions",
            "Transactions$Block",
            "Transactions$GroupBlock");
  }

  @Test
  void module_dependsOnCoreAndJdbcOnly_noDriverAndNoPool() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("dev.weft", "dev.weft.jdbc", "java..", "javax.sql..", "org.jspecify..")
        .check(classes);
  }
}
