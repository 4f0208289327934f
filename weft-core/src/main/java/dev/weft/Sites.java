package dev.weft;

import java.lang.StackWalker.StackFrame;
import java.security.ProtectionDomain;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where operations are started, by their classes. What this costs when the class is known is a
/// look-up in a [ClassValue].
final class Sites {
  private static final boolean EXACT = Boolean.getBoolean("weft.exactSites");
  private static final Set<String> PACKAGES =
      Set.of("dev.weft", "dev.weft.loop", "dev.weft.sync", "dev.weft.flow", "dev.weft.internal");
  private static final ProtectionDomain OURS = Sites.class.getProtectionDomain();
  private static final StackWalker WALKER =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  private static final ClassValue<Sites> OF_CLASS =
      new ClassValue<>() {
        @Override
        protected Sites computeValue(Class<?> type) {
          return new Sites(type);
        }
      };

  private final boolean ours;
  private final boolean inOnePlace;

  // Written by the first start; several may come first.
  private volatile @Nullable StartSite site;

  private Sites(Class<?> type) {
    ours = isOurs(type);
    inOnePlace = type.isHidden() || type.isAnonymousClass();
  }

  /// Where `op` is started; called by the thread that starts it. Null if that can't be told, as for
  /// an operation that is Weft's own.
  static @Nullable StartSite of(Object op) {
    Objects.requireNonNull(op, "op");
    if (EXACT) {
      return walk(false);
    }
    Object origin = op instanceof ItemCall<?, ?, ?> call ? call.op() : op;
    Sites known = OF_CLASS.get(origin.getClass());
    if (known.ours) {
      return null;
    }
    StartSite site = known.site;
    if (site == null) {
      site = walk(!known.inOnePlace);
      known.site = site;
    }
    return site;
  }

  static @Nullable StartSite walk(boolean first) {
    return WALKER.walk(frames ->
        frames
            .filter(frame -> !isOurs(frame.getDeclaringClass()))
            .findFirst()
            .map(StackFrame::toStackTraceElement)
            .map(frame -> new StartSite(frame, first))
            .orElse(null));
  }

  /// By package and by where it was loaded from: other code may live in a package of this name.
  private static boolean isOurs(Class<?> type) {
    return PACKAGES.contains(type.getPackageName()) && type.getProtectionDomain() == OURS;
  }
}
