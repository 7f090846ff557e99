package io.holdfast.server.ops;

import com.sun.net.httpserver.HttpExchange;
import io.holdfast.server.port.HttpRoutes;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/** An answer by way of the JDK's server. Confined to the thread that serves. */
final class ExchangeAnswer implements HttpRoutes.Answer {
    /** What the JDK's server takes for "as long as it turns out". */
    private static final int CHUNKED = 0;

    /** And for nothing at all. */
    private static final int NONE = -1;

    private final HttpExchange exchange;
    private final StalledWrites writes;
    private final BooleanSupplier welcome;

    /** @param welcome whether the caller still is; asked before everything that is written */
    ExchangeAnswer(HttpExchange exchange, StalledWrites writes, BooleanSupplier welcome) {
        this.exchange = exchange;
        this.writes = writes;
        this.welcome = welcome;
    }

    @Override
    public void send(int status, String contentType, byte[] body) throws IOException {
        begin(status, contentType, body.length == 0 ? NONE : body.length);
        if (body.length > 0) {
            part(body);
        }
    }

    @Override
    public void begin(String contentType) throws IOException {
        begin(Reply.OK, contentType, CHUNKED);
    }

    private void begin(int status, String contentType, int length) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", contentType);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(status, length);
    }

    @Override
    public void part(byte[] bytes) throws IOException {
        if (!welcome.getAsBoolean()) {
            throw new IOException("the caller's certificate is not let in any more");
        }
        writes.write(exchange.getResponseBody(), bytes);
    }
}
