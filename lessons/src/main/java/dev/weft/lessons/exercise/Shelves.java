package dev.weft.lessons.exercise;

import dev.weft.Op;
import dev.weft.Tasks;
import dev.weft.sim.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// Moves boxes between shelves.
public interface Shelves {

  /// A shelf. Who changes it holds its lock.
  final class Shelf {
    private final int number;
    private final Aisle aisle = new Aisle();
    private int boxes = 10;

    Shelf(int number) {
      this.number = number;
    }

    /// Its number; no two shelves have the same.
    public int number() {
      return number;
    }

    public Lock lock() {
      return aisle;
    }

    /// Puts boxes there, or takes them away if there is a minus; takes 10 ms.
    public void add(int more) throws InterruptedException {
      if (!aisle.isHeldByCurrentThread()) {
        throw new IllegalMonitorStateException("shelf " + number + " was changed without its lock");
      }
      Thread.sleep(10);
      boxes += more;
    }
  }

  /// Moves boxes. Moves between other shelves may go on at the same time.
  ///
  /// @param from where they are, another shelf than `to`
  /// @param to where they go
  /// @param boxes how many
  void move(Shelf from, Shelf to, int boxes) throws InterruptedException;

  static void check(Supplier<Shelves> yours) throws NotYetException, InterruptedException {
    Trial.explore(500, () -> day(yours.get()));
    Trial.explore(
        50,
        () -> {
          Shelves moves = yours.get();
          List<Shelf> all = shelves(4);
          Tasks.gather(
              List.of(
                  move(moves, all.get(0), all.get(1), 1), move(moves, all.get(2), all.get(3), 1)));
          Trial.require(
              Trial.millis() <= 20,
              () ->
                  "a move takes 20 ms, and moves 0 to 1 and 2 to 3 have no shelf in common; at the same time they took %d ms"
                      .formatted(Trial.millis()));
          return null;
        });
  }

  private static boolean day(Shelves yours) throws NotYetException, InterruptedException {
    RandomGenerator random = Simulation.random();
    List<Shelf> all = shelves(3);
    List<Integer> expected = new ArrayList<>(List.of(10, 10, 10));
    List<Op<Boolean, NotYetException>> work = new ArrayList<>();
    work.add(() -> count(all));
    for (int i = 0; i < 4; i++) {
      int from = random.nextInt(3);
      int to = (from + 1 + random.nextInt(2)) % 3;
      int boxes = 1 + random.nextInt(3);
      expected.set(from, expected.get(from) - boxes);
      expected.set(to, expected.get(to) + boxes);
      work.add(move(yours, all.get(from), all.get(to), boxes));
    }
    Tasks.<Boolean, NotYetException>gather(work);
    List<Integer> now = all.stream().map(shelf -> shelf.boxes).toList();
    Trial.require(
        now.equals(expected),
        () -> "the shelves should have %s boxes, but have %s".formatted(expected, now));
    return true;
  }

  private static Op<Boolean, NotYetException> move(Shelves yours, Shelf from, Shelf to, int boxes) {
    return () -> {
      yours.move(from, to, boxes);
      return true;
    };
  }

  private static List<Shelf> shelves(int count) {
    return Stream.iterate(0, i -> i + 1).limit(count).map(Shelf::new).toList();
  }

  /// Somebody who counts, with all shelves locked, in the order of their numbers.
  private static boolean count(List<Shelf> all) throws NotYetException, InterruptedException {
    List<Shelf> locked = new ArrayList<>();
    try {
      for (Shelf shelf : all) {
        shelf.lock().lockInterruptibly();
        locked.add(shelf);
      }
      int boxes = all.stream().mapToInt(shelf -> shelf.boxes).sum();
      Trial.require(
          boxes == 30,
          () ->
              "somebody who locked all shelves counted %d boxes of 30; the others were on their way, on no shelf"
                  .formatted(boxes));
    } finally {
      locked.forEach(shelf -> shelf.lock().unlock());
    }
    return true;
  }

  /// A lock that somebody else may come to first: it takes a few steps to get there.
  final class Aisle extends ReentrantLock {
    private static final long serialVersionUID = 1;

    @Override
    public void lock() {
      Trial.othersMayComeFirst();
      super.lock();
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
      Trial.othersMayComeFirst();
      super.lockInterruptibly();
    }

    @Override
    public boolean tryLock() {
      Trial.othersMayComeFirst();
      return super.tryLock();
    }
  }
}
