package dev.weft;

import dev.weft.sync.Channel;
import dev.weft.sync.ChannelClosedException;
import dev.weft.sync.Event;
import java.time.Duration;
import java.util.Random;

/// The nodes of a [StressTree] in which tasks meet at a primitive; with nothing below them.
final class StressSync {
  private final StressTree tree;
  private final Random random;

  StressSync(StressTree tree, Random random) {
    this.tree = tree;
    this.random = random;
  }

  Op<Object, Exception> rateLimited() {
    int permits = 1 + random.nextInt(3);
    return () -> {
      tree.rate.acquire(permits);
      return "had its turn";
    };
  }

  /// Two senders of values and one receiver. Each value is received, left in its channel and closed
  /// with that, or kept by a send that throws.
  Op<Object, Exception> channel() {
    int capacity = random.nextInt(3);
    int items = random.nextInt(4);
    boolean tries = random.nextBoolean();
    boolean two = random.nextBoolean();
    return () -> {
      Channel<StressTree.Value> left = Channel.bounded(capacity);
      Channel<StressTree.Value> right = two ? Channel.rendezvous() : left;
      try {
        return TaskGroup.run(
            "channel",
            group -> {
              tree.groups.add(group);
              // The tree does not know of the senders: of one that is cancelled before it begins
              // nobody closes the channel.
              group.start("left", () -> send(items, tries, left));
              group.start("right", () -> send(two ? items : 0, tries, right));
              return receive(left, right);
            });
      } finally {
        left.cancel();
        right.cancel();
        if (!(left.toString() + right).matches("(.*closed, 0 of . items, 0 sending, 0 .*){2}")) {
          tree.breaks("somebody was left in " + left + " or " + right);
        }
      }
    };
  }

  private Object send(int items, boolean tries, Channel<StressTree.Value> channel)
      throws InterruptedException {
    try (channel) {
      for (int i = 0; i < items; i++) {
        StressTree.Value value = tree.value();
        boolean sent = false;
        try {
          if (!tries || !channel.trySend(value)) {
            channel.send(value);
          }
          sent = true;
        } catch (ChannelClosedException e) {
          // By the other sender, where both have one.
          return "too late";
        } finally {
          if (!sent) {
            value.close();
          }
        }
      }
      return "sent";
    }
  }

  private Object receive(Channel<StressTree.Value> left, Channel<StressTree.Value> right)
      throws InterruptedException {
    try {
      while (true) {
        tree.take(Channel.receiveFirst(left, right).item());
      }
    } catch (ChannelClosedException e) {
      return "received";
    }
  }

  /// Two tasks that wake each other.
  Op<Object, Exception> event() {
    int nanos = random.nextInt(100_000);
    return () -> {
      var there = new Event();
      var back = new Event();
      try {
        return TaskGroup.run(
            "event",
            group -> {
              tree.groups.add(group);
              group.start(
                  "answers",
                  () -> {
                    there.await();
                    back.set();
                    return "answered";
                  });
              Thread.sleep(Duration.ofNanos(nanos));
              there.set();
              back.await();
              return "met";
            });
      } finally {
        if (there.toString().matches(".*[1-9] waiting.*")
            || back.toString().matches(".*[1-9] waiting.*")) {
          tree.breaks("somebody was left at " + there + " or " + back);
        }
      }
    };
  }
}
