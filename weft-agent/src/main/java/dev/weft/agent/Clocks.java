package dev.weft.agent;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// What calls of the clocks, and of the seeds of random generators, are redirected to: methods of
/// the same names and types. Outside of a simulation they do what those do.
public final class Clocks {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final long NANOS_PER_MILLI = 1_000_000L;
  private static final AtomicLong UNIQUIFIER = new AtomicLong(8_682_522_807_148_012L);
  private static final MethodHandle CARRIER;

  static {
    try {
      // Without the check of access, as this package is opened to by the agent before it is used.
      MethodHandles.Lookup lookup =
          MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup());
      CARRIER =
          lookup.findStatic(
              Thread.class, "currentCarrierThread", MethodType.methodType(Thread.class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private Clocks() {}

  /// The simulation that the caller runs in.
  ///
  /// @return the simulation, or null outside of one
  public static @Nullable Simulated current() {
    try {
      return (Thread) CARRIER.invokeExact() instanceof SimulatedCarrier carrier
          ? carrier.simulated()
          : null;
    } catch (Throwable t) {
      throw new LinkageError("the carrier of a thread cannot be told", t);
    }
  }

  /// In place of [System#nanoTime()].
  ///
  /// @return nanoseconds
  public static long nanoTime() {
    Simulated here = current();
    return here == null ? System.nanoTime() : here.nanoTime();
  }

  /// In place of [System#currentTimeMillis()].
  ///
  /// @return milliseconds since 1970
  public static long currentTimeMillis() {
    Simulated here = current();
    return here == null
        ? System.currentTimeMillis()
        : Math.floorDiv(here.epochNanos(), NANOS_PER_MILLI);
  }

  /// In place of what [java.time.Clock] has of the JVM: the time since a second that it names.
  ///
  /// @param offset seconds since 1970
  /// @return nanoseconds since then, or -1 if that is too far away
  public static long getNanoTimeAdjustment(long offset) {
    Simulated here = current();
    if (here == null) {
      return Installation.nanoTimeAdjustment(offset);
    }
    long now = here.epochNanos();
    long seconds = Math.floorDiv(now, NANOS_PER_SECOND) - offset;
    return Math.abs(seconds) > Integer.MAX_VALUE
        ? -1
        : seconds * NANOS_PER_SECOND + Math.floorMod(now, NANOS_PER_SECOND);
  }

  /// The JVM's own clock, in a simulation as well.
  ///
  /// @return nanoseconds
  public static long realNanoTime() {
    return System.nanoTime();
  }

  /// The JVM's own clock, in a simulation as well.
  ///
  /// @return milliseconds since 1970
  public static long realTimeMillis() {
    return System.currentTimeMillis();
  }

  /// Whether the caller runs in a simulation.
  ///
  /// @return true inside
  public static boolean isSimulated() {
    return current() != null;
  }

  /// In place of the next seed of [java.util.concurrent.ThreadLocalRandom], in a simulation.
  ///
  /// @return the seed
  public static long seed() {
    Simulated here = current();
    return here == null ? 0 : here.seed();
  }

  /// In place of what makes the seeds of [java.util.Random] differ.
  ///
  /// @return a part of the seed
  public static long seedUniquifier() {
    Simulated here = current();
    return here == null
        ? UNIQUIFIER.updateAndGet(last -> last * 1_181_783_497_276_652_981L)
        : here.seed();
  }

  /// In place of [Math#random()].
  ///
  /// @return from 0 to 1
  public static double random() {
    Simulated here = current();
    return here == null ? Math.random() : (here.seed() >>> 11) * 0x1.0p-53;
  }

  /// In place of the next seed of a class of generators.
  ///
  /// @param seeds where it has them from
  /// @param step how far two are from each other
  /// @return the seed
  public static long getAndAdd(AtomicLong seeds, long step) {
    Simulated here = current();
    return here == null ? seeds.getAndAdd(step) : here.seed();
  }

  /// In place of [UUID#randomUUID()], in a simulation.
  ///
  /// @return a version 4 UUID
  public static UUID uuid() {
    return new UUID((seed() & ~0xF000L) | 0x4000L, (seed() & ~(3L << 62)) | (1L << 63));
  }

  /// In place of [Collections#shuffle(List)], in a simulation.
  ///
  /// @param list the list
  public static void shuffle(List<?> list) {
    Collections.shuffle(list, new Random(seed()));
  }

  /// In place of the number on which the order of a [java.util.Set#of] depends, and which each JVM
  /// draws for itself.
  ///
  /// @param drawn that number
  /// @return in a simulation the same in every JVM
  public static long order(long drawn) {
    return isSimulated() ? 0 : drawn;
  }

  /// In place of the direction in which a [java.util.Set#of] is gone through.
  ///
  /// @param drawn whether this JVM goes backwards
  /// @return in a simulation the same in every JVM
  public static boolean order(boolean drawn) {
    return !isSimulated() && drawn;
  }
}
