package dev.weft.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is wrong on the command line is told in one line, before anything is started.
class CommandLineTest {
  @TempDir Path data;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          --users 0                  | 0 users are not between 1 and 1000000
          --users -5                 | -5 users are not between 1 and 1000000
          --users 1000001            | 1000001 users are not between 1 and 1000000
          --users many               | 'many' is not an int
          --users 99999999999        | '99999999999' is not an int
          --part-timeout abc         | "abc" is not a duration such as 500ms, 2s or 1m
          --part-timeout 0s          | "0s" is not a duration such as 500ms, 2s or 1m
          --part-timeout -1s         | "-1s" is not a duration such as 500ms, 2s or 1m
          --request-timeout 5        | "5" is not a duration such as 500ms, 2s or 1m
          --drain-timeout 1h         | "1h" is not a duration such as 500ms, 2s or 1m
          --port 70000               | port 70000 is not between 0 and 65535
          --port -1                  | port -1 is not between 0 and 65535
          --port http                | 'http' is not an int
          --host no.invalid | cannot listen on no.invalid:0: Unresolved address
          --host 192.0.2.1  | cannot listen on 192.0.2.1:0: Cannot assign requested address
          --pool-size 0              | pool size 0 is not between 1 and 90
          --pool-size 91             | pool size 91 is not between 1 and 90
          --database-url nonsense    | "nonsense" is not the URL of a PostgreSQL database
          --database-url jdbc:postgresql://127.0.0.1:1/x | jdbc:postgresql://127.0.0.1:1/x cannot be reached
          --port                     | Missing required parameter for option '--port'
          --prot 8080                | Unknown option
          extra                      | Unmatched argument
          """)
  void mistake_isOneLine(String arguments, String message) {
    String port = arguments.contains("--port") ? "" : "--port 0 ";
    Ended ended = run(("serve --data " + data + " " + port + arguments).split(" ", -1));
    // Which others can mend: an address that is taken, a database that does not answer.
    boolean fromOutside = message.startsWith("cannot listen") || message.contains("be reached");
    assertThat(ended.status()).isEqualTo(fromOutside ? 1 : 2);
    assertThat(ended.said()).contains(message).startsWith("weft serve: ").doesNotContain("\tat ");
    assertThat(ended.said().strip().lines()).hasSize(1);
    assertThat(data).isEmptyDirectory();
  }

  @Test
  void unknownCommand_isOneLine() {
    Ended ended = run("sevre");
    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.said().strip().lines()).hasSize(1);
    assertThat(ended.said()).startsWith("weft: ").contains("sevre");
  }

  @Test
  void help_namesEveryOption() {
    Ended ended = run("serve", "--help");
    assertThat(ended.status()).isZero();
    assertThat(ended.said())
        .contains(
            "--host",
            "--port",
            "--data",
            "--database-url",
            "--users",
            "--pool-size",
            "--part-timeout",
            "--request-timeout",
            "--drain-timeout");
  }

  private record Ended(int status, String said) {}

  private static Ended run(String... arguments) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = System.out;
    PrintStream err = System.err;
    PrintStream both = new PrintStream(said, true, StandardCharsets.UTF_8);
    System.setOut(both);
    System.setErr(both);
    try {
      int status = Main.commandLine().execute(arguments);
      return new Ended(status, said.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }
}
