package dev.weft.service.database;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A service in a JVM of its own, to be killed.
final class ServerInAnotherProcess {

  private ServerInAnotherProcess() {}

  /// Starts it and returns when one row is committed and another one is not.
  static Process start(Path home) throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    ServerInAnotherProcess.class.getName(),
                    home.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader output = process.inputReader();
    String line = output.readLine();
    if (!"ready".equals(line)) {
      throw new IOException("the other process said " + line);
    }
    return process;
  }

  public static void main(String[] arguments) throws Exception {
    EmbeddedServer server = EmbeddedServer.open(Path.of(arguments[0]));
    Connection connection = DriverManager.getConnection(server.jdbcUrl());
    Statement statement = connection.createStatement();
    statement.execute("create table kept (id int)");
    statement.execute("insert into kept values (1)");
    connection.setAutoCommit(false);
    statement.execute("insert into kept values (2)");
    System.out.println("ready");
    System.out.flush();
    TimeUnit.MINUTES.sleep(5);
  }
}
