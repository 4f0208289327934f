package dev.weft.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.weft.Deadline;
import dev.weft.DeadlineExceededException;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

@JCStressTest
@Outcome(
    id = "(value|expired) clean, (value|expired) clean",
    expect = ACCEPTABLE,
    desc = "either, and no interrupt is left")
@State
public class DeadlineExpiryVsReturn {

  @Actor
  public void one(LL_Result r) {
    r.r1 = race(40_000);
  }

  @Actor
  public void other(LL_Result r) {
    r.r2 = race(60_000);
  }

  /// Sleeps for about as long as the deadline allows.
  private static String race(long nanos) {
    String end;
    try {
      end =
          Deadline.within(
              Duration.ofNanos(nanos),
              () -> {
                long until = System.nanoTime() + nanos;
                while (System.nanoTime() - until < 0) {
                  if (Thread.interrupted()) {
                    throw new InterruptedException();
                  }
                }
                return "value ";
              });
    } catch (DeadlineExceededException e) {
      end = "expired ";
    } catch (InterruptedException e) {
      end = "cancelled ";
    }
    return end + Waiter.interruptLeft();
  }
}
