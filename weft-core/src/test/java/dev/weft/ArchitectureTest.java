package dev.weft;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.lang.module.ModuleFinder;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final Set<String> JAVA_BASE =
      ModuleFinder.ofSystem().find("java.base").orElseThrow().descriptor().packages();

  private final JavaClasses weft =
      new ClassFileImporter()
          .importUrl(TaskGroup.class.getProtectionDomain().getCodeSource().getLocation());

  @Test
  void classesWereReallySeen() {
    assertThat(weft).extracting(JavaClass::getSimpleName).contains("TaskGroup", "Strand", "Op");
    assertThat(weft).hasSizeGreaterThan(30);
  }

  @Test
  void nothingButJavaBaseAndTheNullAnnotations_isNeeded() {
    classes()
        .should()
        .onlyDependOnClassesThat(
            new DescribedPredicate<>("are Weft's, in java.base or annotations of JSpecify") {
              @Override
              public boolean test(JavaClass type) {
                JavaClass base = type.getBaseComponentType();
                return base.isPrimitive()
                    || base.getPackageName().startsWith("dev.weft")
                    || base.getPackageName().equals("org.jspecify.annotations")
                    || JAVA_BASE.contains(base.getPackageName());
              }
            })
        .check(weft);
  }

  @Test
  void publicTypes_areRecordsEnumsSealedFinalOrFunctional() {
    assertThat(weft.stream().filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC)))
        .hasSizeGreaterThan(10)
        .allSatisfy(type -> {
          Class<?> reflected = type.reflect();
          assertThat(
                  type.isRecord()
                      || type.isEnum()
                      || reflected.isSealed()
                      || type.getModifiers().contains(JavaModifier.FINAL)
                      || type.isAnnotatedWith(FunctionalInterface.class)
                      // The seam for a simulator, which is another module.
                      || reflected == World.class)
              .as(type.getName())
              .isTrue();
        });
  }

  @Test
  void oneTopLevelTypeStandsInEachFile() {
    assertThat(weft.stream().filter(JavaClass::isTopLevelClass))
        .allSatisfy(type ->
            assertThat(type.getSource().orElseThrow().getFileName())
                .hasValue(type.getSimpleName() + ".java"));
  }

  @Test
  void kernel_knowsNothingOfTheSchedulers_andTheyNothingOfEachOther() {
    noClasses()
        .that()
        .resideInAPackage("dev.weft")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.weft.loop..")
        .check(weft);
    noClasses()
        .that()
        .haveSimpleNameStartingWith("Starvation")
        .should()
        .dependOnClassesThat()
        .haveNameMatching(".*[.](EventLoop|Loop|Carrier|LongRun).*")
        .check(weft);
    noClasses()
        .that()
        .haveNameMatching(".*[.](EventLoop|Loop|Carrier|LongRun).*")
        .should()
        .dependOnClassesThat()
        .haveSimpleNameStartingWith("Starvation")
        .check(weft);
  }
}
