package dev.weft.service.database;

import java.time.Instant;
import java.util.List;

/// What the data set puts into one table, row by row, in the order of ids and of time.
///
/// Of every `perUser` rows the first `own` go round all users, so that each gets exactly that many;
/// the others go to few users far more often than to most.
///
/// @param name the table
/// @param columns the columns after `id`
/// @param perUser rows per user
/// @param own of these, how many each user gets for certain
/// @param row writes the columns of one row
record SampleTable(String name, String columns, int perUser, int own, Row row) {

  private static final long SEED = 0x57656674L;

  private static final long FOUNDED = Instant.parse("2023-01-01T00:00:00Z").getEpochSecond();
  private static final long OPENED = Instant.parse("2024-01-01T00:00:00Z").getEpochSecond();
  private static final long NOW = Instant.parse("2026-01-01T00:00:00Z").getEpochSecond();

  /// Prime and larger than any number of users: a stride that meets every user once.
  private static final long STRIDE = 1_000_003;

  private static final int POSTS = 10;
  private static final int UNREAD = 4;

  /// All tables, those that others refer to first.
  static final List<SampleTable> ALL =
      List.of(
          new SampleTable("users", "name, email, created_at", 1, 1, SampleTable::user),
          new SampleTable("accounts", "user_id, balance, created_at", 1, 1, SampleTable::account),
          new SampleTable("posts", "user_id, title, body, created_at", POSTS, 3, SampleTable::post),
          new SampleTable(
              "comments", "post_id, user_id, body, created_at", 30, 8, SampleTable::comment),
          new SampleTable("likes", "user_id, post_id, created_at", 50, 12, SampleTable::like),
          new SampleTable(
              "notifications",
              "user_id, kind, message, is_read, created_at",
              10,
              UNREAD,
              SampleTable::notification),
          new SampleTable(
              "activities",
              "user_id, kind, description, created_at",
              20,
              6,
              SampleTable::activity));

  long rows(int users) {
    return (long) perUser * users;
  }

  /// The numbers of this table, which do not depend on those of another.
  Dice dice() {
    return new Dice(Dice.hash(SEED + ALL.indexOf(this)) & Long.MAX_VALUE);
  }

  /// Writes row `index`, counted from 0; its id is one more.
  void write(long index, int users, Dice dice, CopyText text) {
    text.field(index + 1);
    row.write(new Place(this, index, users), dice, text);
    text.endRow();
  }

  private static void user(Place place, Dice dice, CopyText text) {
    long id = place.index() + 1;
    text.field(Words.name(id));
    text.field(Words.email(id));
    text.time(place.second(FOUNDED, OPENED, dice));
  }

  private static void account(Place place, Dice dice, CopyText text) {
    text.field(place.index() + 1);
    text.money(dice.below(1_000_000));
    text.time(place.second(FOUNDED, OPENED, dice));
  }

  private static void post(Place place, Dice dice, CopyText text) {
    text.field(place.user(dice));
    text.field(Words.title(dice));
    text.field(Words.paragraph(dice));
    text.time(place.second(OPENED, NOW, dice));
  }

  private static void comment(Place place, Dice dice, CopyText text) {
    text.field(place.earlierPost(dice));
    text.field(place.user(dice));
    text.field(Words.reply(dice));
    text.time(place.second(OPENED, NOW, dice));
  }

  private static void like(Place place, Dice dice, CopyText text) {
    text.field(place.user(dice));
    text.field(place.earlierPost(dice));
    text.time(place.second(OPENED, NOW, dice));
  }

  private static void notification(Place place, Dice dice, CopyText text) {
    text.field(place.user(dice));
    String kind = dice.pick("comment", "comment", "like", "like", "like", "mention", "follow");
    String what =
        switch (kind) {
          case "comment" -> " commented on your post";
          case "like" -> " likes your post";
          case "mention" -> " mentioned you";
          default -> " follows you now";
        };
    text.field(kind);
    text.field(Words.name(1 + dice.skewedBelow(place.users())) + what);
    text.field(!place.isOwn() && dice.chance(70));
    text.time(place.second(OPENED, NOW, dice));
  }

  private static void activity(Place place, Dice dice, CopyText text) {
    text.field(place.user(dice));
    String kind = dice.pick("login", "login", "post", "comment", "comment", "like", "transfer");
    text.field(kind);
    text.field(
        switch (kind) {
          case "login" -> "Signed in from " + dice.pick("a phone", "a laptop", "the library");
          case "post" -> "Published “" + Words.title(dice) + "”";
          case "comment" -> "Commented on “" + Words.title(dice) + "”";
          case "like" -> "Liked “" + Words.title(dice) + "”";
          default -> "Sent money to " + Words.name(1 + dice.skewedBelow(place.users()));
        });
    text.time(place.second(OPENED, NOW, dice));
  }

  /// Writes the columns of a row.
  @FunctionalInterface
  interface Row {
    void write(Place place, Dice dice, CopyText text);
  }

  /// Where a row stands among the rows of its table.
  record Place(SampleTable table, long index, int users) {

    boolean isOwn() {
      return index % table.perUser < table.own;
    }

    long user(Dice dice) {
      if (isOwn()) {
        long turn = index / table.perUser * table.own + index % table.perUser;
        return 1 + turn * STRIDE % users;
      }
      return 1 + dice.skewedBelow(users);
    }

    /// A post that was there before this row, the newer the likelier.
    long earlierPost(Dice dice) {
      long posts = 1 + index * POSTS / table.perUser;
      return posts - dice.skewedBelow(posts);
    }

    /// The rows are spread evenly from the one moment to the other.
    long second(long from, long to, Dice dice) {
      long rows = table.rows(users);
      long span = to - from;
      return from + span * index / rows + dice.below(Math.max(1, span / rows));
    }
  }
}
