package dev.weft;

import java.util.regex.Pattern;

/// Where in the source something was started.
///
/// It is found once for each class of operation and kept with it, so that a start costs no walk of
/// the stack. A lambda or an anonymous class stands at one place in the source, and that is
/// normally where it is started: the site is that of the start. Other classes are started from
/// anywhere; of them it is the place of their *first* start. A lambda that is made in one place and
/// started in several, for example by a method that wraps the operations of others, has the site of
/// its first start too, and nothing tells so.
///
/// With the system property `weft.exactSites` set to `true` every start walks the stack and every
/// site is exact; a start then costs some microseconds.
///
/// @param frame the place: the innermost frame that is not Weft's own
/// @param first true if it is the place of the first start of a class that may be started elsewhere
public record StartSite(StackTraceElement frame, boolean first) {

  private static final Pattern LAMBDA = Pattern.compile("\\.lambda\\$(\\w+)\\$\\d+\\(");

  /// The place as in a stack trace, for example `Main.main(Main.java:12)`, a lambda under the name
  /// of its method, with `first at` before it where other starts may have been elsewhere.
  @Override
  public String toString() {
    String at = LAMBDA.matcher(frame.toString()).replaceFirst(".$1(");
    String module = frame.getModuleName();
    if (module != null || frame.getClassLoaderName() != null) {
      at = at.substring(at.lastIndexOf('/', at.indexOf('(')) + 1);
    }
    return (first ? "first at " : "") + at;
  }
}
