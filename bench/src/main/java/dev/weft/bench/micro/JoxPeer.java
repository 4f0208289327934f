package dev.weft.bench.micro;

import com.softwaremill.jox.Channel;
import dev.weft.bench.core.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// Jox: its channels, between virtual threads.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class JoxPeer {

  @Benchmark
  @OperationsPerInvocation(Times.PING_PONG)
  public int pingPong() throws InterruptedException {
    Channel<Integer> pings = Channel.newBufferedChannel(1);
    Channel<Integer> pongs = Channel.newBufferedChannel(1);
    Thread answer = Turn.start(() -> pongs.send(pings.receive()), Times.PING_PONG / 2);
    int sum = 0;
    for (int i = 0; i < Times.PING_PONG / 2; i++) {
      pings.send(1);
      sum += pongs.receive();
    }
    answer.join();
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(Times.CHANNEL)
  public int channel() throws InterruptedException {
    Channel<Integer> items = Channel.newBufferedChannel(Times.CAPACITY);
    List<Thread> sides = new ArrayList<>();
    for (int side = 0; side < Times.SIDES; side++) {
      sides.add(Turn.start(() -> items.send(1), Times.CHANNEL / Times.SIDES));
      sides.add(Turn.start(items::receive, Times.CHANNEL / Times.SIDES));
    }
    for (Thread side : sides) {
      side.join();
    }
    return Times.CHANNEL;
  }
}
