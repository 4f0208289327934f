package dev.weft.service.database;

import java.util.regex.Pattern;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;

/// The URL of a PostgreSQL database, which may have a password in it that nobody gets to see.
final class JdbcUrl {

  private static final Pattern SECRET =
      Pattern.compile("(?i)([?&][^=&]*(?:password|secret)[^=&]*=)[^&]*");
  private static final Pattern USER_INFO = Pattern.compile("//[^/?]*@");
  private static final int CONNECT_BOUND_SECONDS = 3;

  private final PGSimpleDataSource connector;
  private final String redacted;

  private JdbcUrl(PGSimpleDataSource connector, String redacted) {
    this.connector = connector;
    this.redacted = redacted;
  }

  static JdbcUrl parse(String text) {
    String redacted = redact(text);
    if (!text.startsWith("jdbc:postgresql:") || Driver.parseURL(text, null) == null) {
      throw new IllegalArgumentException(
          "\"%s\" is not the URL of a PostgreSQL database; it looks like jdbc:postgresql://host:5432/database?user=name&password=…"
              .formatted(redacted));
    }
    if (USER_INFO.matcher(text).find()) {
      throw new IllegalArgumentException(
          "the database URL \"%s\" has a user before its host; give ?user=name&password=… after the database"
              .formatted(redacted));
    }
    PGSimpleDataSource connector = new PGSimpleDataSource();
    try {
      connector.setUrl(text);
      if (connector.getProperty(PGProperty.APPLICATION_NAME) == null
          || !text.contains(PGProperty.APPLICATION_NAME.getName())) {
        connector.setApplicationName("weft");
      }
      if (!text.contains(PGProperty.TCP_KEEP_ALIVE.getName())) {
        connector.setTcpKeepAlive(true);
      }
      if (!text.contains(PGProperty.CONNECT_TIMEOUT.getName())) {
        connector.setConnectTimeout(CONNECT_BOUND_SECONDS);
      }
      if (!text.contains(PGProperty.LOGIN_TIMEOUT.getName())) {
        connector.setLoginTimeout(CONNECT_BOUND_SECONDS);
      }
      if (!text.contains(PGProperty.SOCKET_FACTORY.getName())) {
        connector.setSocketFactory(WatchedSockets.class.getName());
      }
      // Whoever is cancelled waits for the end of the request to cancel, too.
      if (!text.contains(PGProperty.CANCEL_SIGNAL_TIMEOUT.getName())) {
        connector.setCancelSignalTimeout(CONNECT_BOUND_SECONDS);
      }
    } catch (IllegalArgumentException e) {
      // The driver's message may quote the password.
      throw new IllegalArgumentException(
          "the database URL \"%s\" has a parameter that the driver does not understand"
              .formatted(redacted));
    }
    return new JdbcUrl(connector, redacted);
  }

  private static String redact(String text) {
    String withoutUser = USER_INFO.matcher(text).replaceAll("//…@");
    return SECRET.matcher(withoutUser).replaceAll("$1…");
  }

  /// Makes physical connections, each within a few seconds or not at all.
  PGSimpleDataSource connector() {
    return connector;
  }

  /// The URL without password, fit to be printed.
  @Override
  public String toString() {
    return redacted;
  }
}
