package dev.weft.lessons.resources;

import dev.weft.lessons.Chapter;
import dev.weft.lessons.Entry;
import java.util.List;

/// The lessons of this chapter.
public final class Resources {
  public static final List<Entry> LESSONS =
      List.of(
          new Entry(
              "resource",
              Chapter.RESOURCES,
              List.of(13),
              "What is opened is closed, also by who is cancelled twice",
              Resource.class,
              Resource::new),
          new Entry(
              "transfer",
              Chapter.RESOURCES,
              List.of(14),
              "A transaction around two updates is not yet a transfer",
              Transfer.class,
              Transfer::new),
          new Entry(
              "connection",
              Chapter.RESOURCES,
              List.of(15),
              "A connection goes back whatever happens, and rows are records",
              Connections.class,
              Connections::new));

  private Resources() {}
}
