package dev.weft.service.database;

import dev.weft.Tasks;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.jspecify.annotations.Nullable;

/// PostgreSQL's programs, unpacked once from the archive on the class path into the data directory.
///
/// The folder is named after the archive's checksum, which the jar's table of contents tells
/// without reading the archive: so a second start unpacks nothing, and another release of
/// PostgreSQL replaces the folder by itself.
final class PostgresBinaries {
  private static final System.Logger LOG = System.getLogger("dev.weft.service.database");

  private PostgresBinaries() {}

  /// Returns the folder that has `bin/postgres` in it. The caller holds the directory's lock.
  static Path unpackedIn(Path directory) throws DatabaseException, InterruptedException {
    return unpackedIn(directory, System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  static Path unpackedIn(Path directory, String system, String architecture)
      throws DatabaseException, InterruptedException {
    URL archive = archiveFor(system, architecture);
    if (archive == null) {
      throw new DatabaseException(
          "the embedded PostgreSQL runs on Linux on x86-64 and ARM64, not on %s on %s; give --database-url jdbc:postgresql://… of a server instead"
              .formatted(system, architecture));
    }
    Path home = directory.resolve("binaries");
    try {
      Path binaries = home.resolve(nameOf(archive));
      if (!Files.isDirectory(binaries)) {
        // Complete under another name first: a start that is killed here leaves no half folder.
        Path unfinished = home.resolve("unfinished");
        deleteTree(home);
        LOG.log(Level.INFO, "unpacking PostgreSQL into {0}, once", home);
        unpack(archive, unfinished);
        Files.move(unfinished, binaries, StandardCopyOption.ATOMIC_MOVE);
      }
      return binaries;
    } catch (IOException e) {
      throw new DatabaseException(
          "PostgreSQL's programs cannot be unpacked to %s: %s".formatted(home, e.getMessage()), e);
    }
  }

  private static @Nullable URL archiveFor(String system, String architecture) {
    String name =
        switch (architecture.toLowerCase(Locale.ROOT)) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm_64";
          default -> "";
        };
    if (name.isEmpty() || !system.equalsIgnoreCase("linux")) {
      return null;
    }
    return PostgresBinaries.class.getClassLoader().getResource("postgres-linux-" + name + ".txz");
  }

  private static String nameOf(URL archive) throws IOException {
    URLConnection connection = archive.openConnection();
    return connection instanceof JarURLConnection jar
        ? "%08x".formatted(jar.getJarEntry().getCrc())
        : "%08x".formatted(connection.getContentLengthLong());
  }

  static void unpack(URL archive, Path target) throws IOException, InterruptedException {
    try (InputStream file = new BufferedInputStream(archive.openStream(), 1 << 16);
        TarArchiveInputStream tar = new TarArchiveInputStream(new XZCompressorInputStream(file))) {
      for (TarArchiveEntry entry; (entry = tar.getNextEntry()) != null; ) {
        Tasks.checkCancelled();
        Path path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
          throw new IOException("the archive names a file outside of it: " + entry.getName());
        }
        Files.createDirectories(entry.isDirectory() ? path : path.resolveSibling(""));
        if (entry.isSymbolicLink()) {
          Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else if (entry.isFile()) {
          Files.copy(tar, path);
          boolean program = (entry.getMode() & 0100) != 0;
          Files.setPosixFilePermissions(
              path, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
        }
      }
    }
  }

  static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
