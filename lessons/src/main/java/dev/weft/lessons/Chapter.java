package dev.weft.lessons;

/// The parts of the course lesson, in its order.
public enum Chapter {
  THEORY("theory", "How it works"),
  PATTERNS("patterns", "Patterns"),
  RESOURCES("resources", "Resources"),
  REQUESTS("requests", "Concurrent requests"),
  MISTAKES("mistakes", "Typical mistakes"),
  PRACTICES("practices", "Best practices"),
  SERVICE("service", "The service around it");

  private final String page;
  private final String title;

  Chapter(String page, String title) {
    this.page = page;
    this.title = title;
  }

  /// The name of its page, without an ending.
  public String page() {
    return page;
  }

  public String title() {
    return title;
  }
}
