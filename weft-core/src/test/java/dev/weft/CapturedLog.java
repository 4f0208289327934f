package dev.weft;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// What Weft logs while this is open.
public final class CapturedLog implements AutoCloseable {
  private final Logger logger = Logger.getLogger("dev.weft");
  private final boolean printed = logger.getUseParentHandlers();
  private final List<String> messages = new CopyOnWriteArrayList<>();
  private final Consumer<@Nullable Throwable> failures;
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          // Last the message, which is what tests wait for.
          failures.accept(entry.getThrown());
          messages.add(entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  public CapturedLog() {
    this(_ -> {});
  }

  public CapturedLog(Consumer<@Nullable Throwable> failures) {
    this.failures = failures;
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
  }

  public List<String> messages() {
    return messages;
  }

  @Override
  public void close() {
    logger.removeHandler(handler);
    logger.setUseParentHandlers(printed);
  }
}
