package io.holdfast.client.cache;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The live keys of a cache's range at one revision: all of that revision and nothing after it. Immutable, safe for any
 * thread, free to keep; it shares what did not change with the snapshots before and after it.
 */
public final class CacheSnapshot {
    private final KeyTree tree;
    private final long revision;

    CacheSnapshot(KeyTree tree, long revision) {
        this.tree = tree;
        this.revision = revision;
    }

    /** Its revision: events up to it are in, later ones are not. */
    public long revision() {
        return revision;
    }

    /** One key. */
    public Optional<KeyValue> get(Bytes key) {
        return Optional.ofNullable(tree.get(key));
    }

    /** One key, named in UTF-8. */
    public Optional<KeyValue> get(String key) {
        return get(Bytes.utf8(key));
    }

    /** How many keys there are. */
    public int size() {
        return tree.size();
    }

    /** Every key, in order. */
    public Stream<KeyValue> stream() {
        return stream(KeyRange.ALL);
    }

    /** The keys within a range, in order. What lies outside of the cache's own range is not known here. */
    public Stream<KeyValue> stream(KeyRange range) {
        int traits = Spliterator.ORDERED | Spliterator.DISTINCT | Spliterator.NONNULL | Spliterator.IMMUTABLE;
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(tree.ascending(range), traits), false);
    }

    @Override
    public String toString() {
        return size() + " keys at revision " + revision;
    }
}
