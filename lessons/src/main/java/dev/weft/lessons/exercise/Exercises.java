package dev.weft.lessons.exercise;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// All exercises, from the easy to the hard.
public final class Exercises {
  public static final List<Exercise<?>> ALL =
      List.of(
          exercise(
              "side-by-side",
              "gather",
              "three calls at once",
              """
              A profile is put together from three calls, one after the other: 1.2 s. No call needs the
              result of another. Let it take 0.5 s, as long as the longest. And when a call fails, its
              failure is thrown as it is, and at once: the other calls are broken off.
              """,
              SideBySide.class,
              SideBySide::check),
          exercise(
              "settle",
              "settle",
              "tell a failure from a cancellation",
              """
              A report asks several sources at once and has a line for each: what it said, that it failed,
              or that its read was cancelled. Here everything that is thrown counts as a failure. Tell the
              two apart, and let the report end when it is itself cancelled.
              """,
              SourceReport.class,
              SourceReport::check),
          exercise(
              "bounded-batch",
              "batch",
              "make a batch bounded",
              """
              A hundred items, all at once: that is a hundred connections, or more than the other side
              bears. Let only as many be worked on at a time as is asked for, begin the next when one
              ends, and keep the order of the results.
              """,
              BoundedBatch.class,
              BoundedBatch::check),
          exercise(
              "first-answer",
              "wait-strategies",
              "race replicas, and leave no loser behind",
              """
              Several replicas are asked the same, and the first answer counts. Here the first to end
              counts, even if it failed, and the others go on by themselves. Take the first that succeeds,
              break the others off, and wait until they have ended. If all fail, throw an IOException.
              """,
              FirstAnswer.class,
              FirstAnswer::check),
          exercise(
              "early-leave",
              "as-completed",
              "look at results as they come, and leave early",
              """
              Eight sellers are asked for a price; the first price to come that is good enough is taken.
              Here all are waited for, and one failure spoils everything. Look at the prices in the order
              in which they come, skip sellers that fail, know whose price it is, and when it is good
              enough ask no more.
              """,
              GoodOffer.class,
              GoodOffer::check),
          exercise(
              "fire-and-forget",
              "fire-and-forget",
              "let nothing be forgotten",
              """
              The customer gets a receipt at once, the mail is sent later. Here a thread is started and
              forgotten: at the end of the application its mail is lost, and nobody hears of a failure.
              Let the mail belong to the group of the application, and complain of one that fails.
              """,
              OrderDesk.class,
              OrderDesk::check),
          exercise(
              "swallowed-interrupt",
              "first-failure",
              "hand an interruption on",
              """
              A device is asked every second whether it is ready; that it fails meanwhile means nothing.
              Here it cannot be cancelled: the handler takes the interruption for a failure of the device,
              and the loop goes on. Let it end at once, as cancelled.
              """,
              DeviceWait.class,
              DeviceWait::check),
          exercise(
              "which-timeout",
              "which-timeout",
              "tell which deadline expired",
              """
              The first step may take 200 ms, the second 500 ms; if one takes longer, say which. Inside a
              step and around both there are other deadlines, which are not yours: theirs must come
              through as they are, and so must a cancellation.
              """,
              TwoSteps.class,
              TwoSteps::check),
          exercise(
              "two-locks",
              "transfer",
              "two locks that wait for each other",
              """
              To move boxes both shelves are locked. Two people who move in opposite directions may wait
              for each other for ever. Mend that. Moves between other shelves go on at the same time, and
              whoever locks all shelves and counts finds all boxes.
              """,
              Shelves.class,
              Shelves::check),
          exercise(
              "shielded-release",
              "resource",
              "release whatever happens",
              """
              A transaction is ended and its connection released in finally. But in a cancelled task each
              wait is broken off, also that of a clean-up, so both stay open. Let both be closed in every
              case, the transaction first, also if its end fails; but do not wait for ever.
              """,
              SafeQuery.class,
              SafeQuery::check),
          exercise(
              "backpressure",
              "batch",
              "make the reader wait for the writer",
              """
              One thread reads, another writes, a queue is in between. If the writer is slow the queue
              grows without end, and if it fails the reader goes on for nothing. Let at most 16 items be in
              between, read while the other writes, and stop both when one of them fails.
              """,
              Copier.class,
              Copier::check),
          exercise(
              "single-flight",
              "start-and-await",
              "load each key once",
              """
              A cache loads what it does not have. When many ask for the same key at the same time, each of
              them loads it. Let one load it and the others wait; let other keys be loaded meanwhile; keep
              no failures. And if the one who loads is cancelled, the others still get their value.
              """,
              KeyedCache.class,
              KeyedCache::check),
          exercise(
              "lost-permit",
              "semaphore",
              "a cancelled waiter gives its permit back",
              """
              A gate lets in two at a time, in the order in which they come. Whoever waits has a latch in a
              queue; whoever leaves opens the first one. Visitors who are cancelled stay in the queue, and
              are given permits which nobody gives back. Mend enter().
              """,
              Gate.class,
              Gate::check),
          exercise(
              "rate-limiter",
              "rate-limiter",
              "a rate limiter that waits for itself",
              """
              At most three calls within any second. When there were three, acquire() sleeps until the
              first is a second ago, and calls itself while it holds the lock, which it then waits for.
              Mend it: nobody is let through too early or later than need be, callers pass in their order,
              and one who is cancelled leaves at once and is in nobody's way.
              """,
              SlidingRate.class,
              SlidingRate::check),
          exercise(
              "transfer",
              "transfer",
              "transfer money, exactly and never by half",
              """
              Transfer money between two accounts. Here cents get lost, an account that does not exist is
              paid, accounts are overdrawn, opposite transfers wait for each other, and a cancellation
              between the two changes destroys money. Whatever happens, the sum of all accounts stays.
              """,
              MoneyTransfer.class,
              MoneyTransfer::check),
          exercise(
              "find-the-race",
              "event-loop",
              "find a race, then mend it",
              """
              Now and then money is missing from the till in the file. Find a run in which it is: look for
              a seed with the simulator (Simulation.create().explore(…) throws a SimulationFailure, which
              has the seed) and return it from seed(). Then mend the till; it prints what it printed before.
              """,
              RaceHunt.class,
              RaceHunt::check),
          exercise(
              "drain",
              "shutdown",
              "stop without losing work",
              """
              Jobs are handed in and done one after the other. When it is to stop, what waits in the queue
              is forgotten. Let it accept nothing new then, do what it has accepted for as long as it may,
              break off the job in hand when the time is over, and return all that are not done.
              """,
              DrainedQueue.class,
              DrainedQueue::check));

  private Exercises() {}

  private static <T> Exercise<T> exercise(
      String name,
      String lesson,
      String title,
      String task,
      Class<T> type,
      Exercise.Check<T> check) {
    return new Exercise<>(name, lesson, title, task, "My" + type.getSimpleName(), type, check);
  }

  /// The exercise of this name.
  public static Optional<Exercise<?>> find(String name) {
    return ALL.stream()
        .<Exercise<?>>map(each -> each)
        .filter(each -> each.name().equals(name))
        .findAny();
  }

  /// What there is to mend, as it is in the beginning.
  public static String start(Exercise<?> exercise) {
    return read("/exercises/", exercise);
  }

  /// One way to mend it.
  public static String solution(Exercise<?> exercise) {
    return read("/solutions/", exercise);
  }

  private static String read(String folder, Exercise<?> exercise) {
    String path = folder + exercise.file() + ".java";
    try (InputStream in = Exercises.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("there is no resource " + path);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
