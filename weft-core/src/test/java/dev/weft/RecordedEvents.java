package dev.weft;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// What happens to tasks while this is open.
final class RecordedEvents implements AutoCloseable {
  private final List<TaskEvent> all = new CopyOnWriteArrayList<>();
  private final TaskTree.Registration registration = TaskTree.listen(all::add);

  List<TaskEvent> all() {
    return all;
  }

  <E extends TaskEvent> List<E> of(Class<E> kind) {
    return all.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  @Override
  public void close() {
    registration.close();
  }
}
