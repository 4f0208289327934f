package dev.weft.service.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.service.database.Progress.Step;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class DataSetTest {

  @RegisterExtension static final SharedServer SHARED = new SharedServer();

  private static final List<String> TABLES =
      List.of("users", "accounts", "posts", "comments", "likes", "notifications", "activities");

  private String url;
  private Database database;

  @BeforeEach
  void open() throws Exception {
    url = SHARED.newDatabase();
    database = Database.openUrl(url, DatabaseOptions.standard().withPoolSize(1));
  }

  @AfterEach
  void close() throws Exception {
    database.close();
  }

  @Test
  void rowsAreTheSameOnEveryMachine() throws Exception {
    assertThat(DataSet.ofUsers(20).loadIfEmpty(database, Progress.silent())).isTrue();
    assertThat(checksums())
        .containsExactly(
            "users d2b91c978d8ba9ea68c0eeb94b2f844b",
            "accounts 5d4914765f3dfabab58c7c4303bcc2a7",
            "posts 3050042e708f490280adbd30557e7c58",
            "comments 3eeb32247e0559a01c569a1cff73cec8",
            "likes 413467837d1621eba308e35c201d770f",
            "notifications 2c2e1c626c9e733aa8afb00bee0a8504",
            "activities 0b6f6acf117fab14502a2c59dc419508");
  }

  private List<String> checksums() throws SQLException {
    List<String> sums = new ArrayList<>();
    for (String table : TABLES) {
      sums.add(
          table
              + " "
              + SharedServer.query(
                  url + "&options=-c%20timezone=UTC",
                  "select md5(string_agg(t::text, ';' order by id)) from " + table + " t"));
    }
    return sums;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 200})
  void everythingIsInProportion_andEveryUserHasSomeOfEach(int users) throws Exception {
    assertThat(DataSet.ofUsers(users).loadIfEmpty(database, Progress.silent())).isTrue();
    assertThat(number("select count(*) from users")).isEqualTo(users);
    assertThat(number("select count(*) from accounts where id = user_id")).isEqualTo(users);
    assertThat(number("select max(id) from users")).isEqualTo(users);
    assertThat(number("select count(*) from posts")).isEqualTo(10L * users);
    assertThat(number("select count(*) from comments")).isEqualTo(30L * users);
    assertThat(number("select count(*) from likes")).isEqualTo(50L * users);
    assertThat(number("select count(*) from notifications")).isEqualTo(10L * users);
    assertThat(number("select count(*) from activities")).isEqualTo(20L * users);
    for (String table : List.of("posts", "comments", "likes", "notifications", "activities")) {
      assertThat(number("select count(distinct user_id) from " + table)).isEqualTo(users);
    }
    assertThat(
            number(
                """
                select min(unread) from (
                  select count(*) as unread from notifications where not is_read group by user_id)
                """))
        .isGreaterThanOrEqualTo(3);
  }

  private long number(String sql) throws SQLException {
    return Long.parseLong(SharedServer.query(url, sql));
  }

  @Test
  void indexesKeysAndSequencesAreAsTheMigrationsMadeThem() throws Exception {
    String schema =
        """
        select pg_get_indexdef(indexrelid) from pg_index
        where indrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace)
        union all
        select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
          || convalidated from pg_constraint where connamespace = 'public'::regnamespace
        order by 1
        """;
    String before = SharedServer.query(url, schema);
    DataSet.ofUsers(5).loadIfEmpty(database, Progress.silent());
    assertThat(SharedServer.query(url, schema)).isEqualTo(before).contains("FOREIGN KEY");
    assertThat(
            SharedServer.query(
                url, "insert into users (name, email) values ('n', 'e') returning id"))
        .isEqualTo("6");
    assertThat(
            SharedServer.query(
                url, "insert into likes (user_id, post_id) values (6, 1) returning id"))
        .isEqualTo("251");
  }

  @Test
  void dashboardsReadInTheOrderOfAnIndex() throws Exception {
    DataSet.ofUsers(200).loadIfEmpty(database, Progress.silent());
    assertThat(
            plan(
                "select * from posts where user_id = 7 order by created_at desc, id desc limit 20"))
        .contains("posts_of_user")
        .doesNotContain("Sort");
    assertThat(
            plan(
                "select * from comments where user_id = 7 order by created_at desc, id desc limit 20"))
        .contains("comments_of_user")
        .doesNotContain("Sort");
    assertThat(
            plan(
                "select * from notifications where user_id = 7 and not is_read order by created_at desc, id desc limit 10"))
        .contains("unread_notifications_of_user")
        .doesNotContain("Sort");
    assertThat(
            plan(
                "select * from activities where user_id = 7 order by created_at desc, id desc limit 20"))
        .contains("activities_of_user")
        .doesNotContain("Sort");
    assertThat(plan("select count(*) from likes where user_id = 7"))
        .contains("Index Only Scan using likes_of_user");
  }

  private String plan(String sql) throws SQLException {
    // For a few rows sorting is as good; here it counts that it is not needed.
    return SharedServer.query(
        url + "&options=-c%20enable_bitmapscan=off%20-c%20enable_seqscan=off", "explain " + sql);
  }

  @Test
  void usersOfSomebodyElse_areLeftAlone() throws Exception {
    SharedServer.execute(url, "insert into users (name, email) values ('Ada', 'ada@example.com')");
    assertThat(DataSet.ofUsers(5).loadIfEmpty(database, Progress.silent())).isFalse();
    assertThat(SharedServer.query(url, "select name from users")).isEqualTo("Ada");
    assertThat(number("select count(*) from posts")).isZero();
  }

  @Test
  void loadedData_isNotLoadedAgain() throws Exception {
    assertThat(DataSet.ofUsers(2).loadIfEmpty(database, Progress.silent())).isTrue();
    assertThat(DataSet.ofUsers(3).loadIfEmpty(database, Progress.silent())).isFalse();
    assertThat(number("select count(*) from users")).isEqualTo(2);
  }

  @Test
  void interruptedLoad_keepsNothing_andTheNextOneIsComplete() throws Exception {
    Recording progress = new Recording(() -> Thread.currentThread().interrupt());
    assertThatThrownBy(() -> DataSet.ofUsers(100).loadIfEmpty(database, progress))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
    assertThat(progress.ended).containsExactly("failed");
    assertNothingIsLoaded_untilItIsLoadedAgain();
  }

  @Test
  void killedLoad_keepsNothing_andTheNextOneIsComplete() throws Exception {
    Recording progress = new Recording(this::endLoadingConnection);
    assertThatThrownBy(() -> DataSet.ofUsers(100).loadIfEmpty(database, progress))
        .isInstanceOf(DatabaseException.class)
        .hasMessageStartingWith("the data set of 100 users cannot be loaded: ")
        .hasMessageEndingWith("; nothing of it was kept");
    assertThat(progress.ended).containsExactly("failed");
    assertNothingIsLoaded_untilItIsLoadedAgain();
  }

  private void endLoadingConnection() {
    try {
      SharedServer.query(
          url,
          """
          select pg_terminate_backend(pid, 5000) from pg_stat_activity
          where datname = current_database() and query like 'copy %'
          """);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private void assertNothingIsLoaded_untilItIsLoadedAgain() throws Exception {
    for (String table : TABLES) {
      assertThat(number("select count(*) from " + table)).as(table).isZero();
    }
    Recording progress = new Recording(() -> {});
    assertThat(DataSet.ofUsers(100).loadIfEmpty(database, progress)).isTrue();
    assertThat(number("select count(*) from likes")).isEqualTo(5_000);
    assertThat(progress.ended).containsExactly("done");
    assertThat(progress.rows).isEqualTo(DataSet.ofUsers(100).rows()).isEqualTo(12_200);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1_000_001})
  void otherSizes_areRefused(int users) {
    assertThatThrownBy(() -> DataSet.ofUsers(users))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("%d users are not between 1 and 1000000", users);
  }

  /// Does something once, in the middle of the comments.
  private static final class Recording implements Progress {

    private final Runnable inTheMiddle;
    private final List<String> ended = new ArrayList<>();
    private boolean done;
    private long rows;

    Recording(Runnable inTheMiddle) {
      this.inTheMiddle = inTheMiddle;
    }

    @Override
    public void reached(Step step) {
      switch (step) {
        case Step.Begun _ -> rows = 0;
        case Step.Loaded(String table, long rowsByNow) -> loaded(table, rowsByNow);
        case Step.Finishing _ -> {}
        case Step.Done _ -> ended.add("done");
        case Step.Failed _ -> ended.add("failed");
      }
    }

    private void loaded(String table, long rowsByNow) {
      assertThat(rowsByNow).isGreaterThan(rows);
      rows = rowsByNow;
      if (table.equals("comments") && !done) {
        done = true;
        inTheMiddle.run();
      }
    }
  }
}
