package io.holdfast.server.watch;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Distinct key ranges, each with its watches, and which of them hold a key: an interval tree, as in Cormen et al.,
 * "Introduction to Algorithms", on a treap (Seidel and Aragon, 1996).
 *
 * <p>Nodes are ordered by start, then by end; each knows the highest end below it, so whole branches that end before the
 * key are passed by. Priorities are drawn, so that no order of insertions makes it deep. Confined to the hub's thread.
 */
final class RangeTree {
    private final SplittableRandom random = new SplittableRandom();
    private @Nullable Node root;

    private static final class Node {
        final KeyRange range;
        final int priority;
        final WatchSet watches = new WatchSet();

        @Nullable
        Node left;

        @Nullable
        Node right;

        /** The highest end in this branch; see {@link #isUnbounded}. */
        Bytes highest;

        Node(KeyRange range, int priority) {
            this.range = range;
            this.priority = priority;
            this.highest = range.end();
        }

        void update() {
            highest = range.end();
            if (left != null) {
                highest = later(highest, left.highest);
            }
            if (right != null) {
                highest = later(highest, right.highest);
            }
        }
    }

    boolean isEmpty() {
        return root == null;
    }

    /** The watches of a range, which is added if it is not here. It must hold more than one key. */
    WatchSet setOf(KeyRange range) {
        for (Node node = root; node != null; ) {
            int side = order(range, node.range);
            if (side == 0) {
                return node.watches;
            }
            node = side < 0 ? node.left : node.right;
        }
        Node added = new Node(range, random.nextInt());
        root = insert(root, added);
        return added.watches;
    }

    /** Removes a range and its watches. */
    void remove(KeyRange range) {
        root = remove(root, range);
    }

    /** Shows the watches of every range that holds a key. */
    void containing(Bytes key, Consumer<WatchSet> visitor) {
        containing(root, key, visitor);
    }

    /** The longest way down, for a test. */
    int depth() {
        return depth(root);
    }

    private static int depth(@Nullable Node node) {
        return node == null ? 0 : 1 + Math.max(depth(node.left), depth(node.right));
    }

    private static void containing(@Nullable Node start, Bytes key, Consumer<WatchSet> visitor) {
        Node node = start;
        while (node != null && endsAfter(node.highest, key)) {
            containing(node.left, key, visitor);
            if (node.range.start().compareTo(key) > 0) {
                return;
            }
            if (endsAfter(node.range.end(), key)) {
                visitor.accept(node.watches);
            }
            node = node.right;
        }
    }

    private static Node insert(@Nullable Node node, Node added) {
        if (node == null) {
            return added;
        }
        Node top = node;
        if (order(added.range, node.range) < 0) {
            Node left = insert(node.left, added);
            node.left = left;
            if (left.priority > node.priority) {
                top = raiseLeft(node, left);
            }
        } else {
            Node right = insert(node.right, added);
            node.right = right;
            if (right.priority > node.priority) {
                top = raiseRight(node, right);
            }
        }
        top.update();
        return top;
    }

    private static @Nullable Node remove(@Nullable Node node, KeyRange range) {
        if (node == null) {
            return null;
        }
        int side = order(range, node.range);
        if (side == 0) {
            return merge(node.left, node.right);
        }
        if (side < 0) {
            node.left = remove(node.left, range);
        } else {
            node.right = remove(node.right, range);
        }
        node.update();
        return node;
    }

    /** Two branches, all of the first before all of the second, as one. */
    private static @Nullable Node merge(@Nullable Node before, @Nullable Node after) {
        if (before == null || after == null) {
            return before == null ? after : before;
        }
        Node top;
        if (before.priority > after.priority) {
            before.right = merge(before.right, after);
            top = before;
        } else {
            after.left = merge(before, after.left);
            top = after;
        }
        top.update();
        return top;
    }

    private static Node raiseLeft(Node node, Node left) {
        node.left = left.right;
        left.right = node;
        node.update();
        return left;
    }

    private static Node raiseRight(Node node, Node right) {
        node.right = right.left;
        right.left = node;
        node.update();
        return right;
    }

    private static int order(KeyRange a, KeyRange b) {
        int byStart = a.start().compareTo(b.start());
        return byStart != 0 ? byStart : a.end().compareTo(b.end());
    }

    private static Bytes later(Bytes a, Bytes b) {
        if (isUnbounded(a) || isUnbounded(b)) {
            return isUnbounded(a) ? a : b;
        }
        return a.compareTo(b) >= 0 ? a : b;
    }

    private static boolean endsAfter(Bytes end, Bytes key) {
        return isUnbounded(end) || end.compareTo(key) > 0;
    }

    /** One zero byte stands for no end at all, see {@link KeyRange}. */
    private static boolean isUnbounded(Bytes end) {
        return end.size() == 1 && end.at(0) == 0;
    }
}
