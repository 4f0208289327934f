package dev.weft.lessons.exercise;

import dev.weft.Outcome;
import dev.weft.Task;
import dev.weft.TaskGroup;
import dev.weft.Tasks;
import dev.weft.sim.Simulation;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Keeps what was loaded.
public interface KeyedCache {

  /// Loads the value of a key, which takes 100 ms and may fail.
  @FunctionalInterface
  interface Loader {
    String load(String key) throws IOException, InterruptedException;
  }

  /// The value of a key. It is loaded once, however many ask for it at the same time; other keys
  /// are loaded side by side.
  ///
  /// @param key the key
  /// @param loader loads it; with a failure it is not loaded, and whoever asks next loads it
  /// @return the value
  /// @throws IOException if it cannot be loaded
  /// @throws InterruptedException if the caller is cancelled, at once; others who wait for this key
  ///   get it nevertheless
  String get(String key, Loader loader) throws IOException, InterruptedException;

  static void check(Supplier<KeyedCache> yours) throws NotYetException, InterruptedException {
    Trial.explore(100, () -> manyAsk(yours.get()));
    Trial.explore(50, () -> failureIsNotKept(yours.get()));
    Trial.explore(100, () -> loaderIsCancelled(yours.get()));
    Trial.explore(100, () -> waiterIsCancelled(yours.get()));
  }

  private static boolean manyAsk(KeyedCache yours)
      throws NotYetException, IOException, InterruptedException {
    // Two of them have the same hash code.
    List<String> keys = List.of("Aa", "BB", "C", "Aa", "BB", "C", "Aa");
    var store = new Store();
    RandomGenerator random = Simulation.random();
    List<String> values =
        Tasks.<String, String, IOException>gather(
            keys,
            key -> {
              Thread.sleep(random.nextInt(50));
              return yours.get(key, store::load);
            });
    for (Map.Entry<String, Integer> loads : store.loads.entrySet()) {
      Trial.require(
          loads.getValue() == 1,
          () ->
              "key \"%s\" was loaded %d times; who comes while it is loaded should wait for it"
                  .formatted(loads.getKey(), loads.getValue()));
    }
    List<String> right = keys.stream().map(key -> key + " 1").toList();
    Trial.require(
        values.equals(right), () -> "get() returned %s instead of %s".formatted(values, right));
    Trial.require(
        Trial.millis() <= 150,
        () ->
            "all keys could be there after 150 ms, but it took %d; one key should not wait for another"
                .formatted(Trial.millis()));
    return true;
  }

  private static boolean failureIsNotKept(KeyedCache yours) throws NotYetException {
    var store = new Store();
    Exception first = Trial.thrownBy(() -> yours.get("a", store::fail));
    Trial.require(
        first instanceof IOException,
        () ->
            "loading failed with an IOException, but get() %s"
                .formatted(first == null ? "returned" : "threw " + first));
    Exception second = Trial.thrownBy(() -> yours.get("a", store::load));
    Trial.require(
        second == null,
        () -> "loading failed once; asked again later, get() still threw %s".formatted(second));
    return true;
  }

  private static boolean loaderIsCancelled(KeyedCache yours)
      throws NotYetException, InterruptedException {
    var store = new Store();
    return TaskGroup.<Boolean, NotYetException>supervise(
        "cache",
        group -> {
          Task<String> loader = group.start("loader", () -> yours.get("a", store::load));
          Thread.sleep(10);
          Task<String> waiter = group.start("waiter", () -> yours.get("a", store::load));
          Thread.sleep(40);
          loader.cancel("its client has gone");
          Outcome<String> loaded = loader.join();
          Trial.require(
              loaded instanceof Outcome.Cancelled<String>,
              () -> "who loads was cancelled, but get() ended with " + loaded);
          Outcome<String> got = waiter.join();
          Trial.require(
              got instanceof Outcome.Success<String>,
              () ->
                  "who loaded was cancelled, and somebody else who waited for the same key ended with %s"
                      .formatted(got));
          Trial.require(
              Trial.millis() <= 160, () -> "get() took " + Trial.millis() + " ms in the end");
          return true;
        });
  }

  private static boolean waiterIsCancelled(KeyedCache yours)
      throws NotYetException, InterruptedException {
    var store = new Store();
    return TaskGroup.<Boolean, NotYetException>supervise(
        "cache",
        group -> {
          Task<String> loader = group.start("loader", () -> yours.get("a", store::load));
          Thread.sleep(10);
          Task<String> waiter = group.start("waiter", () -> yours.get("a", store::load));
          Thread.sleep(40);
          waiter.cancel("its client has gone");
          Outcome<String> end = waiter.join();
          Trial.require(
              Trial.millis() == 50 && end instanceof Outcome.Cancelled<String>,
              () ->
                  "who waited was cancelled after 50 ms, but ended after %d ms with %s"
                      .formatted(Trial.millis(), end));
          Outcome<String> loaded = loader.join();
          Trial.require(
              loaded instanceof Outcome.Success<String>,
              () -> "who waited was cancelled, and who loads ended with " + loaded);
          return true;
        });
  }

  /// Where it is loaded from. One thread runs at a time.
  final class Store {
    private final Map<String, Integer> loads = new HashMap<>();

    private Store() {}

    private String load(String key) throws InterruptedException {
      int times = loads.merge(key, 1, Integer::sum);
      Thread.sleep(100);
      return key + " " + times;
    }

    private String fail(String key) throws IOException, InterruptedException {
      Thread.sleep(100);
      throw new IOException("no " + key);
    }
  }
}
