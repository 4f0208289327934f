package dev.weft.bench.spring;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;

/// `SpringService PORT JDBC-URL CONNECTIONS`.
@SpringBootApplication(proxyBeanMethods = false)
@SuppressWarnings("SystemOut") // a program for the command line
public class SpringService {

  public static void main(String[] args) {
    var application = new SpringApplication(SpringService.class);
    application.setDefaultProperties(
        Map.ofEntries(
            Map.entry("server.address", "127.0.0.1"),
            Map.entry("server.port", args[0]),
            // Tomcat closes a connection after a hundred requests otherwise.
            Map.entry("server.tomcat.max-keep-alive-requests", "-1"),
            Map.entry("server.tomcat.accept-count", "4096"),
            Map.entry("server.tomcat.max-connections", "16384"),
            Map.entry("spring.threads.virtual.enabled", "true"),
            Map.entry("spring.datasource.url", args[1]),
            Map.entry("spring.datasource.hikari.maximum-pool-size", args[2]),
            // Who would wait for longer is refused, as in Weft's service.
            Map.entry("spring.datasource.hikari.connection-timeout", "500"),
            Map.entry("logging.level.root", "warn"),
            Map.entry("spring.main.banner-mode", "off")));
    application.run();
  }

  @EventListener(ApplicationReadyEvent.class)
  public void ready() {
    System.out.println("listening");
  }
}
