package dev.weft.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.weft.TaskGroup;
import dev.weft.sync.Channel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLLL_Result;

@JCStressTest
@Outcome(id = "sent, clean, taken, \\[\\]", expect = ACCEPTABLE, desc = "delivered once")
@Outcome(id = "cancelled, clean, none, \\[\\]", expect = ACCEPTABLE, desc = "not at all")
@State
public class ChannelSendVsCancel {
  private final Channel<Integer> channel = Channel.rendezvous();
  private volatile @Nullable TaskGroup group;

  @Actor
  public void sender(LLLL_Result r) {
    r.r1 =
        Waiter.run(
            "sent",
            opened -> group = opened,
            () -> {
              channel.send(1);
              return null;
            });
    r.r2 = Waiter.interruptLeft();
  }

  @Actor
  public void receiver(LLLL_Result r) {
    TaskGroup waiting = Spin.until(() -> group);
    Optional<Integer> item = channel.tryReceive();
    waiting.cancel("race");
    Spin.some();
    r.r3 = item.isPresent() || channel.tryReceive().isPresent() ? "taken" : "none";
  }

  @Arbiter
  public void end(LLLL_Result r) {
    r.r4 = Left.in(channel);
  }
}
