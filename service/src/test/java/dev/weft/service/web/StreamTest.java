package dev.weft.service.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.http.HttpServer;
import io.helidon.webserver.CloseConnectionException;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class StreamTest {
  private static final Logger LOG = Logger.getLogger("dev.weft.service.web");

  @Test
  void clientThatLeavesBeforeTheFirstEvent_isNoFailureOfTheService() throws Exception {
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    List<LogRecord> logged = new CopyOnWriteArrayList<>();
    Handler handler = keep(logged);
    LOG.addHandler(handler);
    try (var server =
            new HttpServer(config -> config.host("127.0.0.1").port(0))
                .start(routing ->
                    new Endpoints(routing, Duration.ofSeconds(5), new Metrics(registry))
                        .events("/events", (_, _) -> leave())
                        .end());
        var client = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/events"))
              .build();
      assertThatThrownBy(() -> client.send(request, BodyHandlers.discarding()))
          .isInstanceOf(IOException.class);
    } finally {
      LOG.removeHandler(handler);
    }
    assertThat(logged).isEmpty();
    assertThat(registry.scrape()).contains("/events").doesNotContain("500");
  }

  private static void leave() {
    throw new CloseConnectionException("the client has disconnected; nothing can be sent to it");
  }

  private static Handler keep(List<LogRecord> logged) {
    return new Handler() {
      @Override
      public void publish(LogRecord record) {
        logged.add(record);
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }
}
