package dev.weft.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.weft.TaskGroup;
import dev.weft.sync.Channel;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

@JCStressTest
@Outcome(id = "received 1, clean, \\[2\\]", expect = ACCEPTABLE, desc = "it was first")
@Outcome(id = "cancelled, clean, \\[1, 2\\]", expect = ACCEPTABLE, desc = "it is still the first")
@State
public class ChannelReceiveVsCancel {
  private final Channel<Integer> channel = Channel.bounded(2);
  private volatile @Nullable TaskGroup group;
  private int received;

  @Actor
  public void receiver(LLL_Result r) {
    String end =
        Waiter.run("received ", opened -> group = opened, () -> received = channel.receive());
    r.r1 = end.equals("cancelled") ? end : end + received;
    r.r2 = Waiter.interruptLeft();
  }

  @Actor
  public void sender() {
    TaskGroup waiting = Spin.until(() -> group);
    channel.trySend(1);
    channel.trySend(2);
    waiting.cancel("race");
  }

  @Arbiter
  public void end(LLL_Result r) {
    r.r3 = Left.in(channel);
  }
}
