package dev.weft.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerEventTest {

  private static String text(ServerEvent event) {
    return new String(event.bytes(), UTF_8);
  }

  @Test
  void event_isItsFieldsAndAnEmptyLine() {
    assertThat(text(new ServerEvent("progress", "7", "half ü")))
        .isEqualTo("event: progress\nid: 7\ndata: half ü\n\n");
    assertThat(text(new ServerEvent("e", null, ""))).isEqualTo("event: e\ndata: \n\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\n\nid: 9\n b", "a\r\r id: 9\r b", "a\r\n\r\nid: 9\r\n b"})
  void everyLineOfTheData_isALineOfData(String data) {
    assertThat(text(new ServerEvent("e", null, data)).lines().skip(1))
        .allMatch(line -> line.isEmpty() || line.startsWith("data: "))
        .filteredOn(line -> !line.isEmpty())
        .hasSize(4);
  }

  @Test
  void lastLineBreakOfTheData_isKept() {
    assertThat(text(new ServerEvent("e", null, "a\n"))).isEqualTo("event: e\ndata: a\ndata: \n\n");
  }

  @Test
  void nameOrIdWithALineBreak_isRefused() {
    for (String value : new String[] {"a\nb", "a\rb", "a\0b"}) {
      assertThatThrownBy(() -> new ServerEvent(value, null, ""))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("the name of an event has the character U+00");
      assertThatThrownBy(() -> new ServerEvent("e", value, ""))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageEndingWith("at 1; leave it out, or put it into the data");
    }
    assertThatThrownBy(() -> new ServerEvent("", null, ""))
        .hasMessage("the name of an event is empty; browsers call one without a name message");
  }
}
