package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.contract.OnEveryScheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@OnEveryScheduler
class ContextCarrierTest {
  private static final ThreadLocal<@Nullable String> REQUEST = new ThreadLocal<>();
  private static final ScopedValue<String> USER = ScopedValue.newInstance();

  @AfterEach
  void clear() {
    REQUEST.remove();
  }

  private static Op<?, ?> carryRequest(Op<?, ?> op) {
    String request = REQUEST.get();
    return () -> {
      String before = REQUEST.get();
      REQUEST.set(request);
      try {
        return op.call();
      } finally {
        REQUEST.set(before);
      }
    };
  }

  private static Op<?, ?> carryUser(Op<?, ?> op) {
    String user = USER.orElse("nobody");
    return () -> ScopedValue.where(USER, user).call(op::call);
  }

  @Test
  void withoutOne_nothingIsCarried_andTheOperationIsTheVerySame() throws Exception {
    Op<String, RuntimeException> op = () -> REQUEST.get() + " " + USER.isBound();
    assertThat(Carriers.carry(op)).isSameAs(op);
    REQUEST.set("r1");
    String seen =
        ScopedValue.where(USER, "anna")
            .call(() -> TaskGroup.run(group -> group.start("child", op).await()));
    assertThat(seen).isEqualTo("null false");
  }

  @Test
  void taskAndWhatIsBelowIt_seeTheStartersContext() throws Exception {
    try (var _ = ContextCarrier.install(ContextCarrierTest::carryRequest)) {
      REQUEST.set("r1");
      String seen =
          TaskGroup.run(group ->
              group
                  .start(
                      "child",
                      () -> TaskGroup.run(inner -> inner.start("grandchild", REQUEST::get).await()))
                  .await());
      assertThat(seen).isEqualTo("r1");
    }
  }

  @Test
  void contextIsThatOfTheStart_notOfTheRun() throws Exception {
    var goOn = new CountDownLatch(1);
    try (var _ = ContextCarrier.install(ContextCarrierTest::carryRequest)) {
      String seen =
          TaskGroup.run(group -> {
            REQUEST.set("at the start");
            var child =
                group.start(
                    "child",
                    () -> {
                      goOn.await();
                      return REQUEST.get();
                    });
            REQUEST.set("later");
            goOn.countDown();
            return child.await();
          });
      assertThat(seen).isEqualTo("at the start");
    }
  }

  @Test
  void everyOperationOfACombinator_seesIt_onTheOwnersThreadAndOnOthers() throws Exception {
    int n = 5;
    var together = new CyclicBarrier(n);
    try (var _ = ContextCarrier.install(ContextCarrierTest::carryRequest)) {
      REQUEST.set("r1");
      List<String> seen =
          Tasks.gather(
              IntStream.range(0, n).boxed().toList(),
              i -> {
                together.await();
                String mine = REQUEST.get();
                REQUEST.set("changed by " + i);
                return mine;
              });
      assertThat(seen).hasSize(n).containsOnly("r1");
      assertThat(REQUEST.get()).isEqualTo("r1");
    }
  }

  @Test
  void scopedValue_isCarried_toAPlatformThreadToo() throws Exception {
    try (var _ = ContextCarrier.install(ContextCarrierTest::carryUser)) {
      String seen =
          ScopedValue.where(USER, "anna").call(() -> Offload.cores().call(() -> USER.get()));
      assertThat(seen).isEqualTo("anna");
      assertThat(Offload.cores().<String, RuntimeException>call(USER::get)).isEqualTo("nobody");
    }
  }

  @Test
  void poolsThread_isLeftAsItWas() throws Exception {
    try (var pool = Offload.threads("carried", 1)) {
      pool.call(() -> {
        REQUEST.set("of the pool");
        return null;
      });
      try (var _ = ContextCarrier.install(ContextCarrierTest::carryRequest)) {
        REQUEST.set("r1");
        assertThat(pool.<String, RuntimeException>call(REQUEST::get)).isEqualTo("r1");
      }
      assertThat(pool.<String, RuntimeException>call(REQUEST::get)).isEqualTo("of the pool");
    }
  }

  @Test
  void firstOne_isOutermost_andOneThatIsClosed_isAskedNoMore() throws Exception {
    List<String> order = new ArrayList<>();
    var first = ContextCarrier.install(op -> noting("first", order, op));
    var second = ContextCarrier.install(op -> noting("second", order, op));
    try {
      TaskGroup.run(group -> group.start("child", () -> order.add("op")).await());
      assertThat(order).containsExactly("first", "second", "op", "/second", "/first");
      order.clear();
      first.close();
      first.close();
      TaskGroup.run(group -> group.start("child", () -> order.add("op")).await());
      assertThat(order).containsExactly("second", "op", "/second");
    } finally {
      first.close();
      second.close();
    }
    Op<String, RuntimeException> op = () -> "plain";
    assertThat(Carriers.carry(op)).isSameAs(op);
  }

  private static Op<?, ?> noting(String name, List<String> order, Op<?, ?> op) {
    return () -> {
      order.add(name);
      try {
        return op.call();
      } finally {
        order.add("/" + name);
      }
    };
  }

  @Test
  void sameCarrierTwice_isClosedOneByOne() {
    var asked = new AtomicInteger();
    ContextCarrier carrier =
        op -> {
          asked.incrementAndGet();
          return op;
        };
    var first = ContextCarrier.install(carrier);
    var second = ContextCarrier.install(carrier);
    Op<String, RuntimeException> op = () -> "plain";
    assertThat(Carriers.carry(op)).isSameAs(op);
    assertThat(asked).hasValue(2);
    first.close();
    first.close();
    Carriers.carry(op);
    assertThat(asked).hasValue(3);
    second.close();
    Carriers.carry(op);
    assertThat(asked).hasValue(3);
  }

  @Test
  void carrierThatFails_failsTheStart_andTheGroupEnds() throws Exception {
    try (var _ =
        ContextCarrier.install(_ -> {
          throw new IllegalStateException("no context");
        })) {
      assertThatThrownBy(() -> TaskGroup.run(group -> group.start("child", () -> "never")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("no context");
      assertThatThrownBy(() -> Tasks.gather(List.of(1, 2), n -> n))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("no context");
      assertThatThrownBy(() -> Offload.cores().call(() -> "never"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("no context");
    }
    assertThat(Strand.current()).isNull();
  }

  @Test
  @SuppressWarnings("NullAway") // the mistake that is tested
  void carrierThatReturnsNull_isNamed() {
    try (var _ =
        ContextCarrier.install(
            new ContextCarrier() {
              @Override
              public Op<?, ?> carry(Op<?, ?> op) {
                return null;
              }

              @Override
              public String toString() {
                return "mine";
              }
            })) {
      assertThatThrownBy(() -> TaskGroup.run(group -> group.start("child", () -> "never")))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("context carrier mine returned null; return an operation");
    }
  }
}
