package dev.weft;

import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

// Long because Java has no way to say "a record for each number of components"; nothing in it
// thinks.
/// The results of [Tasks#gather(Op, Op)] and its siblings: a record for each number of operations.
public final class Gathered {
  private Gathered() {}

  /// Two results.
  ///
  /// @param first what the first operation returned
  /// @param second what the second operation returned
  /// @param <A> its type
  /// @param <B> the type of the second
  public record Two<A extends @Nullable Object, B extends @Nullable Object>(A first, B second) {

    /// Makes one value of the two.
    ///
    /// @param combiner how
    /// @param <R> what it makes
    /// @return the combined value
    public <R extends @Nullable Object> R map(
        BiFunction<? super A, ? super B, ? extends R> combiner) {
      return combiner.apply(first, second);
    }
  }

  /// Three results.
  ///
  /// @param first what the first operation returned
  /// @param second what the second operation returned
  /// @param third what the third operation returned
  /// @param <A> its type
  /// @param <B> the type of the second
  /// @param <C> the type of the third
  public record Three<
      A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object>(
      A first, B second, C third) {

    /// Makes one value of the three.
    ///
    /// @param combiner how
    /// @param <R> what it makes
    /// @return the combined value
    public <R extends @Nullable Object> R map(
        ThreeCombiner<? super A, ? super B, ? super C, ? extends R> combiner) {
      return combiner.apply(first, second, third);
    }

    /// Makes one value of three.
    ///
    /// @param <A> the first
    /// @param <B> the second
    /// @param <C> the third
    /// @param <R> the result
    @FunctionalInterface
    public interface ThreeCombiner<
        A extends @Nullable Object,
        B extends @Nullable Object,
        C extends @Nullable Object,
        R extends @Nullable Object> {
      /// Combines the values.
      ///
      /// @param first the first value
      /// @param second the second value
      /// @param third the third value
      /// @return the combined value
      R apply(A first, B second, C third);
    }
  }

  /// Four results.
  ///
  /// @param first what the first operation returned
  /// @param second what the second operation returned
  /// @param third what the third operation returned
  /// @param fourth what the fourth operation returned
  /// @param <A> its type
  /// @param <B> the type of the second
  /// @param <C> the type of the third
  /// @param <D> the type of the fourth
  public record Four<
      A extends @Nullable Object,
      B extends @Nullable Object,
      C extends @Nullable Object,
      D extends @Nullable Object>(
      A first, B second, C third, D fourth) {

    /// Makes one value of the four.
    ///
    /// @param combiner how
    /// @param <R> what it makes
    /// @return the combined value
    public <R extends @Nullable Object> R map(
        FourCombiner<? super A, ? super B, ? super C, ? super D, ? extends R> combiner) {
      return combiner.apply(first, second, third, fourth);
    }

    /// Makes one value of four.
    ///
    /// @param <A> the first
    /// @param <B> the second
    /// @param <C> the third
    /// @param <D> the fourth
    /// @param <R> the result
    @FunctionalInterface
    public interface FourCombiner<
        A extends @Nullable Object,
        B extends @Nullable Object,
        C extends @Nullable Object,
        D extends @Nullable Object,
        R extends @Nullable Object> {
      /// Combines the values.
      ///
      /// @param first the first value
      /// @param second the second value
      /// @param third the third value
      /// @param fourth the fourth value
      /// @return the combined value
      R apply(A first, B second, C third, D fourth);
    }
  }

  /// Five results.
  ///
  /// @param first what the first operation returned
  /// @param second what the second operation returned
  /// @param third what the third operation returned
  /// @param fourth what the fourth operation returned
  /// @param fifth what the fifth operation returned
  /// @param <A> its type
  /// @param <B> the type of the second
  /// @param <C> the type of the third
  /// @param <D> the type of the fourth
  /// @param <E> the type of the fifth
  public record Five<
      A extends @Nullable Object,
      B extends @Nullable Object,
      C extends @Nullable Object,
      D extends @Nullable Object,
      E extends @Nullable Object>(
      A first, B second, C third, D fourth, E fifth) {

    /// Makes one value of the five.
    ///
    /// @param combiner how
    /// @param <R> what it makes
    /// @return the combined value
    public <R extends @Nullable Object> R map(
        FiveCombiner<? super A, ? super B, ? super C, ? super D, ? super E, ? extends R> combiner) {
      return combiner.apply(first, second, third, fourth, fifth);
    }

    /// Makes one value of five.
    ///
    /// @param <A> the first
    /// @param <B> the second
    /// @param <C> the third
    /// @param <D> the fourth
    /// @param <E> the fifth
    /// @param <R> the result
    @FunctionalInterface
    public interface FiveCombiner<
        A extends @Nullable Object,
        B extends @Nullable Object,
        C extends @Nullable Object,
        D extends @Nullable Object,
        E extends @Nullable Object,
        R extends @Nullable Object> {
      /// Combines the values.
      ///
      /// @param first the first value
      /// @param second the second value
      /// @param third the third value
      /// @param fourth the fourth value
      /// @param fifth the fifth value
      /// @return the combined value
      R apply(A first, B second, C third, D fourth, E fifth);
    }
  }

  /// Six results.
  ///
  /// @param first what the first operation returned
  /// @param second what the second operation returned
  /// @param third what the third operation returned
  /// @param fourth what the fourth operation returned
  /// @param fifth what the fifth operation returned
  /// @param sixth what the sixth operation returned
  /// @param <A> its type
  /// @param <B> the type of the second
  /// @param <C> the type of the third
  /// @param <D> the type of the fourth
  /// @param <E> the type of the fifth
  /// @param <F> the type of the sixth
  public record Six<
      A extends @Nullable Object,
      B extends @Nullable Object,
      C extends @Nullable Object,
      D extends @Nullable Object,
      E extends @Nullable Object,
      F extends @Nullable Object>(
      A first, B second, C third, D fourth, E fifth, F sixth) {

    /// Makes one value of the six.
    ///
    /// @param combiner how
    /// @param <R> what it makes
    /// @return the combined value
    public <R extends @Nullable Object> R map(
        SixCombiner<? super A, ? super B, ? super C, ? super D, ? super E, ? super F, ? extends R>
            combiner) {
      return combiner.apply(first, second, third, fourth, fifth, sixth);
    }

    /// Makes one value of six.
    ///
    /// @param <A> the first
    /// @param <B> the second
    /// @param <C> the third
    /// @param <D> the fourth
    /// @param <E> the fifth
    /// @param <F> the sixth
    /// @param <R> the result
    @FunctionalInterface
    public interface SixCombiner<
        A extends @Nullable Object,
        B extends @Nullable Object,
        C extends @Nullable Object,
        D extends @Nullable Object,
        E extends @Nullable Object,
        F extends @Nullable Object,
        R extends @Nullable Object> {
      /// Combines the values.
      ///
      /// @param first the first value
      /// @param second the second value
      /// @param third the third value
      /// @param fourth the fourth value
      /// @param fifth the fifth value
      /// @param sixth the sixth value
      /// @return the combined value
      R apply(A first, B second, C third, D fourth, E fifth, F sixth);
    }
  }

  /// Seven results.
  ///
  /// @param first what the first operation returned
  /// @param second what the second operation returned
  /// @param third what the third operation returned
  /// @param fourth what the fourth operation returned
  /// @param fifth what the fifth operation returned
  /// @param sixth what the sixth operation returned
  /// @param seventh what the seventh operation returned
  /// @param <A> its type
  /// @param <B> the type of the second
  /// @param <C> the type of the third
  /// @param <D> the type of the fourth
  /// @param <E> the type of the fifth
  /// @param <F> the type of the sixth
  /// @param <G> the type of the seventh
  public record Seven<
      A extends @Nullable Object,
      B extends @Nullable Object,
      C extends @Nullable Object,
      D extends @Nullable Object,
      E extends @Nullable Object,
      F extends @Nullable Object,
      G extends @Nullable Object>(
      A first, B second, C third, D fourth, E fifth, F sixth, G seventh) {

    /// Makes one value of the seven.
    ///
    /// @param combiner how
    /// @param <R> what it makes
    /// @return the combined value
    public <R extends @Nullable Object> R map(
        SevenCombiner<
                ? super A,
                ? super B,
                ? super C,
                ? super D,
                ? super E,
                ? super F,
                ? super G,
                ? extends R>
            combiner) {
      return combiner.apply(first, second, third, fourth, fifth, sixth, seventh);
    }

    /// Makes one value of seven.
    ///
    /// @param <A> the first
    /// @param <B> the second
    /// @param <C> the third
    /// @param <D> the fourth
    /// @param <E> the fifth
    /// @param <F> the sixth
    /// @param <G> the seventh
    /// @param <R> the result
    @FunctionalInterface
    public interface SevenCombiner<
        A extends @Nullable Object,
        B extends @Nullable Object,
        C extends @Nullable Object,
        D extends @Nullable Object,
        E extends @Nullable Object,
        F extends @Nullable Object,
        G extends @Nullable Object,
        R extends @Nullable Object> {
      /// Combines the values.
      ///
      /// @param first the first value
      /// @param second the second value
      /// @param third the third value
      /// @param fourth the fourth value
      /// @param fifth the fifth value
      /// @param sixth the sixth value
      /// @param seventh the seventh value
      /// @return the combined value
      R apply(A first, B second, C third, D fourth, E fifth, F sixth, G seventh);
    }
  }

  /// Eight results.
  ///
  /// @param first what the first operation returned
  /// @param second what the second operation returned
  /// @param third what the third operation returned
  /// @param fourth what the fourth operation returned
  /// @param fifth what the fifth operation returned
  /// @param sixth what the sixth operation returned
  /// @param seventh what the seventh operation returned
  /// @param eighth what the eighth operation returned
  /// @param <A> its type
  /// @param <B> the type of the second
  /// @param <C> the type of the third
  /// @param <D> the type of the fourth
  /// @param <E> the type of the fifth
  /// @param <F> the type of the sixth
  /// @param <G> the type of the seventh
  /// @param <H> the type of the eighth
  public record Eight<
      A extends @Nullable Object,
      B extends @Nullable Object,
      C extends @Nullable Object,
      D extends @Nullable Object,
      E extends @Nullable Object,
      F extends @Nullable Object,
      G extends @Nullable Object,
      H extends @Nullable Object>(
      A first, B second, C third, D fourth, E fifth, F sixth, G seventh, H eighth) {

    /// Makes one value of the eight.
    ///
    /// @param combiner how
    /// @param <R> what it makes
    /// @return the combined value
    public <R extends @Nullable Object> R map(
        EightCombiner<
                ? super A,
                ? super B,
                ? super C,
                ? super D,
                ? super E,
                ? super F,
                ? super G,
                ? super H,
                ? extends R>
            combiner) {
      return combiner.apply(first, second, third, fourth, fifth, sixth, seventh, eighth);
    }

    /// Makes one value of eight.
    ///
    /// @param <A> the first
    /// @param <B> the second
    /// @param <C> the third
    /// @param <D> the fourth
    /// @param <E> the fifth
    /// @param <F> the sixth
    /// @param <G> the seventh
    /// @param <H> the eighth
    /// @param <R> the result
    @FunctionalInterface
    public interface EightCombiner<
        A extends @Nullable Object,
        B extends @Nullable Object,
        C extends @Nullable Object,
        D extends @Nullable Object,
        E extends @Nullable Object,
        F extends @Nullable Object,
        G extends @Nullable Object,
        H extends @Nullable Object,
        R extends @Nullable Object> {
      /// Combines the values.
      ///
      /// @param first the first value
      /// @param second the second value
      /// @param third the third value
      /// @param fourth the fourth value
      /// @param fifth the fifth value
      /// @param sixth the sixth value
      /// @param seventh the seventh value
      /// @param eighth the eighth value
      /// @return the combined value
      R apply(A first, B second, C third, D fourth, E fifth, F sixth, G seventh, H eighth);
    }
  }
}
