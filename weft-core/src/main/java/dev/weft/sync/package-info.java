/// What tasks share and the JDK lacks: limits, rates, channels and events.
///
/// - A [Limiter][dev.weft.sync.Limiter] lets so many at a time in, knows who is in, and can be
///   resized; a [RateLimiter][dev.weft.sync.RateLimiter] lets so many in per period.
/// - A [Channel][dev.weft.sync.Channel] hands items from senders to receivers and can be closed.
/// - An [Event][dev.weft.sync.Event] can be set and cleared.
///
/// For the rest `java.util.concurrent` is used as it is. All of them work on any thread. Every wait
/// here is a point of cancellation: in a cancelled task, or on an interrupted thread, it throws,
/// also when it would not have had to wait; and what throws has taken nothing. What does not wait
/// (`tryX`, `release`, `set`, `close`) never looks at cancellation. The longest waiting is served
/// first, nobody overtakes.
///
/// Below them, package-private: a `Line` is where threads wait for their turn, a `Guard` is the
/// lock of a primitive.
package dev.weft.sync;
