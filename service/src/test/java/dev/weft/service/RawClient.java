package dev.weft.service;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// A client that says exactly what the test wants said.
final class RawClient implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;

  RawClient(int port) throws IOException {
    this(port, new Socket());
  }

  private RawClient(int port, Socket unconnected) throws IOException {
    socket = unconnected;
    socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
    socket.setSoTimeout(30_000);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /// One whose side of the connection holds little that it has not read.
  static RawClient withoutRoom(int port) throws IOException {
    var socket = new Socket();
    // To be set before it is connected.
    socket.setReceiveBufferSize(4_096);
    return new RawClient(port, socket);
  }

  /// Asks one question on a connection of its own.
  static Answer ask(int port, String text) throws IOException {
    try (RawClient client = new RawClient(port)) {
      client.send(text);
      return client.answer(text.startsWith("HEAD "));
    }
  }

  void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  void get(String path) throws IOException {
    send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }

  Answer answer() throws IOException {
    return answer(false);
  }

  /// Reads an answer that has a length but no body.
  Answer answerToHead() throws IOException {
    return answer(true);
  }

  private Answer answer(boolean toHead) throws IOException {
    String status = line();
    Map<String, String> headers = new TreeMap<>();
    for (String header = line(); !header.isEmpty(); header = line()) {
      int colon = header.indexOf(':');
      headers.put(
          header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
    }
    int length = toHead ? 0 : Integer.parseInt(headers.getOrDefault("content-length", "0"));
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("the body ended after " + body.length + " of " + length + " bytes");
    }
    return new Answer(Integer.parseInt(status.split(" ", 3)[1]), headers, new String(body, UTF_8));
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c == -1) {
        throw new EOFException("the server closed the connection after: " + line);
      }
      if (c != '\r') {
        line.write(c);
      }
    }
    return line.toString(ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /// An answer with a `Content-Length`; the headers' names are in lower case.
  record Answer(int status, Map<String, String> headers, String body) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }
}
