package dev.weft.lessons.exercise;

import dev.weft.sim.Simulation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Copies from a source to a sink, and reads while it writes.
public interface Copier {
  /// How many items may have been read and not been written.
  int MOST = 16;

  /// Where items come from, in order.
  @FunctionalInterface
  interface Source {
    /// The next one, or empty at the end.
    Optional<Integer> next() throws IOException, InterruptedException;
  }

  /// Where items go, in order.
  @FunctionalInterface
  interface Sink {
    void write(Integer item) throws IOException, InterruptedException;
  }

  /// Copies all items.
  ///
  /// @param source where from
  /// @param sink where to
  /// @throws IOException if one of the two fails, as it is; neither is used any more then
  void copy(Source source, Sink sink) throws IOException, InterruptedException;

  static void check(Supplier<Copier> yours) throws NotYetException, InterruptedException {
    Trial.explore(30, () -> copies(yours.get(), 10, 30));
    Trial.explore(30, () -> copies(yours.get(), 30, 10));
    Trial.explore(30, () -> fails(yours.get(), true));
    Trial.explore(30, () -> fails(yours.get(), false));
    Trial.cancelEverywhere(
        1,
        () -> {
          var road = new Road(5, 10, 10, null);
          Exception thrown = Trial.thrownBy(() -> yours.get().copy(road::next, road::write));
          road.requireQuiet("copy() was cancelled and had ended");
          if (thrown != null) {
            throw thrown;
          }
          return null;
        });
  }

  private static boolean copies(Copier yours, long readMillis, long writeMillis)
      throws NotYetException, IOException, InterruptedException {
    int items = 80 + Simulation.random().nextInt(40);
    var road = new Road(items, readMillis, writeMillis, null);
    yours.copy(road::next, road::write);
    List<Integer> all = IntStream.range(0, items).boxed().toList();
    Trial.require(
        road.written.equals(all),
        () ->
            "%d items should have been written in order, but it was %s"
                .formatted(items, road.written));
    Trial.require(
        road.most <= MOST,
        () ->
            "%d items had been read and not written, at most it may be %d; what makes a fast reader wait for a slow writer?"
                .formatted(road.most, MOST));
    long atOnce = 30L * items + 100;
    Trial.require(
        Trial.millis() <= atOnce,
        () ->
            "it took %d ms; it reads while it writes if it takes at most %d"
                .formatted(Trial.millis(), atOnce));
    return true;
  }

  private static boolean fails(Copier yours, boolean isReading)
      throws NotYetException, InterruptedException {
    var road = new Road(100, 10, 10, isReading);
    Exception thrown = Trial.thrownBy(() -> yours.copy(road::next, road::write));
    String what = isReading ? "the source" : "the sink";
    Trial.require(
        thrown instanceof IOException && "broken".equals(thrown.getMessage()),
        () ->
            "%s failed with an IOException, but copy() %s"
                .formatted(what, thrown == null ? "returned" : "threw " + thrown));
    road.requireQuiet(what + " had failed and copy() threw");
    return true;
  }

  /// A source and a sink that know of each other. One thread runs at a time.
  final class Road {
    private static final int BREAKS_AT = 50;

    private final int items;
    private final long readMillis;
    private final long writeMillis;
    private final @Nullable Boolean breaksReading;
    private final Calls calls = new Calls();
    private final List<Integer> written = new ArrayList<>();
    private int read;
    private int most;

    private Road(int items, long readMillis, long writeMillis, @Nullable Boolean breaksReading) {
      this.items = items;
      this.readMillis = readMillis;
      this.writeMillis = writeMillis;
      this.breaksReading = breaksReading;
    }

    private Optional<Integer> next() throws IOException, InterruptedException {
      if (read == items) {
        return Optional.empty();
      }
      calls.take(readMillis);
      if (Boolean.TRUE.equals(breaksReading) && read == BREAKS_AT) {
        throw new IOException("broken");
      }
      read++;
      most = Math.max(most, read - written.size());
      return Optional.of(read - 1);
    }

    private void write(Integer item) throws IOException, InterruptedException {
      calls.take(writeMillis);
      if (Boolean.FALSE.equals(breaksReading) && item == BREAKS_AT) {
        throw new IOException("broken");
      }
      written.add(item);
    }

    private void requireQuiet(String when) throws NotYetException, InterruptedException {
      int before = calls.begun();
      int now = calls.now();
      Thread.sleep(1_000);
      Trial.require(
          now == 0 && calls.begun() == before,
          () ->
              "when %s it went on reading or writing: %d more calls"
                  .formatted(when, now + calls.begun() - before));
    }
  }
}
