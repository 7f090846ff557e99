package io.holdfast.client;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyValue;
import java.util.Objects;
import java.util.Optional;

/**
 * One key changed.
 *
 * <pre>{@code
 * if (event instanceof WatchEvent.Put put) {
 *     use(put.key(), put.keyValue().value());
 * }
 * }</pre>
 */
public sealed interface WatchEvent {
    /** The key. */
    Bytes key();

    /** The revision at which it happened; events of one transaction share it. */
    long revision();

    /** The version before it, if the watch asked for it and there was one that is not compacted. */
    Optional<KeyValue> previous();

    /**
     * The key was stored.
     *
     * @param keyValue its new version
     * @param previous the version before it
     */
    record Put(KeyValue keyValue, Optional<KeyValue> previous) implements WatchEvent {
        /** Refuses null. */
        public Put {
            Objects.requireNonNull(keyValue, "keyValue");
            Objects.requireNonNull(previous, "previous");
        }

        @Override
        public Bytes key() {
            return keyValue.key();
        }

        @Override
        public long revision() {
            return keyValue.modRevision();
        }
    }

    /**
     * The key was deleted, by a command or with its lease.
     *
     * @param key the key
     * @param revision the revision at which it went
     * @param previous the version that went
     */
    record Delete(Bytes key, long revision, Optional<KeyValue> previous) implements WatchEvent {
        /** Refuses null. */
        public Delete {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(previous, "previous");
        }
    }
}
