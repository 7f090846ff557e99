package io.holdfast.statemachine.tree;

import io.holdfast.model.Bytes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A node of subtrees, each with its count and a separator: a key at or before its first element and after the last
 * element of the subtree to its left. The first subtree's separator bounds nothing: whatever stands before it belongs to
 * that subtree too.
 *
 * <p>Separators are keys, not elements: an element that is gone must not be kept alive by the tree.
 */
final class Inner<E> extends Node<E> {
    /** Neighbours that together stay below this become one; the gap to CAPACITY keeps a merge from splitting again. */
    private static final int MERGED_MAX = CAPACITY * 3 / 4;

    private final Bytes[] keys = new Bytes[CAPACITY];
    private final int[] counts = new int[CAPACITY];
    private final @Nullable Node<?>[] children = new Node<?>[CAPACITY];

    Inner(Edit owner) {
        super(owner);
    }

    /** A root over one node that has grown too large. */
    static <E> Inner<E> over(Edit edit, Order<E> order, Node<E> child) {
        Inner<E> inner = new Inner<>(edit);
        inner.size = 1;
        inner.place(order, 0, child);
        inner.split(edit, order, 0, child, CAPACITY / 2);
        return inner;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // below size every slot holds a Node<E>
    Node<E> child(int index) {
        return (Node<E>) children[index];
    }

    /** Adds a subtree behind all others; prefix and heads are up to whoever calls. */
    void append(Order<E> order, Node<E> child) {
        keys[size] = order.key(child.first());
        counts[size] = child.count();
        children[size] = child;
        size++;
    }

    /** How many elements stand left of the subtree at {@code index}. */
    int countBefore(int index) {
        int count = 0;
        for (int i = 0; i < index; i++) {
            count += counts[i];
        }
        return count;
    }

    /** The subtree in which a key lies. */
    int childIndex(Order<E> order, Bytes key) {
        int index = search(order, key);
        return index >= 0 ? index : Math.max(0, ~index - 1);
    }

    @Override
    Bytes keyAt(Order<E> order, int index) {
        return keys[index];
    }

    @Override
    int count() {
        return countBefore(size);
    }

    @Override
    E first() {
        return child(0).first();
    }

    @Override
    Inner<E> copy(Edit edit) {
        Inner<E> copy = fresh(edit);
        copy.copyShape(this);
        return copy;
    }

    @Override
    Inner<E> fresh(Edit edit) {
        return new Inner<>(edit);
    }

    @Override
    void copyEntries(Node<E> source, int from, int to, int length) {
        Inner<E> inner = (Inner<E>) source;
        System.arraycopy(inner.keys, from, keys, to, length);
        System.arraycopy(inner.counts, from, counts, to, length);
        System.arraycopy(inner.children, from, children, to, length);
    }

    @Override
    void clearEntries(int from, int to) {
        Arrays.fill(keys, from, to, Bytes.EMPTY);
        Arrays.fill(children, from, to, null);
    }

    @Override
    @Nullable
    E put(Edit edit, Order<E> order, Bytes key, Change<E> change) {
        int index = childIndex(order, key);
        Node<E> child = editable(edit, index);
        E replaced = child.put(edit, order, key, change);
        if (replaced == null) {
            counts[index]++;
            if (child.size == CAPACITY) {
                boolean appended = child.search(order, key) == CAPACITY - 1;
                split(edit, order, index, child, appended ? CAPACITY - MIN : CAPACITY / 2);
            }
        }
        return replaced;
    }

    @Override
    @Nullable
    E remove(Edit edit, Order<E> order, Bytes key) {
        int index = childIndex(order, key);
        Node<E> child = editable(edit, index);
        E removed = child.remove(edit, order, key);
        if (removed != null) {
            counts[index]--;
            if (child.size < MIN && size > 1) {
                refill(edit, order, Math.max(0, index - 1));
            }
        }
        return removed;
    }

    private Node<E> editable(Edit edit, int index) {
        Node<E> child = child(index);
        if (child.owner == edit) {
            return child;
        }
        Node<E> copy = child.copy(edit);
        children[index] = copy;
        return copy;
    }

    /** Ascending insertions split near the end, so that what is never touched again stays well filled. */
    private void split(Edit edit, Order<E> order, int index, Node<E> child, int at) {
        Node<E> right = child.splitOff(edit, order, at);
        openGap(index + 1);
        place(order, index + 1, right);
        place(order, index, child);
    }

    private void refill(Edit edit, Order<E> order, int index) {
        Node<E> left = editable(edit, index);
        Node<E> right = editable(edit, index + 1);
        if (left.size + right.size <= MERGED_MAX) {
            left.absorb(right, order);
            closeGap(index + 1);
        } else {
            left.balance(right, order);
            place(order, index + 1, right);
        }
        place(order, index, left);
    }

    /** Stores a subtree, its count and the key of its true first element. */
    private void place(Order<E> order, int index, Node<E> child) {
        keys[index] = order.key(child.first());
        counts[index] = child.count();
        children[index] = child;
        admit(order, index);
    }
}
