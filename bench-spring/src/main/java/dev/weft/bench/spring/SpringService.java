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
        Map.of(
            "server.address", "127.0.0.1",
            "server.port", args[0],
            // Tomcat closes a connection after a hundred requests otherwise.
            "server.tomcat.max-keep-alive-requests", "-1",
            "server.tomcat.accept-count", "4096",
            "spring.threads.virtual.enabled", "true",
            "spring.datasource.url", args[1],
            "spring.datasource.hikari.maximum-pool-size", args[2],
            "logging.level.root", "warn",
            "spring.main.banner-mode", "off"));
    application.run();
  }

  @EventListener(ApplicationReadyEvent.class)
  public void ready() {
    System.out.println("listening");
  }
}
