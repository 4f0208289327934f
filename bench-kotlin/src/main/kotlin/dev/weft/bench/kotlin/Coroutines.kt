package dev.weft.bench.kotlin

import java.util.concurrent.atomic.AtomicLong
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.asFlow
import kotlinx.coroutines.flow.flatMapMerge
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.sync.Semaphore
import kotlinx.coroutines.sync.withPermit
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.withTimeoutOrNull
import kotlinx.coroutines.yield

/** The peer in Kotlin: coroutines on `Dispatchers.Default`, or on the one thread of `runBlocking`. */
object Coroutines {
  private suspend fun work(result: Int): Int = result

  private fun <T> on(onOneThread: Boolean, block: suspend CoroutineScope.() -> T): T =
      if (onOneThread) runBlocking(block = block) else runBlocking(Dispatchers.Default, block)

  @JvmStatic
  fun start(times: Int, onOneThread: Boolean): Int =
      on(onOneThread) {
        var sum = 0
        repeat(times) { sum += async { work(1) }.await() }
        sum
      }

  @JvmStatic
  fun gather(size: Int, times: Int, onOneThread: Boolean): Int =
      on(onOneThread) {
        var sum = 0
        repeat(times) { sum += coroutineScope { List(size) { async { work(it) } }.awaitAll() }.sum() }
        sum
      }

  @JvmStatic
  fun takeTurns(times: Int, onOneThread: Boolean): Int =
      on(onOneThread) {
        repeat(2) { launch { repeat(times / 2) { yield() } } }
        times
      }

  @JvmStatic
  fun pingPong(times: Int, onOneThread: Boolean): Int =
      on(onOneThread) {
        val pings = Channel<Int>(1)
        val pongs = Channel<Int>(1)
        launch { repeat(times / 2) { pongs.send(pings.receive()) } }
        var sum = 0
        repeat(times / 2) {
          pings.send(1)
          sum += pongs.receive()
        }
        sum
      }

  @JvmStatic
  fun deadline(times: Int, onOneThread: Boolean): Int =
      on(onOneThread) {
        var sum = 0
        repeat(times) { sum += withTimeout(5.seconds) { work(1) } }
        sum
      }

  @JvmStatic
  fun expiry(times: Int): Int =
      runBlocking(Dispatchers.Default) {
        var expired = 0
        repeat(times) { withTimeoutOrNull(1.milliseconds) { delay(5.seconds) } ?: expired++ }
        expired
      }

  @JvmStatic
  fun semaphore(size: Int, times: Int, onOneThread: Boolean): Int =
      on(onOneThread) {
        val permits = Semaphore(10)
        repeat(size) { launch { repeat(times / size) { permits.withPermit { yield() } } } }
        times
      }

  @JvmStatic
  fun channel(size: Int, times: Int, onOneThread: Boolean): Int =
      on(onOneThread) {
        val items = Channel<Int>(16)
        repeat(size) {
          launch { repeat(times / size) { items.send(1) } }
          launch { repeat(times / size) { items.receive() } }
        }
        times
      }

  @JvmStatic
  fun batch(size: Int, times: Int): Long =
      runBlocking(Dispatchers.Default) {
        var sum = 0L
        @OptIn(kotlinx.coroutines.ExperimentalCoroutinesApi::class)
        (0 until times).asFlow().flatMapMerge(size) { item -> flow { emit(work(item)) } }.collect { sum += it }
        sum
      }

  /** Coroutines that sleep, until they are cancelled. */
  class Sleepers(private val size: Int) {
    private val asleep = AtomicLong()
    private val scope = CoroutineScope(Dispatchers.Default as CoroutineDispatcher)

    private val all: Job =
        scope.launch {
          repeat(size) {
            launch {
              asleep.incrementAndGet()
              delay(1.hours)
            }
          }
        }

    fun awaitAsleep() {
      while (asleep.get() < size) Thread.sleep(1)
    }

    fun cancel() = runBlocking { all.cancelAndJoin() }
  }
}
