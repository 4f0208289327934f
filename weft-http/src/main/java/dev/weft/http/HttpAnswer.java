package dev.weft.http;

import java.net.http.HttpHeaders;

/// What a server answered to a call, whole.
///
/// @param status from 200 to 299
/// @param headers the headers
/// @param body the body
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed
public record HttpAnswer(int status, HttpHeaders headers, byte[] body) {}
