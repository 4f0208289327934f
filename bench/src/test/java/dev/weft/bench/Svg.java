package dev.weft.bench;

import java.util.Locale;

/// A picture that is drawn from top to bottom.
final class Svg {
  private final StringBuilder out = new StringBuilder();

  /// @param title what is to be seen, for who cannot see it too
  /// @param subtitle how it is to be read
  Svg(int width, int height, String title, String subtitle) {
    add(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" font-family=\"system-ui, sans-serif\" font-size=\"12\">",
            width,
            height));
    add(String.format(Locale.ROOT, "<title>%s: %s</title>", escaped(title), escaped(subtitle)));
    add(
        String.format(
            Locale.ROOT, "<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", width, height));
    add(
        String.format(
            Locale.ROOT,
            "<text x=\"12\" y=\"20\" font-size=\"15\" font-weight=\"600\" fill=\"#1a202c\">%s</text>",
            escaped(title)));
    text(12, 38, "start", "#4a5568", subtitle);
  }

  void heading(int y, String text) {
    add(
        String.format(
            Locale.ROOT,
            "<text x=\"12\" y=\"%d\" font-weight=\"600\" fill=\"#1a202c\">%s</text>",
            y,
            escaped(text)));
  }

  /// @param anchor which end of the text is at `x`
  void text(double x, double y, String anchor, String colour, String text) {
    add(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">%s</text>",
            x,
            y,
            anchor,
            colour,
            escaped(text)));
  }

  void bar(double x, int y, double length, String colour) {
    add(
        String.format(
            Locale.ROOT,
            "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"13\" fill=\"%s\"/>",
            x,
            y,
            length,
            colour));
  }

  void rule(double x, int top, int bottom, String colour) {
    add(
        String.format(
            Locale.ROOT,
            "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"%s\"/>",
            x,
            x,
            top,
            bottom,
            colour));
  }

  String end() {
    return out + "</svg>\n";
  }

  private void add(String line) {
    out.append(line).append('\n');
  }

  private static String escaped(String plain) {
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
