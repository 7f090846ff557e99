package io.holdfast.statemachine.tree;

import io.holdfast.model.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The one writer of a line of trees. A node is copied the first time it is changed after a freeze, then changed in
 * place until the next one: a batch pays for each node it touches once, not once a change.
 *
 * <p>Confined to one thread.
 */
public final class TreeEditor<E> {
    private final Order<E> order;
    private Edit edit = new Edit();
    private Node<E> root;

    TreeEditor(Tree<E> tree) {
        this.order = tree.order;
        this.root = tree.root;
    }

    /** Stores an element; returns the one it replaced, or null. */
    public @Nullable E put(E element) {
        return put(order.key(element), before -> element);
    }

    /**
     * Stores what the change makes of the element with this key, in one search; returns that element, or null if there
     * was none. The new element must have that same key.
     */
    public @Nullable E put(Bytes key, Change<E> change) {
        own();
        E replaced = root.put(edit, order, key, change);
        if (root.size == Node.CAPACITY) {
            root = Inner.over(edit, order, root);
        }
        return replaced;
    }

    /** Removes the element with exactly this key; returns it, or null if there is none. */
    public @Nullable E remove(Bytes key) {
        own();
        E removed = root.remove(edit, order, key);
        if (root instanceof Inner<E> inner && inner.size == 1) {
            root = inner.child(0);
        }
        return removed;
    }

    /** The tree as it stands: for reading between two changes on this thread, without the price of a freeze. */
    public Tree<E> view() {
        return new Tree<>(order, root);
    }

    /** The tree as it stands, forever: later changes copy what they touch. */
    public Tree<E> freeze() {
        edit = new Edit();
        return new Tree<>(order, root);
    }

    private void own() {
        if (root.owner != edit) {
            root = root.copy(edit);
        }
    }
}
