package dev.weft.service;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.weft.service.dashboard.Dashboards;
import dev.weft.service.database.Database;
import dev.weft.service.web.Site;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.weft.service");

  @Test
  void rules_lookAtRealClasses() {
    assertThat(classes.contain(Main.class)).isTrue();
    assertThat(classes.contain(Site.class)).isTrue();
    assertThat(classes.contain(Dashboards.class)).isTrue();
    assertThat(classes.contain(Database.class)).isTrue();
  }

  @Test
  void layers_dependOneWay() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("program")
        .definedBy("dev.weft.service")
        .layer("web")
        .definedBy("dev.weft.service.web")
        .layer("dashboard")
        .definedBy("dev.weft.service.dashboard")
        .layer("database")
        .definedBy("dev.weft.service.database")
        .whereLayer("program")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("web")
        .mayOnlyBeAccessedByLayers("program")
        .whereLayer("dashboard")
        .mayOnlyBeAccessedByLayers("web")
        .whereLayer("database")
        .mayOnlyBeAccessedByLayers("program", "web")
        .check(classes);
  }

  @Test
  void packages_haveNoCycles() {
    slices().matching("dev.weft.service.(*)..").should().beFreeOfCycles().check(classes);
  }
}
