package io.holdfast.client.recipe;

import io.holdfast.client.HoldfastClient;
import io.holdfast.client.OperationOutcome;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * Where recipes begin: whoever uses the same prefix, kind and name uses the same thing. Made of nothing but the client's
 * public interface; the client stays the caller's, and is closed by him. Immutable, safe for any thread.
 *
 * <pre>{@code
 * Recipes recipes = Recipes.of(client).under("shop/recipes/");
 * }</pre>
 *
 * <p>Names have 1 to 256 UTF-8 bytes, no slash and no control character; anything else is an {@link
 * IllegalArgumentException}. Keys are {@code <prefix><kind>/<name>} and below; nobody else should write there.
 */
public final class Recipes {
    /** What keys begin with unless the caller says otherwise. */
    public static final String DEFAULT_PREFIX = "recipes/";

    private static final int MAX_COUNT = 10_000;
    private static final int MAX_PARTIES = 100;

    private final Place place;

    private Recipes(Place place) {
        this.place = place;
    }

    /** Under {@link #DEFAULT_PREFIX}, each call within the client's request timeout. */
    public static Recipes of(HoldfastClient client) {
        return new Recipes(new Place(client, DEFAULT_PREFIX, client.config().requestTimeout()));
    }

    /**
     * The same under another prefix.
     *
     * @throws IllegalArgumentException unless it ends with a slash, and has no control character and at most 1 KiB
     */
    public Recipes under(String prefix) {
        return new Recipes(new Place(place.client(), prefix, place.timeout()));
    }

    /**
     * The same with another timeout for each call that is not one of waiting. A call whose outcome has to be asked for may
     * take one request timeout of the client more.
     *
     * @throws IllegalArgumentException unless it is positive and at most a day
     */
    public Recipes withTimeout(Duration timeout) {
        Objects.requireNonNull(timeout, "timeout");
        if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("a timeout must be positive and at most a day: " + timeout);
        }
        return new Recipes(new Place(place.client(), place.prefix(), timeout));
    }

    /** A counter. */
    public DistributedCounter counter(String name) {
        return new DistributedCounter(place, name);
    }

    /**
     * A latch; made with {@code count}, 1 to 10 000, if there is none of that name. Fails with {@link
     * RecipeMismatchException} if it was made with another count.
     */
    public CompletableFuture<DistributedLatch> latchAsync(String name, int count) {
        checkCount(count);
        return DistributedLatch.open(place, name, count);
    }

    /** {@link #latchAsync}, and waits. */
    public DistributedLatch latch(String name, int count) {
        return Waiting.await(latchAsync(name, count), OperationOutcome.UNKNOWN);
    }

    /**
     * A barrier; made for {@code parties}, 1 to 100, if there is none of that name. Fails with {@link
     * RecipeMismatchException} if it was made for another number.
     */
    public CompletableFuture<DistributedBarrier> barrierAsync(String name, int parties) {
        if (parties < 1 || parties > MAX_PARTIES) {
            throw new IllegalArgumentException("a barrier has 1 to " + MAX_PARTIES + " parties, not " + parties);
        }
        return DistributedBarrier.open(place, name, parties);
    }

    /** {@link #barrierAsync}, and waits. */
    public DistributedBarrier barrier(String name, int parties) {
        return Waiting.await(barrierAsync(name, parties), OperationOutcome.UNKNOWN);
    }

    /** A group. */
    public GroupMembership group(String name) {
        return new GroupMembership(new GroupKeys(place, "group", name));
    }

    /** Services and their instances. */
    public ServiceRegistry services() {
        return new ServiceRegistry(place);
    }

    static void checkCount(int count) {
        if (count < 1 || count > MAX_COUNT) {
            throw new IllegalArgumentException("a latch has a count of 1 to " + MAX_COUNT + ", not " + count);
        }
    }
}
