package dev.weft.service;

import dev.weft.Application;
import dev.weft.Tasks;
import dev.weft.http.DrainReport;
import dev.weft.http.HttpServer;
import dev.weft.jdbc.CancellableDataSource;
import dev.weft.service.database.DataSet;
import dev.weft.service.database.Database;
import dev.weft.service.database.DatabaseException;
import dev.weft.service.database.DatabaseOptions;
import dev.weft.service.database.ProgressBar;
import dev.weft.service.upstream.SampleUpstream;
import dev.weft.service.upstream.Upstream;
import dev.weft.service.web.Site;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `weft serve`: the database, its data, the HTTP server, until a signal ends it.
@Command(
    name = "serve",
    description = "Serves dashboards over HTTP, on an embedded PostgreSQL unless told otherwise.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class ServeCommand implements Callable<Integer> {
  private static final System.Logger LOG = System.getLogger("dev.weft.service");

  private final ShutdownSummary summary = new ShutdownSummary();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      description = "address to listen on (default: ${DEFAULT-VALUE})")
  private String host = "";

  @Option(
      names = "--port",
      defaultValue = "8080",
      description = "port to listen on, 0 for any free one (default: ${DEFAULT-VALUE})")
  private int port;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "where the embedded database keeps its data (default: $XDG_DATA_HOME/weft or ~/.local/share/weft)")
  private @Nullable Path data;

  @Option(
      names = "--database-url",
      paramLabel = "URL",
      description =
          "a PostgreSQL (15 to 18) to use instead: jdbc:postgresql://host:port/database?user=…&password=…")
  private @Nullable String databaseUrl;

  @Option(
      names = "--users",
      defaultValue = "" + DataSet.DEFAULT_USERS,
      description =
          "size of the data set that an empty database is filled with (default: ${DEFAULT-VALUE})")
  private int users;

  @Option(
      names = "--pool-size",
      defaultValue = "" + DatabaseOptions.DEFAULT_POOL_SIZE,
      description = "most connections to the database (default: ${DEFAULT-VALUE})")
  private int poolSize;

  @Option(
      names = "--part-timeout",
      defaultValue = "2s",
      description = "budget of an optional part of a dashboard (default: ${DEFAULT-VALUE})",
      converter = DurationConverter.class)
  private Duration partTimeout = Duration.ZERO;

  @Option(
      names = "--request-timeout",
      defaultValue = "15s",
      description = "budget of a whole request (default: ${DEFAULT-VALUE})",
      converter = DurationConverter.class)
  private Duration requestTimeout = Duration.ZERO;

  @Option(
      names = "--drain-timeout",
      defaultValue = "10s",
      description =
          "how long running requests may take to end at shutdown (default: ${DEFAULT-VALUE})",
      converter = DurationConverter.class)
  private Duration drainTimeout = Duration.ZERO;

  @Option(
      names = "--upstream",
      paramLabel = "URL",
      description =
          "the API behind /api/upstream: http://host:port/path (default: a sample that this starts itself)")
  private @Nullable String upstreamUrl;

  @Option(
      names = "--upstream-rate",
      defaultValue = "10",
      description = "most calls of the upstream in a second (default: ${DEFAULT-VALUE})")
  private int upstreamRate;

  @Option(
      names = "--upstream-delay",
      defaultValue = "100ms",
      description = "how long the sample upstream takes (default: ${DEFAULT-VALUE})",
      converter = DurationConverter.class)
  private Duration upstreamDelay = Duration.ZERO;

  @Option(
      names = "--upstream-failures",
      paramLabel = "PERCENT",
      defaultValue = "0",
      description = "how many of its answers are a 500 (default: ${DEFAULT-VALUE})")
  private int upstreamFailures;

  @Override
  public Integer call() throws InterruptedException {
    try {
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException("port " + port + " is not between 0 and 65535");
      }
      DataSet dataSet = DataSet.ofUsers(users);
      requireBetween("--upstream-rate", upstreamRate, 1, 100_000);
      requireBetween("--upstream-failures", upstreamFailures, 0, 100);
      URI upstreamAddress = upstreamUrl == null ? null : Upstream.address(upstreamUrl);
      requireListenable();
      Application.run(app -> serve(app, dataSet, upstreamAddress));
      summary.log();
      return 0;
    } catch (IllegalArgumentException badValue) {
      throw new ParameterException(spec.commandLine(), badValue.getMessage(), badValue);
    } catch (DatabaseException | IllegalStateException e) {
      complain(e);
      // What went wrong besides, such as resources that could not be closed.
      List.of(e.getSuppressed()).forEach(ServeCommand::complain);
      return 1;
    }
  }

  private static void complain(Throwable failure) {
    System.err.println("weft serve: " + failure.getMessage());
  }

  /// Fails now rather than after the data set has been loaded.
  private void requireListenable() {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(host, port));
    } catch (IOException e) {
      throw new IllegalStateException(
          "cannot listen on %s: %s; give --host an address of this machine and --port a free port, or 0 for any"
              .formatted(authority(port), e.getMessage()),
          e);
    }
  }

  private String authority(int ofPort) {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + ofPort;
  }

  private static void requireBetween(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s %d is not between %d and %d".formatted(option, value, least, most));
    }
  }

  private void serve(Application app, DataSet dataSet, @Nullable URI upstreamAddress)
      throws DatabaseException, InterruptedException {
    app.drainWithin(drainTimeout);
    Database database = filledDatabase(app, dataSet);
    URI address = upstreamAddress == null ? startSample(app) : upstreamAddress;
    Backend backend = Backend.open(app, database, address, upstreamRate);
    summary.of(backend.batches());
    HttpServer server = app.open("http server", () -> startServer(backend));
    app.onDrain("http server", bound -> report(server.drain(bound)));
    System.out.println("listening on http://" + authority(server.port()));
    app.serve();
  }

  private URI startSample(Application app) throws InterruptedException {
    URI address =
        app.open("sample upstream", () -> SampleUpstream.start(upstreamDelay, upstreamFailures))
            .address();
    System.out.println("sample upstream " + address);
    return address;
  }

  private HttpServer startServer(Backend backend) throws InterruptedException {
    try {
      return Site.start(
          host,
          port,
          backend.database(),
          backend.upstream(),
          backend.batches(),
          partTimeout,
          requestTimeout);
    } catch (IllegalStateException e) {
      // Helidon tells of an interrupt in words only.
      Tasks.checkCancelled();
      throw e;
    }
  }

  private void report(DrainReport report) {
    summary.of(report);
    if (report.cancelled() > 0) {
      LOG.log(
          Level.WARNING,
          "{0} requests ended by themselves, {1} did not in time and were cancelled",
          report.drained(),
          report.cancelled());
    }
  }

  private Database filledDatabase(Application app, DataSet dataSet)
      throws DatabaseException, InterruptedException {
    try {
      Database database = app.open("database", this::openDatabase);
      System.out.println("database " + database.jdbcUrl());
      dataSet.loadIfEmpty(database, ProgressBar.onStandardOutput());
      return database;
    } catch (DatabaseException e) {
      // Whoever is told to stop meanwhile breaks off, with whatever failure that leads to there.
      Tasks.checkCancelled();
      throw e;
    }
  }

  /// `$XDG_DATA_HOME/weft`, or `~/.local/share/weft` (XDG Base Directory Specification).
  private static Path standardData() {
    String base = System.getenv("XDG_DATA_HOME");
    return base == null || base.isBlank() || !Path.of(base).isAbsolute()
        ? Path.of(System.getProperty("user.home"), ".local", "share", "weft")
        : Path.of(base, "weft");
  }

  private Database openDatabase() throws DatabaseException, InterruptedException {
    DatabaseOptions options =
        DatabaseOptions.standard()
            .withPoolSize(poolSize)
            // A statement that is cancelled at the end of the request's budget still has to end.
            .withSilenceBound(requestTimeout.plusSeconds(10))
            .withWrapper(CancellableDataSource::new);
    return databaseUrl == null
        ? Database.openEmbedded(data == null ? standardData() : data, options)
        : Database.openUrl(databaseUrl, options);
  }
}
