package dev.weft.lessons.exercise;

import dev.weft.sim.SimulationError;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// Something to mend.
///
/// @param name what it is called on the command line
/// @param lesson the lesson that it belongs to
/// @param title what it is about, in a line
/// @param task what is to be done, in a few lines
/// @param file the name of its class and file
/// @param type what that class implements
/// @param check throws a [NotYetException] unless it is right
/// @param <T> the type
public record Exercise<T>(
    String name,
    String lesson,
    String title,
    String task,
    String file,
    Class<T> type,
    Check<T> check) {

  /// How long a check may take; the right ones take a second or two.
  public static final Duration BOUND = Duration.ofSeconds(60);

  /// Tells whether a solution is right.
  ///
  /// @param <T> what it implements
  @FunctionalInterface
  public interface Check<T> {

    /// Tries it.
    ///
    /// @param yours makes an object of it, a new one for each run
    /// @throws NotYetException if it is wrong
    /// @throws InterruptedException if that is cancelled
    void check(Supplier<T> yours) throws NotYetException, InterruptedException;
  }

  /// Compiles a solution and checks it.
  ///
  /// @param source what is in the file
  /// @throws NotYetException if it cannot be compiled, or is wrong
  /// @throws InterruptedException if that is cancelled
  public void check(String source) throws NotYetException, InterruptedException {
    check(source, BOUND);
  }

  /// The same, and gives up on a solution that does not come to an end. If it computes for ever its
  /// thread is left behind: nothing can end that but the end of the program.
  ///
  /// @param source what is in the file
  /// @param bound how long it may take
  /// @throws NotYetException if it cannot be compiled, is wrong, or does not end
  /// @throws InterruptedException if that is cancelled
  public void check(String source, Duration bound) throws NotYetException, InterruptedException {
    var checking =
        new FutureTask<Boolean>(() -> {
          try (var workshop = new Workshop()) {
            check.check(workshop.make(file, source, type));
          }
          return true;
        });
    Thread thread = Thread.ofPlatform().daemon().name("exercise " + name).start(checking);
    try {
      checking.get(bound.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw told(Objects.requireNonNull(e.getCause(), "a cause"));
    } catch (TimeoutException e) {
      var stuck = new Throwable();
      stuck.setStackTrace(thread.getStackTrace());
      throw new NotYetException(
          "%sit has not ended after %d s; is there a loop that nothing ends?"
              .formatted(place(stuck), bound.toSeconds()),
          e);
    } finally {
      thread.interrupt();
    }
  }

  private NotYetException told(Throwable thrown) {
    if (thrown instanceof NotYetException notYet && notYet.getCause() == null) {
      return notYet;
    }
    String what =
        thrown instanceof NotYetException || thrown instanceof SimulationError
            ? thrown.getMessage()
            : "it failed: " + thrown;
    return new NotYetException(place(thrown) + what, thrown);
  }

  /// The line of the file at which it was thrown, or what it was thrown for.
  private String place(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (!(t instanceof NotYetException)) {
        var line =
            Arrays.stream(t.getStackTrace())
                .filter(frame -> (file + ".java").equals(frame.getFileName()))
                .findFirst();
        if (line.isPresent()) {
          return file + ".java:" + line.get().getLineNumber() + ": ";
        }
      }
    }
    return "";
  }
}
