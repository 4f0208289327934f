package dev.weft.bench.vertx;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;

/// `Main PORT POSTGRES-URI CONNECTIONS`: an event loop for each core, and its share of the
/// connections for each.
@SuppressWarnings("SystemOut") // a program for the command line
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    int port = Integer.parseInt(args[0]);
    int loops = Runtime.getRuntime().availableProcessors();
    int connections = Math.max(2, Integer.parseInt(args[2]) / loops);
    Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops).setPreferNativeTransport(true))
        .deployVerticle(
            () -> new VertxService(port, args[1], connections),
            new DeploymentOptions().setInstances(loops))
        .onSuccess(id -> System.out.println("listening"))
        .onFailure(failure -> {
          System.err.println(failure);
          System.exit(1);
        });
  }
}
