package dev.weft;

import java.lang.System.Logger.Level;
import java.util.LinkedHashSet;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

// A ThreadPoolExecutor takes time in proportion to its queue to remove a job, and cannot tell under
// its lock whether a thread is free; this needs both.
//
// 1. A line has as many threads as it needs at once, at most `most`: for every waiting job there is
//    an idle thread that was signalled, or a thread on its way, or all are busy. A busy one looks
//    at the line before it becomes idle.
// 2. Jobs of a line begin in the order in which they came.
// 3. A job that is started from inside another one, on whichever thread, never waits for a thread
//    that waits for it: it comes to the main line only if a thread is free there, else to a line of
//    its own parent, which lends its place to one thread at a time. So the threads number at most
//    `most` times the depth of nesting. (On the parent's own thread it is run at once, by Offload.)
// 4. A thread between two jobs is not interrupted.
//
// Defended by WorkersTest, OffloadNestedTest, OffloadRaceTest.
/// A bounded number of platform threads and the jobs that wait for them.
final class Workers implements Place {
  private static final System.Logger LOG = System.getLogger("dev.weft");

  private final ThreadFactory factory;
  private final ReentrantLock lock = new ReentrantLock();
  private final Line main;

  // Guarded by lock.
  private boolean closed;

  /// Jobs that wait, and the threads that serve them. Guarded by lock.
  final class Line {
    private final Condition work = lock.newCondition();
    private final LinkedHashSet<Job> waiting = new LinkedHashSet<>();
    private final int most;

    /// Whether its threads stay when nothing waits.
    private final boolean lasting;

    private int threads;
    private int idle;

    Line(int most, boolean lasting) {
      this.most = most;
      this.lasting = lasting;
    }

    private boolean hasFreeThread() {
      return waiting.size() < idle + (most - threads);
    }

    private void add(Job job) {
      waiting.add(job);
      job.line = this;
      if (waiting.size() <= idle) {
        work.signal();
      } else if (threads < most) {
        threads++;
        try {
          factory.newThread(() -> serve(this)).start();
        } catch (Throwable noThread) {
          threads--;
          waiting.remove(job);
          throw noThread;
        }
      }
    }
  }

  Workers(String name, int size) {
    this(name, size, true);
  }

  /// Their threads stay for the next job if they are `lasting`.
  Workers(String name, int size, boolean lasting) {
    this.main = new Line(size, lasting);
    ThreadFactory daemons = Timers.threads(name);
    var number = new AtomicInteger();
    this.factory =
        work -> {
          String numbered = name + "-" + number.incrementAndGet();
          World here = World.current();
          if (here != null) {
            return here.unstarted(numbered, work);
          }
          Thread thread = daemons.newThread(work);
          thread.setName(numbered);
          return thread;
        };
  }

  @Override
  public void accept(Job job, @Nullable Job around) {
    lock.lock();
    try {
      if (job.isDecided()) {
        return;
      }
      if (around == null || main.hasFreeThread()) {
        main.add(job);
      } else {
        if (around.lent == null) {
          around.lent = new Line(1, false);
        }
        around.lent.add(job);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void forget(Job job) {
    lock.lock();
    try {
      if (job.line != null) {
        job.line.waiting.remove(job);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      main.work.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void serve(Line line) {
    for (Job job = next(line); job != null; job = next(line)) {
      try {
        job.run();
      } catch (Throwable bug) {
        LOG.log(Level.ERROR, "a job threw; its thread goes on", bug);
      }
    }
  }

  private @Nullable Job next(Line line) {
    lock.lock();
    try {
      while (line.waiting.isEmpty()) {
        if (closed || !line.lasting) {
          line.threads--;
          return null;
        }
        line.idle++;
        line.work.awaitUninterruptibly();
        line.idle--;
      }
      // Whatever the last job left behind or somebody sent since.
      Thread.interrupted();
      return line.waiting.removeFirst();
    } finally {
      lock.unlock();
    }
  }
}
