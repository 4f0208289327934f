import dev.weft.lessons.exercise.SlidingRate;
import dev.weft.sync.RateLimiter;
import java.time.Duration;

public final class MySlidingRate implements SlidingRate {
  private final RateLimiter limiter = RateLimiter.of(3, Duration.ofSeconds(1));

  @Override
  public void acquire() throws InterruptedException {
    limiter.acquire();
  }
}
