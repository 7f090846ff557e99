package io.holdfast.client.recipe;

/**
 * One call to one instance. Say how it went, once, and close it: the first of {@link #succeeded}, {@link #failed} and {@link
 * #close} counts. Closing it without a word says nothing about the instance's health. Safe for any thread.
 *
 * <pre>{@code
 * try (Pick pick = balancer.pick()) {
 *     call(pick.instance().address());
 *     pick.succeeded();
 * }
 * }</pre>
 */
public interface Pick extends AutoCloseable {
    /** Whom to call. */
    ServiceInstance instance();

    /** The call went well. */
    void succeeded();

    /** The call failed in a way that tells against the instance. */
    void failed();

    @Override
    void close();
}
