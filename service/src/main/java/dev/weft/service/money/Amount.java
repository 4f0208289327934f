package dev.weft.service.money;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Pattern;

/// A positive amount of money, exact to the hundredth.
///
/// @param value from 0.01 to 99999999999999999.99, with two decimals
public record Amount(BigDecimal value) {
  /// What `numeric(19, 2)` can hold.
  static final BigDecimal MOST = new BigDecimal("99999999999999999.99");

  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,17}(\\.[0-9]{1,2})?");

  /// @throws IllegalArgumentException if it is not positive, too large, or finer than hundredths
  public Amount {
    if (value.signum() <= 0
        || value.compareTo(MOST) > 0
        || value.stripTrailingZeros().scale() > 2) {
      throw refused(value.toPlainString());
    }
    value = value.setScale(2, RoundingMode.UNNECESSARY);
  }

  /// Reads an amount such as `12.34`: digits, with at most two after a point; no sign, no exponent.
  ///
  /// @throws IllegalArgumentException if it is anything else; the message is for the public
  public static Amount parse(String text) {
    if (!DECIMAL.matcher(text).matches()) {
      throw refused(text);
    }
    return new Amount(new BigDecimal(text));
  }

  private static IllegalArgumentException refused(String text) {
    String shown = text.length() > 40 ? text.substring(0, 40) + "…" : text;
    return new IllegalArgumentException(
        "amount \"%s\" is not a number from 0.01 to %s with at most two decimals, such as \"12.34\""
            .formatted(shown, MOST));
  }

  /// Plain digits with two decimals.
  @Override
  public String toString() {
    return value.toPlainString();
  }
}
