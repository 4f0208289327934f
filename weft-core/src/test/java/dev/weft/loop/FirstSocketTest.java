package dev.weft.loop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class FirstSocketTest {

  @Test
  void firstSocketsOfTheJvmOnALoop_leaveNothingOfTheJdkThere() throws Exception {
    assertThat(
            ChildJvm.run(FirstSocketProgram.class, "--add-opens=java.base/java.lang=ALL-UNNAMED"))
        .containsExactly(
            "first loop",
            "parallel",
            "another loop",
            "parallel beside a blocked loop",
            "another loop beside a blocked loop");
  }
}
