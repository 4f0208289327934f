package dev.weft.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.util.Set;

/// Makes a [Connection] of every connection that Helidon accepts.
final class WatchedSelector implements ServerConnectionSelector {
  private final Http1ConnectionSelector http1;
  private final Requests requests;
  private final Admission admission;

  WatchedSelector(Http1ConnectionSelector http1, Requests requests, Admission admission) {
    this.http1 = http1;
    this.requests = requests;
    this.admission = admission;
  }

  @Override
  public ServerConnection connection(ConnectionContext socket) {
    return new Connection(socket, http1, requests, admission);
  }

  @Override
  public int bytesToIdentifyConnection() {
    return http1.bytesToIdentifyConnection();
  }

  @Override
  public Support supports(BufferData data) {
    return http1.supports(data);
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return http1.supportedApplicationProtocols();
  }
}
