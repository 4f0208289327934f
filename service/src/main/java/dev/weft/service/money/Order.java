package dev.weft.service.money;

/// What is to be transferred.
///
/// @param from the account that pays
/// @param to the account that is paid, another one
/// @param amount how much
public record Order(long from, long to, Amount amount) {

  /// @throws IllegalArgumentException if it is from an account to itself
  public Order {
    if (from == to) {
      throw new IllegalArgumentException(
          "from and to are both account " + from + "; name two accounts");
    }
  }
}
