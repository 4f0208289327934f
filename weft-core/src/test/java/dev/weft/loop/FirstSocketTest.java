package dev.weft.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class FirstSocketTest {

  private static final String FLAG = "--add-opens=java.base/java.lang=ALL-UNNAMED";

  @Test
  void loopThatHadTheFirstSockets_ends_andOthersGoOn() throws Exception {
    assertThat(ChildJvm.run(FirstSocketProgram.class, List.of(FLAG)))
        .containsSubsequence("first loop", "parallel", "another loop");
  }

  /// What the JDK starts for the first socket would be stuck behind the task that blocks.
  @Test
  void loopThatHadTheFirstSockets_isBlocked_andOthersGoOn() throws Exception {
    assertThat(ChildJvm.run(FirstSocketProgram.class, List.of(FLAG), "block the first"))
        .containsSubsequence("first loop", "parallel", "another loop");
  }
}
