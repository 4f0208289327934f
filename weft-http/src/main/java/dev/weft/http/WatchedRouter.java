package dev.weft.http;

import io.helidon.webserver.Router;
import io.helidon.webserver.Routing;
import io.helidon.webserver.http.HttpRouting;
import java.util.List;

/// The server's router as one connection sees it: with the HTTP routing watched.
final class WatchedRouter implements Router {
  private final Router router;
  private final Connection connection;
  private final Requests requests;
  private final Admission admission;

  WatchedRouter(Router router, Connection connection, Requests requests, Admission admission) {
    this.router = router;
    this.connection = connection;
    this.requests = requests;
    this.admission = admission;
  }

  @Override
  public <T extends Routing> T routing(Class<T> type, T defaultValue) {
    T routing = router.routing(type, defaultValue);
    return routing instanceof HttpRouting http
        ? type.cast(new WatchedRouting(http, connection, requests, admission))
        : routing;
  }

  @Override
  public List<? extends Routing> routings() {
    return router.routings();
  }

  // The server starts and stops the router itself, once for all connections.

  @Override
  public void beforeStart() {}

  @Override
  public void afterStop() {}
}
