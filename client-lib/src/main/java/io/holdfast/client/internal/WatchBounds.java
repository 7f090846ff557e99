package io.holdfast.client.internal;

/**
 * What may wait for one consumer. A push is taken while less than both waits, so one push may exceed them.
 *
 * @param events how many events and keys
 * @param bytes how many bytes of keys and values
 */
public record WatchBounds(int events, long bytes) {
    /** Refuses bounds that let nothing through. */
    public WatchBounds {
        if (events < 1 || bytes < 1) {
            throw new IllegalArgumentException("a watch's buffer must hold something: " + events + ", " + bytes);
        }
    }
}
