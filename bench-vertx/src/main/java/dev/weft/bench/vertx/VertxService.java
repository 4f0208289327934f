package dev.weft.bench.vertx;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.util.concurrent.TimeUnit;

/// Dashboards, profiles and transfers on one event loop, with connections of its own: so nothing of
/// a request changes the thread.
final class VertxService extends VerticleBase {
  private final int port;
  private final String database;
  private final int connections;

  VertxService(int port, String database, int connections) {
    this.port = port;
    this.database = database;
    this.connections = connections;
  }

  @Override
  public Future<HttpServer> start() {
    Pool pool =
        PgBuilder.pool()
            .connectingTo(PgConnectOptions.fromUri(database).setCachePreparedStatements(true))
            // Who would wait for longer is refused, as in Weft's service.
            .with(
                new PoolOptions()
                    .setMaxSize(connections)
                    .setConnectionTimeout(500)
                    .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS))
            .using(vertx)
            .build();
    var users = new Users(pool);
    var transfers = new Transfers(pool);
    Router router = Router.router(vertx);
    router.get("/api/users/:id/dashboard").handler(users::dashboard);
    router.get("/api/users/:id/profile").handler(users::profile);
    router
        .post("/api/transfers")
        .handler(BodyHandler.create(false).setBodyLimit(1 << 20))
        .handler(transfers::transfer);
    return vertx.createHttpServer().requestHandler(router).listen(port, "127.0.0.1");
  }
}
