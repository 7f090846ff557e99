package io.holdfast.client.config;

import java.util.Optional;

/**
 * The application's say before it runs on a release. Called on the client's executor, before anything is switched; must not
 * wait for long, because the release waits with it.
 *
 * <pre>{@code
 * simple.validate(pool -> pool.size() > 100 ? Optional.of("the pool may have 100 threads") : Optional.empty());
 * }</pre>
 *
 * @param <T> what the set is bound to
 */
@FunctionalInterface
public interface ConfigValidator<T> {
    /**
     * Why the application will not run on this; empty if it will. What is thrown counts as an objection too.
     *
     * @param candidate what would be next
     */
    Optional<String> objection(T candidate);
}
