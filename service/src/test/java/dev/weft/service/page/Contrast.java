package dev.weft.service.page;

/// Finds text that is too faint: less than 4.5 to 1 against what is painted behind it (WCAG 2.2,
/// success criterion 1.4.3, level AA).
final class Contrast {
  /// Returns the faint texts with their ratio, one in a line; nothing if there are none.
  static final String SCRIPT =
      """
      const canvas = new OffscreenCanvas(1, 1);
      const ink = canvas.getContext("2d", { willReadFrequently: true });
      const paint = (colour) => { ink.fillStyle = colour; ink.fillRect(0, 0, 1, 1); };
      const luminance = () => {
        const [r, g, b] = [...ink.getImageData(0, 0, 1, 1).data]
            .map((c) => c / 255)
            .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const faint = [];
      let seen = 0;
      for (const element of document.querySelectorAll("body *")) {
        const words = [...element.childNodes]
            .filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data.trim()).join("");
        if (!words || !element.checkVisibility() || element.closest(".unseen, :disabled, noscript")) continue;
        seen++;
        const behind = [];
        for (let e = element; e; e = e.parentElement) behind.unshift(getComputedStyle(e).backgroundColor);
        paint("white");
        behind.forEach(paint);
        const ground = luminance();
        paint(getComputedStyle(element).color);
        const text = luminance();
        const ratio = (Math.max(ground, text) + 0.05) / (Math.min(ground, text) + 0.05);
        if (ratio < 4.5) faint.push(ratio.toFixed(2) + " " + words);
      }
      return seen ? faint.join("\\n") : "no text was looked at";
      """;

  private Contrast() {}
}
