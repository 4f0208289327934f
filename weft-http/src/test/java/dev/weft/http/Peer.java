package dev.weft.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.concurrent.atomic.AtomicInteger;

/// A server that does with each connection, one after the other, what the test wants done.
final class Peer implements AutoCloseable {
  private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final AtomicInteger accepted = new AtomicInteger();
  private final Thread thread;

  Peer(Script script) throws IOException {
    thread = Thread.ofVirtual().start(() -> serve(script));
  }

  private void serve(Script script) {
    while (!listening.isClosed()) {
      try (Socket client = listening.accept()) {
        script.run(client, accepted.incrementAndGet());
      } catch (IOException e) {
        // Closed, by the test or by the client.
      }
    }
  }

  /// How many connections there have been.
  int accepted() {
    return accepted.get();
  }

  HttpRequest.Builder request() {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + listening.getLocalPort() + "/x"));
  }

  /// Reads the head of a request.
  static String head(Socket client) throws IOException {
    InputStream in = client.getInputStream();
    var head = new ByteArrayOutputStream();
    while (!head.toString(US_ASCII).endsWith("\r\n\r\n")) {
      int c = in.read();
      if (c < 0) {
        throw new IOException("no request but: " + head);
      }
      head.write(c);
    }
    return head.toString(US_ASCII);
  }

  static void say(Socket client, String text) throws IOException {
    OutputStream out = client.getOutputStream();
    out.write(text.getBytes(US_ASCII));
    out.flush();
  }

  /// Waits until the client has closed or reset the connection.
  static void awaitEnd(Socket client) throws IOException {
    try {
      while (client.getInputStream().read() >= 0) {
        // It may still have something to say.
      }
    } catch (SocketException e) {
      // A reset tells the same.
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    // Ends whatever it still waits for.
    thread.interrupt();
  }

  @FunctionalInterface
  interface Script {
    void run(Socket client, int number) throws IOException;
  }
}
