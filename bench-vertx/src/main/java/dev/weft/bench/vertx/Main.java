package dev.weft.bench.vertx;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;

/// `Main PORT POSTGRES-URI CONNECTIONS`: an event loop for each core.
@SuppressWarnings("SystemOut") // a program for the command line
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    int loops = Runtime.getRuntime().availableProcessors();
    Vertx.vertx()
        .deployVerticle(
            () -> new VertxService(Integer.parseInt(args[0]), args[1], Integer.parseInt(args[2])),
            new DeploymentOptions().setInstances(loops))
        .onSuccess(id -> System.out.println("listening"))
        .onFailure(
            failure -> {
              System.err.println(failure);
              System.exit(1);
            });
  }
}
