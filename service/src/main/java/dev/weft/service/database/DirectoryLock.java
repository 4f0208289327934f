package dev.weft.service.database;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The right to be the only service on a data directory.
///
/// The operating system holds the lock on `weft.lock` and lets go of it when the process ends,
/// however it ends; so a lock is never stale and no process id is compared.
final class DirectoryLock implements AutoCloseable {

  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /// Creates the directory where it is missing and takes its lock, without waiting.
  static DirectoryLock acquire(Path directory) throws DatabaseException {
    create(directory);
    FileChannel channel;
    try {
      channel = FileChannel.open(directory.resolve("weft.lock"), CREATE, WRITE);
    } catch (IOException e) {
      throw notWritable(directory, e);
    }
    boolean locked = false;
    try {
      locked = channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // Held by this very process: refused like a lock of another one.
    } catch (IOException e) {
      throw notWritable(directory, e);
    } finally {
      if (!locked) {
        closeQuietly(channel);
      }
    }
    if (!locked) {
      throw new DatabaseException(
          "the data directory %s is in use by another weft serve; stop that one, or give this one a directory of its own with --data"
              .formatted(directory));
    }
    return new DirectoryLock(channel);
  }

  private static void create(Path directory) throws DatabaseException {
    Path existing = directory;
    while (Files.notExists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    if (Files.exists(existing) && !Files.isDirectory(existing)) {
      throw new DatabaseException(
          "the data directory %s cannot be made because %s is a file; give --data a directory"
              .formatted(directory, existing));
    }
    try {
      if (!Files.isDirectory(directory)) {
        Files.createDirectories(directory);
      }
    } catch (IOException e) {
      throw notWritable(directory, e);
    }
  }

  private static DatabaseException notWritable(Path directory, IOException cause) {
    String reason =
        switch (cause) {
          case AccessDeniedException denied -> "permission denied";
          case FileSystemException e when e.getReason() != null -> e.getReason();
          default -> String.valueOf(cause.getMessage());
        };
    return new DatabaseException(
        "the data directory %s is not writable for %s (%s); give --data a directory that is"
            .formatted(directory, user(), reason),
        cause);
  }

  private static String user() {
    String name = System.getProperty("user.name", "?");
    // A question mark stands for a user id without a name, as containers have them.
    return name.equals("?") ? "this user" : "user " + name;
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // Nothing was written, and the refusal that follows is what the caller must hear.
    }
  }

  @Override
  public void close() {
    // Closing the channel releases the lock.
    closeQuietly(channel);
  }
}
