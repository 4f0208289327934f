package dev.weft.service.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/// The machine's Chromium, without a window. `WEFT_CHROMIUM` and `WEFT_CHROMEDRIVER` name other
/// programs than those on the path.
final class Browser implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /// Held, so that its level stays: it warns of every Chromium that is newer than itself.
  private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

  private final ChromeDriver driver;

  Browser() {
    SELENIUM.setLevel(Level.SEVERE);
    var logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    var options = new ChromeOptions();
    options.setBinary(program("WEFT_CHROMIUM", "chromium", "google-chrome").toFile());
    options.setCapability("goog:loggingPrefs", logs);
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync");
    var service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(program("WEFT_CHROMEDRIVER", "chromedriver").toFile())
            .usingAnyFreePort()
            .build();
    driver = new ChromeDriver(service, options);
    driver.executeCdpCommand(
        "Page.addScriptToEvaluateOnNewDocument",
        Map.of(
            "source",
            """
            window.violations = [];
            addEventListener("securitypolicyviolation",
                (event) => violations.push(event.violatedDirective + " " + event.blockedURI));
            """));
    desktop();
  }

  private static Path program(String variable, String... names) {
    String chosen = System.getenv(variable);
    if (chosen != null) {
      return Path.of(chosen);
    }
    return Stream.of(names)
        .flatMap(name ->
            Stream.of(System.getenv("PATH").split(":")).map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() ->
            new IllegalStateException(
                "no %s on the path; install Debian's chromium-driver, or name it in %s"
                    .formatted(names[0], variable)));
  }

  void desktop() {
    screen(1280, 900, false);
  }

  void phone() {
    screen(360, 740, true);
  }

  void screen(int width, int height, boolean mobile) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", mobile));
  }

  /// Prefers the light or the dark scheme.
  void scheme(String scheme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  void open(Object address) {
    driver.get(address.toString());
  }

  void back() {
    driver.navigate().back();
  }

  String address() {
    return driver.getCurrentUrl();
  }

  String title() {
    return driver.getTitle();
  }

  WebElement find(String css) {
    return driver.findElement(By.cssSelector(css));
  }

  List<WebElement> all(String css) {
    return driver.findElements(By.cssSelector(css));
  }

  String text(String css) {
    return find(css).getText();
  }

  boolean shows(String css) {
    return all(css).stream().anyMatch(WebElement::isDisplayed);
  }

  void click(String css) {
    find(css).click();
  }

  /// Presses keys wherever the focus is.
  void press(CharSequence... keys) {
    driver.switchTo().activeElement().sendKeys(keys);
  }

  /// Replaces what is in the field for the user.
  void type(CharSequence... keys) {
    fill("#user", keys);
  }

  /// Replaces what is in a field.
  void fill(String css, CharSequence... keys) {
    find(css).sendKeys(Keys.chord(Keys.CONTROL, "a"));
    find(css).sendKeys(keys);
  }

  /// What a script returns, as text; numbers and truth values too.
  String script(String script) {
    return String.valueOf(driver.executeScript(script));
  }

  /// Waits until what the assertion says is so.
  void eventually(Runnable assertion) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        assertion.run();
        return;
      } catch (AssertionError | RuntimeException notYet) {
        if (System.nanoTime() - end > 0) {
          throw notYet;
        }
        LockSupport.parkNanos(Duration.ofMillis(15).toNanos());
      }
    }
  }

  /// What the console said since the last call. Answers like 404 are noted by the browser itself
  /// and are left out.
  List<String> complaints() {
    var console =
        driver.manage().logs().get(LogType.BROWSER).getAll().stream()
            .filter(
                entry -> !entry.getMessage().matches("(?s).*/api/\\S+ - Failed to load resource.*"))
            .map(Objects::toString);
    var violations = Optional.of(script("return window.violations.join('; ')"));
    return Stream.concat(console, violations.filter(text -> !text.isEmpty()).stream()).toList();
  }

  /// Writes a picture of what the screen shows, with so many dots for a pixel.
  void picture(Path file, double scale) throws IOException {
    driver.executeCdpCommand("Emulation.setScrollbarsHidden", Map.of("hidden", true));
    var screen = driver.executeCdpCommand("Page.getLayoutMetrics", Map.of());
    if (!(screen.get("cssVisualViewport") instanceof Map<?, ?> view)) {
      throw new IllegalStateException("no viewport in " + screen);
    }
    var clip =
        Map.of(
            "x",
            0,
            "y",
            0,
            "width",
            view.get("clientWidth"),
            "height",
            view.get("clientHeight"),
            "scale",
            scale);
    var answer =
        driver.executeCdpCommand("Page.captureScreenshot", Map.of("format", "png", "clip", clip));
    Files.write(file, Base64.getDecoder().decode(String.valueOf(answer.get("data"))));
  }

  @Override
  public void close() {
    driver.quit();
  }
}
