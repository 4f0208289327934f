package dev.weft.http;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

// 1. A request is in `active` from before its handler starts until everything it started has
//    ended.
// 2. A connection is in `connections` while its handle() runs, so a request in `active` has its
//    connection in `connections`.
// 3. A connection that opens after endIdleConnections() is ended like those that were open
//    then.
/// Which connections and requests a server has right now, and how many lost their client.
final class Requests {
  private final Lock lock = new ReentrantLock();
  private final Condition fewer = lock.newCondition();

  // Guarded by `lock`.
  private final Set<Connection> connections = new HashSet<>();
  private final Set<Request> active = new HashSet<>();
  private long endedCount;
  private long disconnected;
  private boolean ending;
  private long deadlineNanos;

  private final Lookout lookout = new Lookout();

  private volatile boolean draining;

  /// Has the clients of requests watched from now on.
  void startLookout() {
    lookout.start();
  }

  void stopLookout() {
    lookout.stop();
  }

  boolean draining() {
    return draining;
  }

  /// Tells the running requests, and those to come, that the server drains.
  ///
  /// @return how many requests had ended before
  long startDraining() {
    List<Request> running;
    long before;
    lock.lock();
    try {
      draining = true;
      running = List.copyOf(active);
      before = endedCount;
    } finally {
      lock.unlock();
    }
    running.forEach(Request::serverDrains);
    return before;
  }

  void opened(Connection connection) {
    lock.lock();
    try {
      connections.add(connection);
      if (ending) {
        connection.endWhenIdle();
      }
    } finally {
      lock.unlock();
    }
  }

  void closed(Connection connection) {
    lock.lock();
    try {
      connections.remove(connection);
      fewer.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void started(Request request) {
    boolean late;
    lock.lock();
    try {
      active.add(request);
      late = draining;
    } finally {
      lock.unlock();
    }
    lookout.began(request);
    if (late) {
      request.serverDrains();
    }
  }

  void ended(Request request, boolean lostItsClient) {
    lock.lock();
    try {
      active.remove(request);
      endedCount++;
      if (lostItsClient) {
        disconnected++;
      }
      fewer.signalAll();
    } finally {
      lock.unlock();
    }
  }

  long disconnected() {
    lock.lock();
    try {
      return disconnected;
    } finally {
      lock.unlock();
    }
  }

  /// How many requests have ended so far.
  long endedCount() {
    lock.lock();
    try {
      return endedCount;
    } finally {
      lock.unlock();
    }
  }

  int activeCount() {
    lock.lock();
    try {
      return active.size();
    } finally {
      lock.unlock();
    }
  }

  List<Request> active() {
    lock.lock();
    try {
      return List.copyOf(active);
    } finally {
      lock.unlock();
    }
  }

  List<Connection> connections() {
    lock.lock();
    try {
      return List.copyOf(connections);
    } finally {
      lock.unlock();
    }
  }

  /// Ends every connection as soon as no request runs on it, also those that are still to come.
  void endIdleConnections() {
    List<Connection> open;
    lock.lock();
    try {
      ending = true;
      open = List.copyOf(connections);
    } finally {
      lock.unlock();
    }
    open.forEach(Connection::endWhenIdle);
  }

  /// Sets until when [#awaitNoRequests()] and [#awaitNoConnections()] wait, also those that wait
  /// now.
  void deadline(long nanoTime) {
    lock.lock();
    try {
      deadlineNanos = nanoTime;
      fewer.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void awaitNoRequests() throws InterruptedException {
    awaitEmpty(active);
  }

  void awaitNoConnections() throws InterruptedException {
    awaitEmpty(connections);
  }

  private void awaitEmpty(Set<?> set) throws InterruptedException {
    lock.lock();
    try {
      while (!set.isEmpty()) {
        if (fewer.awaitNanos(deadlineNanos - System.nanoTime()) <= 0
            && deadlineNanos - System.nanoTime() <= 0) {
          return;
        }
      }
    } finally {
      lock.unlock();
    }
  }
}
