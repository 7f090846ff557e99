package io.holdfast.client.cache;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A persistent ordered map of keys: an AVL tree whose changes copy the path to the root and share the rest. Immutable.
 *
 * <p>A cache publishes a new map for each batch of events while readers keep old ones as long as they like: taking one is
 * a reference, a change costs some twenty nodes whatever the size. A map copied for each batch would cost its whole size,
 * and a concurrent map could not say at which revision it is.
 */
final class KeyTree {
    static final KeyTree EMPTY = new KeyTree(null);

    private final @Nullable Node root;

    private record Node(
            KeyValue keyValue,
            @Nullable Node left,
            @Nullable Node right,
            int height,
            int size) {
        static Node of(KeyValue keyValue, @Nullable Node left, @Nullable Node right) {
            return new Node(
                    keyValue,
                    left,
                    right,
                    Math.max(heightOf(left), heightOf(right)) + 1,
                    sizeOf(left) + sizeOf(right) + 1);
        }
    }

    private KeyTree(@Nullable Node root) {
        this.root = root;
    }

    /** A tree of keys that stand in ascending order. */
    static KeyTree ofSorted(List<KeyValue> ascending) {
        return new KeyTree(build(ascending, 0, ascending.size()));
    }

    private static @Nullable Node build(List<KeyValue> ascending, int from, int to) {
        if (from == to) {
            return null;
        }
        int middle = (from + to) >>> 1;
        return Node.of(ascending.get(middle), build(ascending, from, middle), build(ascending, middle + 1, to));
    }

    int size() {
        return sizeOf(root);
    }

    @Nullable
    KeyValue get(Bytes key) {
        Node node = root;
        while (node != null) {
            int order = key.compareTo(node.keyValue().key());
            if (order == 0) {
                return node.keyValue();
            }
            node = order < 0 ? node.left() : node.right();
        }
        return null;
    }

    /** With this version of its key. */
    KeyTree put(KeyValue keyValue) {
        return new KeyTree(put(root, keyValue));
    }

    private static Node put(@Nullable Node node, KeyValue keyValue) {
        if (node == null) {
            return Node.of(keyValue, null, null);
        }
        int order = keyValue.key().compareTo(node.keyValue().key());
        if (order == 0) {
            return Node.of(keyValue, node.left(), node.right());
        }
        return order < 0
                ? balanced(node.keyValue(), put(node.left(), keyValue), node.right())
                : balanced(node.keyValue(), node.left(), put(node.right(), keyValue));
    }

    /** Without this key; this very tree if it is not in it. */
    KeyTree remove(Bytes key) {
        return get(key) == null ? this : new KeyTree(remove(root, key));
    }

    private static @Nullable Node remove(@Nullable Node node, Bytes key) {
        if (node == null) {
            return null;
        }
        int order = key.compareTo(node.keyValue().key());
        if (order < 0) {
            return balanced(node.keyValue(), remove(node.left(), key), node.right());
        }
        if (order > 0) {
            return balanced(node.keyValue(), node.left(), remove(node.right(), key));
        }
        Node right = node.right();
        if (right == null) {
            return node.left();
        }
        KeyValue next = first(right).keyValue();
        return balanced(next, node.left(), remove(right, next.key()));
    }

    private static Node first(Node node) {
        Node first = node;
        for (Node left = first.left(); left != null; left = first.left()) {
            first = left;
        }
        return first;
    }

    /** A node over two trees whose heights differ by two at most. */
    private static Node balanced(KeyValue keyValue, @Nullable Node left, @Nullable Node right) {
        int lean = heightOf(left) - heightOf(right);
        if (lean > 1) {
            Node top = Objects.requireNonNull(left);
            Node inner = top.right();
            if (heightOf(top.left()) >= heightOf(inner)) {
                return Node.of(top.keyValue(), top.left(), Node.of(keyValue, inner, right));
            }
            Node middle = Objects.requireNonNull(inner);
            return Node.of(
                    middle.keyValue(),
                    Node.of(top.keyValue(), top.left(), middle.left()),
                    Node.of(keyValue, middle.right(), right));
        }
        if (lean < -1) {
            Node top = Objects.requireNonNull(right);
            Node inner = top.left();
            if (heightOf(top.right()) >= heightOf(inner)) {
                return Node.of(top.keyValue(), Node.of(keyValue, left, inner), top.right());
            }
            Node middle = Objects.requireNonNull(inner);
            return Node.of(
                    middle.keyValue(),
                    Node.of(keyValue, left, middle.left()),
                    Node.of(top.keyValue(), middle.right(), top.right()));
        }
        return Node.of(keyValue, left, right);
    }

    private static int heightOf(@Nullable Node node) {
        return node == null ? 0 : node.height();
    }

    private static int sizeOf(@Nullable Node node) {
        return node == null ? 0 : node.size();
    }

    /** The greatest number of nodes between the root and a leaf, both counted. */
    int height() {
        return heightOf(root);
    }

    /** The keys of a range, in order. */
    Iterator<KeyValue> ascending(KeyRange range) {
        return new Ascending(root, range);
    }

    /** Goes down to the first key of the range, then from each node to its successor. */
    private static final class Ascending implements Iterator<KeyValue> {
        private final KeyRange range;

        /** Nodes whose key and right tree are still to come, the next on top. */
        private final ArrayDeque<Node> path = new ArrayDeque<>();

        Ascending(@Nullable Node root, KeyRange range) {
            this.range = range;
            Node node = range.isEmpty() ? null : root;
            while (node != null) {
                if (node.keyValue().key().compareTo(range.start()) >= 0) {
                    path.push(node);
                    node = node.left();
                } else {
                    node = node.right();
                }
            }
        }

        @Override
        public boolean hasNext() {
            Node next = path.peek();
            return next != null && range.contains(next.keyValue().key());
        }

        @Override
        public KeyValue next() {
            if (!hasNext()) {
                throw new NoSuchElementException("no more keys in " + range);
            }
            Node next = path.pop();
            for (Node node = next.right(); node != null; node = node.left()) {
                path.push(node);
            }
            return next.keyValue();
        }
    }
}
