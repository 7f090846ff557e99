package io.holdfast.election;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * Good if a GET is answered with a status of 200 to 299 in time; the body does not matter. Redirects are followed only if the
 * client does. Does not block. {@link HealthPolicy#latency} may ask for more than an answer within the timeout.
 *
 * @param client what asks; share one among checks, it has threads of its own
 * @param uri whom
 * @param timeout until the head of the answer; 1 ms to a day
 */
public record HttpHealthCheck(HttpClient client, URI uri, Duration timeout) implements HealthCheck {
    /**
     * Refuses what cannot be.
     *
     * @throws IllegalArgumentException naming what is wrong
     */
    public HttpHealthCheck {
        Objects.requireNonNull(client, "client");
        HealthPolicy.between("timeout", timeout, Duration.ofMillis(1), Duration.ofDays(1));
        HttpRequest.newBuilder(uri);
    }

    /** With a client of its own. */
    public HttpHealthCheck(URI uri, Duration timeout) {
        this(HttpClient.newBuilder().connectTimeout(timeout).build(), uri, timeout);
    }

    @Override
    public CompletableFuture<Health> check() {
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(timeout).GET().build();
        CompletableFuture<Health> health = new CompletableFuture<>();
        CompletableFuture<HttpResponse<Void>> exchange = client.sendAsync(request, BodyHandlers.discarding());
        exchange.whenComplete((answer, failure) -> {
            if (failure != null) {
                health.complete(Health.bad("no answer from " + uri + ": " + failure.getMessage()));
            } else if (answer.statusCode() / 100 == 2) {
                health.complete(Health.GOOD);
            } else {
                health.complete(Health.bad(uri + " answered " + answer.statusCode()));
            }
        });
        health.whenComplete((seen, cancelled) -> exchange.cancel(true));
        return health;
    }
}
