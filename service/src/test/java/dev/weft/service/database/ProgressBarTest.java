package dev.weft.service.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.service.database.Progress.Step;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressBarTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private long now;

  @Test
  void withoutATerminal_aFewPlainLines() {
    run(new ProgressBar(out, false, () -> now));
    assertThat(printed())
        .isEqualTo(
            """
            loading 4,000 rows for 10 users
            25 % · 1,000 rows
            50 % · 2,000 rows
            75 % · 3,000 rows
            100 % · indexes
            loaded 4,000 rows for 10 users in 4.0 s
            """);
  }

  @Test
  void onATerminal_oneLineThatGrows() {
    run(new ProgressBar(out, true, () -> now));
    assertThat(printed().split("\r"))
        .contains(
            "\u001B[K━━━━━━━╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌  25 % 1,001 of 4,000 rows · posts",
            "\u001B[K━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ 100 % 4,000 rows · indexes",
            "\u001B[Kloaded 4,000 rows for 10 users in 4.0 s\n")
        .hasSizeLessThan(50);
  }

  @Test
  void failure_clearsTheLine() {
    ProgressBar bar = new ProgressBar(out, true, () -> now);
    bar.reached(new Step.Begun(1, 10));
    bar.reached(new Step.Loaded("users", 1));
    bar.reached(new Step.Failed());
    assertThat(printed()).endsWith("\r\u001B[K");
  }

  private void run(Progress progress) {
    progress.reached(new Step.Begun(10, 4_000));
    for (int rows = 1; rows <= 4_000; rows++) {
      now += 1_000_000;
      progress.reached(new Step.Loaded("posts", rows));
    }
    progress.reached(new Step.Finishing("indexes"));
    progress.reached(new Step.Done());
  }

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }
}
