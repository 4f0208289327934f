package dev.weft.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private static final Duration LONG = Duration.ofHours(1);

  private final Outbox outbox = new Outbox();

  private static ServerEvent event(String name, String data) {
    return new ServerEvent(name, null, data);
  }

  @Test
  void newestOfEachName_isKept_inTheOrderOfTheNewest() throws Exception {
    outbox.put(event("a", "1"));
    outbox.put(event("b", "1"));
    outbox.put(event("a", "2"));
    assertThat(outbox.take(LONG))
        .isEqualTo(new Outbox.Batch(List.of(event("b", "1"), event("a", "2")), false));
  }

  @Test
  void silence_isNoEvent() throws Exception {
    assertThat(outbox.take(Duration.ofMillis(1))).isEqualTo(new Outbox.Batch(List.of(), false));
  }

  @Test
  void lastEvent_comesAfterAllOthers_andNothingAfterIt() throws Exception {
    outbox.put(event("a", "1"));
    outbox.cutShortWith(event("last", ""));
    assertThat(outbox.put(event("a", "2"))).isFalse();
    outbox.cutShortWith(event("later", ""));
    assertThat(outbox.isCutShort()).isTrue();
    assertThat(outbox.take(LONG))
        .isEqualTo(new Outbox.Batch(List.of(event("a", "1"), event("last", "")), true));
  }

  @Test
  void boxThatHasEnded_isNotCutShort() throws Exception {
    outbox.end();
    outbox.cutShortWith(event("last", ""));
    assertThat(outbox.isCutShort()).isFalse();
    assertThat(outbox.take(LONG)).isEqualTo(new Outbox.Batch(List.of(), true));
  }
}
