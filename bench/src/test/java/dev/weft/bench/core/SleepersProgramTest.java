package dev.weft.bench.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SleepersProgramTest {

  @ParameterizedTest
  @ValueSource(strings = {"tasks", "threads", "coroutines", "delays", "timers"})
  void sleepers_are_measured_and_end(String kind) throws InterruptedException {
    List<String> lines = new ArrayList<>();

    new SleepersProgram(100, lines::add).run(kind);

    assertThat(lines).singleElement().asString().matches("([\\d.E]+ ){3}-1 -?\\d+");
  }
}
