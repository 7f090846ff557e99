package io.holdfast.benchmarks;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyValue;
import io.holdfast.statemachine.tree.Cursor;
import io.holdfast.statemachine.tree.Tree;
import io.holdfast.statemachine.tree.TreeEditor;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.organicdesign.fp.collections.PersistentTreeMap;

/** What the state asks of its tree, by several structures. A batch is published when {@link #putAll} returns. */
interface SortedStore {
    /** Puts a batch and publishes the result for readers. */
    void putAll(KeyValue[] batch);

    @Nullable
    KeyValue get(Bytes key);

    /** Payload bytes of {@code count} elements from a key on. */
    long range(Bytes from, int count);

    /** The tree of the state machine. */
    final class OwnTree implements SortedStore {
        private final TreeEditor<KeyValue> editor = Tree.empty(KeyValue::key).edit();
        private volatile Tree<KeyValue> published = editor.freeze();

        @Override
        public void putAll(KeyValue[] batch) {
            for (KeyValue keyValue : batch) {
                editor.put(keyValue);
            }
            published = editor.freeze();
        }

        @Override
        public @Nullable KeyValue get(Bytes key) {
            return published.get(key);
        }

        @Override
        public long range(Bytes from, int count) {
            Cursor<KeyValue> cursor = published.ascendingFrom(from);
            long bytes = 0;
            for (int i = 0; i < count; i++) {
                KeyValue keyValue = cursor.next();
                if (keyValue == null) {
                    break;
                }
                bytes += keyValue.payloadSize();
            }
            return bytes;
        }
    }

    /** Paguro's red-black tree with path copying. */
    final class Paguro implements SortedStore {
        private volatile PersistentTreeMap<Bytes, KeyValue> published = PersistentTreeMap.empty();

        @Override
        public void putAll(KeyValue[] batch) {
            PersistentTreeMap<Bytes, KeyValue> next = published;
            for (KeyValue keyValue : batch) {
                next = next.assoc(keyValue.key(), keyValue);
            }
            published = next;
        }

        @Override
        public @Nullable KeyValue get(Bytes key) {
            return published.get(key);
        }

        @Override
        public long range(Bytes from, int count) {
            Iterator<? extends Map.Entry<Bytes, KeyValue>> entries =
                    published.tailMap(from).iterator();
            long bytes = 0;
            for (int i = 0; i < count && entries.hasNext(); i++) {
                bytes += entries.next().getValue().payloadSize();
            }
            return bytes;
        }
    }

    /** The JDK's concurrent map. */
    final class SkipList implements SortedStore {
        private final ConcurrentSkipListMap<Bytes, KeyValue> map = new ConcurrentSkipListMap<>();

        @Override
        public void putAll(KeyValue[] batch) {
            for (KeyValue keyValue : batch) {
                map.put(keyValue.key(), keyValue);
            }
        }

        @Override
        public @Nullable KeyValue get(Bytes key) {
            return map.get(key);
        }

        @Override
        public long range(Bytes from, int count) {
            Iterator<KeyValue> values = map.tailMap(from, true).values().iterator();
            long bytes = 0;
            for (int i = 0; i < count && values.hasNext(); i++) {
                bytes += values.next().payloadSize();
            }
            return bytes;
        }
    }
}
