package io.holdfast.client.fence;

import io.holdfast.client.LockHandle;
import io.holdfast.model.lock.LockGuard;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * The fencing token of a lock on HTTP requests. The caller stamps what it sends; the service reads the token and refuses what
 * comes behind a lower one than it has seen for the lock, or asks the cluster by a {@link FenceVerifier}.
 *
 * <pre>{@code
 * HttpRequest request = HttpFence.stamp(HttpRequest.newBuilder(uri).POST(body), held).build();
 *
 * // in the service
 * LockGuard shown = HttpFence.read(name -> Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)))
 *         .orElseThrow();
 * verifier.verify(shown);
 * }</pre>
 */
public final class HttpFence {
    /** The header of the token: a positive decimal number. */
    public static final String TOKEN = "Holdfast-Fencing-Token";

    /** The header of the lock's name: percent-encoded UTF-8, as in a form. */
    public static final String LOCK = "Holdfast-Fencing-Lock";

    private HttpFence() {}

    /**
     * Puts token and name of a lock on a request, in the place of any that stand there.
     *
     * @throws io.holdfast.client.LockLostException if it is not held any more
     */
    public static HttpRequest.Builder stamp(HttpRequest.Builder request, LockHandle held) {
        held.guard(Duration.ZERO);
        return request.setHeader(TOKEN, Long.toString(held.token()))
                .setHeader(LOCK, URLEncoder.encode(held.name(), StandardCharsets.UTF_8));
    }

    /**
     * The lock and token that a request shows; empty if it shows none.
     *
     * @param header gives the first value of a header by its name
     * @throws IllegalArgumentException if what it shows cannot be one
     */
    public static Optional<LockGuard> read(Function<String, Optional<String>> header) {
        Optional<String> token = header.apply(TOKEN);
        Optional<String> lock = header.apply(LOCK);
        if (token.isEmpty() && lock.isEmpty()) {
            return Optional.empty();
        }
        String name = lock.orElseThrow(() -> new IllegalArgumentException("the header " + LOCK + " is missing"));
        return Optional.of(new LockGuard(decoded(name), positive(token.orElse(""))));
    }

    private static String decoded(String name) {
        try {
            return URLDecoder.decode(name, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the header " + LOCK + " is not percent-encoded UTF-8", e);
        }
    }

    private static long positive(String token) {
        try {
            long number = Long.parseLong(token);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the header " + TOKEN + " is not a number", e);
        }
        throw new IllegalArgumentException("the header " + TOKEN + " is not a positive number");
    }
}
