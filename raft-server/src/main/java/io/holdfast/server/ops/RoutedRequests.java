package io.holdfast.server.ops;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpExchange;
import io.holdfast.model.Bytes;
import io.holdfast.server.port.Client;
import io.holdfast.server.port.HttpRoutes;
import io.holdfast.server.port.HttpRoutes.Pace;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests to what gateway modules serve on the operations port. They have threads of their own, so that however many of
 * them wait, the pages of the port are answered. Safe for any thread.
 */
final class RoutedRequests implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RoutedRequests.class);

    private static final int THREADS = 64;

    /** The rest is for brief ones. */
    private static final int PATIENT = 48;

    /** A value of a mebibyte in Base64, and all that may stand around it. */
    private static final int MAX_BODY_BYTES = 4 << 20;

    private static final String BUG = "this request met a bug: this node's log says more, please report it\n";

    private static final Reply FULL = Reply.text(Reply.UNAVAILABLE, "too many requests are under way on this port");

    private final List<HttpRoutes> routes;
    private final StalledWrites writes;
    private final Semaphore patient = new Semaphore(PATIENT);
    private final ThreadPoolExecutor executor;

    RoutedRequests(List<HttpRoutes> routes, StalledWrites writes) {
        this.routes = List.copyOf(routes);
        this.writes = writes;
        AtomicInteger number = new AtomicInteger();
        executor = new ThreadPoolExecutor(0, THREADS, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, "ops-route-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Who serves a path, or null. */
    @Nullable
    HttpRoutes serving(String path) {
        for (HttpRoutes each : routes) {
            if (each.pace(path) != Pace.NONE) {
                return each;
            }
        }
        return null;
    }

    /**
     * Takes a request over, whose caller was let in; the exchange is closed when it is answered.
     *
     * @param welcome whether the caller still is, while it is answered
     * @return why it is not taken over, or null
     */
    @Nullable
    Reply take(HttpRoutes served, HttpExchange exchange, Client client, BooleanSupplier welcome) {
        boolean slow = served.pace(path(exchange)) == Pace.PATIENT;
        if (slow && !patient.tryAcquire()) {
            return FULL;
        }
        try {
            executor.execute(() -> {
                try {
                    serve(served, exchange, client, welcome);
                } finally {
                    giveBack(slow);
                }
            });
            return null;
        } catch (RejectedExecutionException e) {
            giveBack(slow);
            return FULL;
        }
    }

    private void giveBack(boolean slow) {
        if (slow) {
            patient.release();
        }
    }

    private void serve(HttpRoutes served, HttpExchange exchange, Client client, BooleanSupplier welcome) {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
            ExchangeAnswer answer = new ExchangeAnswer(exchange, writes, welcome);
            if (body.length > MAX_BODY_BYTES) {
                // Who is still sending would not hear the answer; the JDK's server bounds how long that may take.
                exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
                answer.send(Reply.TOO_LARGE, Reply.TEXT, "a request is at most 4 MiB\n".getBytes(US_ASCII));
                return;
            }
            HttpRoutes.Request request =
                    new HttpRoutes.Request(exchange.getRequestMethod(), path(exchange), client, Bytes.wrap(body));
            try {
                served.serve(request, answer);
            } catch (RuntimeException e) {
                LOG.error("a request could not be answered path={}", path(exchange), e);
                if (exchange.getResponseCode() < 0) {
                    answer.send(Reply.INTERNAL_ERROR, Reply.TEXT, BUG.getBytes(US_ASCII));
                }
            }
        } catch (IOException e) {
            LOG.debug("a request was not answered to its end cause=\"{}\"", e.toString());
        } catch (InterruptedException e) {
            // The node stops.
            Thread.currentThread().interrupt();
        }
    }

    private static String path(HttpExchange exchange) {
        return exchange.getRequestURI().getPath();
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
