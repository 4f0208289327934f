package dev.weft.bench.spring;

import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;

/// `SpringService PORT JDBC-URL CONNECTIONS`.
@SpringBootApplication
@SuppressWarnings("SystemOut") // a program for the command line
public class SpringService {

  public static void main(String[] args) {
    var application = new SpringApplication(SpringService.class);
    application.setDefaultProperties(
        Map.of(
            "server.address", "127.0.0.1",
            "server.port", args[0],
            "spring.threads.virtual.enabled", "true",
            "spring.datasource.url", args[1],
            "spring.datasource.hikari.maximum-pool-size", args[2],
            "spring.jackson.serialization.write-dates-as-timestamps", "false",
            "logging.level.root", "warn",
            "spring.main.banner-mode", "off"));
    application.run();
  }

  /// For the parts of a request that are read side by side.
  @Bean(destroyMethod = "close")
  ExecutorService parts() {
    return Executors.newVirtualThreadPerTaskExecutor();
  }

  @EventListener(ApplicationReadyEvent.class)
  public void ready() {
    System.out.println("listening");
  }
}
