package io.holdfast.statemachine.tree;

import io.holdfast.model.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * An immutable ordered tree: a B+ tree whose versions share all nodes that do not differ.
 *
 * <p>Safe for any thread, with one exception: what {@link TreeEditor#view} returns is valid until the editor's next
 * change and belongs to the editor's thread. Lookups, counts and the start of an iteration cost O(log n).
 */
public final class Tree<E> {
    final Order<E> order;
    final Node<E> root;

    Tree(Order<E> order, Node<E> root) {
        this.order = order;
        this.root = root;
    }

    /** A tree without elements. */
    public static <E> Tree<E> empty(Order<E> order) {
        return new Tree<>(order, new Leaf<>(new Edit()));
    }

    /** An editor that starts from this tree and leaves it as it is. */
    public TreeEditor<E> edit() {
        return new TreeEditor<>(this);
    }

    /** How many elements there are. */
    public int size() {
        return root.count();
    }

    /** The element with exactly this key, or null. */
    public @Nullable E get(Bytes key) {
        Node<E> node = root;
        while (node instanceof Inner<E> inner) {
            node = inner.child(inner.childIndex(order, key));
        }
        int index = node.search(order, key);
        return index >= 0 ? ((Leaf<E>) node).at(index) : null;
    }

    /** How many elements stand before this key. */
    public int rank(Bytes key) {
        int rank = 0;
        Node<E> node = root;
        while (node instanceof Inner<E> inner) {
            int index = inner.childIndex(order, key);
            rank += inner.countBefore(index);
            node = inner.child(index);
        }
        int index = node.search(order, key);
        return rank + (index >= 0 ? index : ~index);
    }

    /** Every element, upwards. */
    public Cursor<E> ascending() {
        return new Cursor<>(this, true, null);
    }

    /** The elements at and after this key, upwards. */
    public Cursor<E> ascendingFrom(Bytes key) {
        return new Cursor<>(this, true, key);
    }

    /** Every element, downwards. */
    public Cursor<E> descending() {
        return new Cursor<>(this, false, null);
    }

    /** The elements before this key, downwards. */
    public Cursor<E> descendingBefore(Bytes key) {
        return new Cursor<>(this, false, key);
    }
}
