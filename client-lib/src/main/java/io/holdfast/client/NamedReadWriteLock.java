package io.holdfast.client;

/**
 * A read-write lock: any number of readers, or one writer. Fair: nobody overtakes a waiting writer. A reader cannot become
 * a writer: with an {@link LockOptions#owner} that is refused with the reason UPGRADE, without one it waits for itself.
 *
 * <pre>{@code
 * NamedReadWriteLock catalogue = client.locks().readWrite("catalogue");
 * try (LockHandle reading = catalogue.read().acquire(Duration.ofSeconds(1))) {
 *     publish(reading.token());
 * }
 * }</pre>
 */
public interface NamedReadWriteLock {
    /** The name. */
    String name();

    /** To hold beside other readers. */
    NamedLock read();

    /** To hold alone. */
    NamedLock write();
}
