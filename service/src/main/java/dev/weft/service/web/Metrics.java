package dev.weft.service.web;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What is counted and measured about requests.
final class Metrics {
  private final MeterRegistry registry;
  private final Map<Outcome, Timer> requests = new ConcurrentHashMap<>();
  private final Map<String, Timer> parts = new ConcurrentHashMap<>();

  private record Outcome(String path, String status) {}

  Metrics(MeterRegistry registry) {
    this.registry = registry;
  }

  void answered(String path, int status, long nanos) {
    record(new Outcome(path, Integer.toString(status)), nanos);
  }

  void cancelled(String path, long nanos) {
    record(new Outcome(path, "cancelled"), nanos);
  }

  private void record(Outcome outcome, long nanos) {
    requests
        .computeIfAbsent(
            outcome,
            o ->
                Timer.builder("http.server.requests")
                    .description("Requests by endpoint and status; cancelled: the client has left")
                    .tag("path", o.path())
                    .tag("status", o.status())
                    .register(registry))
        .record(Duration.ofNanos(nanos));
  }

  void part(String part, Duration took) {
    parts
        .computeIfAbsent(
            part,
            name ->
                Timer.builder("dashboard.part")
                    .description("Parts of dashboards and profiles")
                    .tag("part", name)
                    .register(registry))
        .record(took);
  }

  void degraded(String part, String cause) {
    Counter.builder("dashboard.degraded")
        .description("Optional parts that could not be had")
        .tag("part", part)
        .tag("cause", cause)
        .register(registry)
        .increment();
  }
}
