package dev.weft.lessons.exercise;

import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/// A bank that notices what is done without a lock, and can be counted. One thread runs at a time.
final class CountedBank implements MoneyTransfer.Bank {
  private final Map<Long, Long> balances = new TreeMap<>();
  private final Map<Long, ReentrantLock> locks = new TreeMap<>();

  /// With accounts 1, 2 and so on.
  CountedBank(long... cents) {
    for (long each : cents) {
      balances.put(balances.size() + 1L, each);
    }
  }

  @Override
  public void lock(long account) throws InterruptedException {
    Trial.othersMayComeFirst();
    of(account).lockInterruptibly();
  }

  @Override
  public void unlock(long account) {
    of(account).unlock();
  }

  private ReentrantLock of(long account) {
    return locks.computeIfAbsent(account, _ -> new ReentrantLock());
  }

  private void requireLocked(long account) {
    if (!of(account).isHeldByCurrentThread()) {
      throw new IllegalMonitorStateException("account " + account + " was used without its lock");
    }
  }

  @Override
  public OptionalLong balance(long account) {
    requireLocked(account);
    Long cents = balances.get(account);
    return cents == null ? OptionalLong.empty() : OptionalLong.of(cents);
  }

  @Override
  public int add(long account, long cents) throws InterruptedException {
    requireLocked(account);
    Thread.sleep(10);
    return balances.computeIfPresent(account, (_, before) -> before + cents) == null ? 0 : 1;
  }

  long sum() {
    return balances.values().stream().mapToLong(Long::longValue).sum();
  }

  boolean isOverdrawn() {
    return balances.values().stream().anyMatch(cents -> cents < 0);
  }

  boolean isLocked() {
    return locks.values().stream().anyMatch(ReentrantLock::isLocked);
  }

  /// The cents of each account.
  @Override
  public String toString() {
    return balances.values().toString();
  }
}
