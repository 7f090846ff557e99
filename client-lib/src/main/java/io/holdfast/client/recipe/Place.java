package io.holdfast.client.recipe;

import io.holdfast.client.HoldfastClient;
import io.holdfast.client.ListenerErrors;
import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import org.slf4j.LoggerFactory;

/**
 * Where recipes stand: a client, the prefix of their keys, and how long a call may take.
 *
 * @param client the client
 * @param prefix what every key begins with, UTF-8; ends with a slash
 * @param timeout for each call
 */
record Place(HoldfastClient client, String prefix, Duration timeout) {
    private static final int MAX_PREFIX_BYTES = 1 << 10;

    /** Checks the prefix. */
    Place {
        if (!prefix.endsWith("/") || utf8Length(prefix) > MAX_PREFIX_BYTES || controls(prefix)) {
            throw new IllegalArgumentException("a prefix ends with '/', has no control characters and at most "
                    + MAX_PREFIX_BYTES + " UTF-8 bytes: \"" + prefix + "\"");
        }
    }

    /** The key {@code <prefix><kind>/<name>}. */
    String key(String kind, String name) {
        return prefix + kind + "/" + checked(name, "a name");
    }

    /**
     * A name as it stands in a key. A slash would let one name's keys lie among another's.
     *
     * @throws IllegalArgumentException if it is empty, too long, or has a slash or a control character
     */
    static String checked(String name, String what) {
        if (name.isEmpty() || utf8Length(name) > Limits.MAX_NAME_BYTES || name.indexOf('/') >= 0 || controls(name)) {
            throw new IllegalArgumentException(what + " has 1 to " + Limits.MAX_NAME_BYTES
                    + " UTF-8 bytes, no slash and no control character: \"" + name + "\"");
        }
        return name;
    }

    static boolean controls(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }

    private static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    Writes writes() {
        return new Writes(client);
    }

    Deadline deadline() {
        return Deadline.in(timeout);
    }

    /** Where listeners are called that name no executor. */
    Executor callbacks() {
        return client.config().callbackExecutor().orElseGet(ForkJoinPool::commonPool);
    }

    ListenerErrors errors() {
        return client.config()
                .listenerErrors()
                .orElse((listener, thrown) ->
                        LoggerFactory.getLogger(Place.class).error("{} failed", listener, thrown));
    }

    static Bytes bytes(String text) {
        return Bytes.utf8(text);
    }
}
