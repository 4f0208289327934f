package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TimersTest {

  @Test
  void threads_keepNothingOfTheOneThatNeedsThemFirst() throws Exception {
    var local = new InheritableThreadLocal<String>();
    local.set("of the first caller");
    try {
      var inherited = new AtomicReference<String>();
      Thread thread = Timers.threads("timers").newThread(() -> inherited.set(local.get()));
      assertThat(thread.getContextClassLoader()).isNull();
      assertThat(thread.isDaemon()).isTrue();
      thread.start();
      thread.join();
      assertThat(inherited).hasNullValue();
    } finally {
      local.remove();
    }
  }
}
