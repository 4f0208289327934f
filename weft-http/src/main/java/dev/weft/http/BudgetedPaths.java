package dev.weft.http;

import java.util.function.Predicate;

/// Which requests have a budget.
///
/// @param budget the budget
/// @param exempt the paths of those that have none
record BudgetedPaths(RequestBudget budget, Predicate<String> exempt) {

  boolean isExempt(String path) {
    return exempt.test(path);
  }
}
