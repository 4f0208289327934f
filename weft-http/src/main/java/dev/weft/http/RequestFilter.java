package dev.weft.http;

import dev.weft.Deadline;
import dev.weft.DeadlineExceededException;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

// Helidon gives what a handler throws to the routing's error handlers before this filter sees it.
// So the interrupt of a budget that is over comes to the handler of interrupts first, which hands
// it on as a BrokenOffException, the one kind that gets out. Here it becomes the exception of the
// deadline, for which the routing may have a handler too.
//
// Defended by RequestBudgetTest, DrainTest.
/// Keeps requests within the bound of the server for how long they take.
final class RequestFilter implements Filter {
  static final Problem TOO_LONG = Problem.unavailable("the answer took too long; try again");

  private static final Problem SHUTTING_DOWN = Problem.unavailable("the server is shutting down");

  private final @Nullable BudgetedPaths budgets;

  RequestFilter(@Nullable BudgetedPaths budgets) {
    this.budgets = budgets;
  }

  /// Answers what the routing has no error handlers of its own for; Helidon takes the first of a
  /// kind.
  static void addErrorHandlers(HttpRouting.Builder routing) {
    routing.error(InterruptedException.class, RequestFilter::answerInterrupted);
    routing.error(DeadlineExceededException.class, (req, res, _) -> TOO_LONG.send(req, res));
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest req, RoutingResponse res) {
    if (budgets == null || budgets.isExempt(req.prologue().uriPath().path())) {
      chain.proceed();
    } else {
      proceedUnderBudget(budgets.budget(), chain, req, res);
    }
  }

  private static void proceedUnderBudget(
      RequestBudget budgets, FilterChain chain, RoutingRequest req, RoutingResponse res) {
    Duration budget;
    try {
      budget = budgets.of(req);
    } catch (IllegalArgumentException e) {
      new Problem(Status.BAD_REQUEST_400, String.valueOf(e.getMessage())).send(req, res);
      return;
    }
    try {
      Deadline.<@Nullable Void, RuntimeException>within(
          budget,
          deadline -> {
            Connection.CURRENT.get().requireCurrent().isUnder(deadline);
            try {
              chain.proceed();
            } catch (BrokenOffException e) {
              throw e.interrupt();
            }
            return null;
          });
    } catch (DeadlineExceededException e) {
      if (!res.resetStream()) {
        throw new CloseConnectionException("a part of the answer has been sent already", e);
      }
      throw e;
    } catch (InterruptedException e) {
      // It was cancelled as well.
      answerCancelled(req, res);
    }
  }

  private static void answerInterrupted(
      ServerRequest req, ServerResponse res, InterruptedException e) {
    if (Connection.CURRENT.get().requireCurrent().isOverBudget()) {
      throw new BrokenOffException(e);
    }
    answerCancelled(req, res);
  }

  /// Answers a request that was cancelled by the server; leaves every other interrupt to Helidon.
  private static void answerCancelled(ServerRequest req, ServerResponse res) {
    Connection connection = Connection.CURRENT.get();
    if (connection.requireCurrent().cancelled().isPresent() && !connection.clientIsGone()) {
      res.header(HeaderValues.CONNECTION_CLOSE);
      SHUTTING_DOWN.send(req, res);
    }
  }
}
