package dev.weft.service.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Remembers connections while they are open, so that they can be broken off from outside: a
/// statement that waits for a server which has fallen silent ends in no other way.
final class OpenConnections {

  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

  Connection add(Connection connection) {
    // Nobody tells when one is closed; so there are never more than were made since the last look.
    connections.removeIf(OpenConnections::isClosed);
    connections.add(connection);
    return connection;
  }

  private static boolean isClosed(Connection connection) {
    try {
      return connection.isClosed();
    } catch (SQLException e) {
      return true;
    }
  }

  Set<Connection> all() {
    return connections;
  }

  /// Closes the sockets of all, under whatever statement; does not wait.
  void abort() {
    for (Connection connection : connections) {
      try {
        connection.abort(Thread::startVirtualThread);
      } catch (SQLException e) {
        // It has ended already.
      }
    }
  }
}
