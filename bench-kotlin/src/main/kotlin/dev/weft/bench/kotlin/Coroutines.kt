package dev.weft.bench.kotlin

import java.util.concurrent.atomic.AtomicLong
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart.UNDISPATCHED
import kotlinx.coroutines.DelicateCoroutinesApi
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.Job
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.channels.consumeEach
import kotlinx.coroutines.channels.produce
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
@OptIn(ExperimentalCoroutinesApi::class, DelicateCoroutinesApi::class)
object Coroutines {
  private suspend fun work(result: Int): Int = result

  private suspend fun yieldingWork(result: Int): Int {
    yield()
    return result
  }

  private fun <T> on(onOneThread: Boolean, block: suspend CoroutineScope.() -> T): T =
      if (onOneThread) runBlocking(block = block) else runBlocking(Dispatchers.Default, block)

  @JvmStatic
  fun start(times: Int, onOneThread: Boolean): Int =
      on(onOneThread) {
        var sum = 0
        repeat(times) { sum += async { work(1) }.await() }
        sum
      }

  /** A scope that is opened for one coroutine. */
  @JvmStatic
  fun groupOfOne(times: Int, onOneThread: Boolean): Int =
      on(onOneThread) {
        var sum = 0
        repeat(times) { sum += coroutineScope { async { work(1) } }.await() }
        sum
      }

  @JvmStatic
  fun gather(size: Int, times: Int, onOneThread: Boolean): Int =
      on(onOneThread) {
        var sum = 0
        repeat(times) { sum += coroutineScope { List(size) { async { work(it) } }.awaitAll() }.sum() }
        sum
      }

  /** Each coroutine runs as a call until it suspends for the first time. */
  @JvmStatic
  fun gatherUndispatched(size: Int, times: Int, onOneThread: Boolean): Int =
      on(onOneThread) {
        var sum = 0
        repeat(times) {
          sum += coroutineScope { List(size) { async(start = UNDISPATCHED) { work(it) } }.awaitAll() }.sum()
        }
        sum
      }

  @JvmStatic
  fun gatherYielding(size: Int, times: Int, onOneThread: Boolean): Int =
      on(onOneThread) {
        var sum = 0
        repeat(times) { sum += coroutineScope { List(size) { async { yieldingWork(it) } }.awaitAll() }.sum() }
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
        repeat(times) { if (withTimeoutOrNull(1.milliseconds) { delay(5.seconds) } == null) expired++ }
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

  /** Workers that fan out and in. */
  @JvmStatic
  fun batch(size: Int, times: Int, yields: Boolean): Long =
      runBlocking(Dispatchers.Default) {
        val items = produce(capacity = size) { repeat(times) { send(it) } }
        val results =
            produce(capacity = size) {
              repeat(size) { launch { for (item in items) send(if (yields) yieldingWork(item) else work(item)) } }
            }
        var sum = 0L
        results.consumeEach { sum += it }
        sum
      }

  /** A flow for each item. */
  @JvmStatic
  fun batchOfFlows(size: Int, times: Int): Long =
      runBlocking(Dispatchers.Default) {
        var sum = 0L
        (0 until times).asFlow().flatMapMerge(size) { item -> flow { emit(work(item)) } }.collect { sum += it }
        sum
      }

  /** Coroutines that sleep, until they are cancelled. */
  class Sleepers(private val size: Int, millis: Long) {
    private val length = millis.milliseconds
    private val asleep = AtomicLong()
    private val all: Job =
        CoroutineScope(Dispatchers.Default).launch {
          repeat(size) {
            launch {
              asleep.incrementAndGet()
              delay(length)
            }
          }
        }

    fun awaitAsleep() {
      while (asleep.get() < size) Thread.sleep(1)
    }

    fun join() = runBlocking { all.join() }

    fun cancel() = runBlocking { all.cancelAndJoin() }
  }
}
