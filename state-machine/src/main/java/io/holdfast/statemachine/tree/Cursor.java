package io.holdfast.statemachine.tree;

import io.holdfast.model.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One pass over a tree in one direction. Confined to one thread; the tree may be read by others meanwhile.
 */
public final class Cursor<E> {
    /** A node on the way down and the child taken there. */
    private static final class Step<E> {
        final Inner<E> node;
        int index;

        Step(Inner<E> node, int index) {
            this.node = node;
            this.index = index;
        }
    }

    private final List<Step<E>> path = new ArrayList<>(4);
    private final boolean upwards;
    private Leaf<E> leaf;
    private int next;

    /** From the given key on, or from the very end of the tree in that direction without one. */
    Cursor(Tree<E> tree, boolean upwards, @Nullable Bytes key) {
        this.upwards = upwards;
        if (key == null) {
            leaf = descendToEdge(tree.root);
            next = upwards ? 0 : leaf.size - 1;
            return;
        }
        Node<E> node = tree.root;
        while (node instanceof Inner<E> inner) {
            int index = inner.childIndex(tree.order, key);
            path.add(new Step<>(inner, index));
            node = inner.child(index);
        }
        leaf = (Leaf<E>) node;
        int found = leaf.search(tree.order, key);
        int place = found >= 0 ? found : ~found;
        next = upwards ? place : place - 1;
    }

    /** The next element, or null at the end. */
    public @Nullable E next() {
        if (next < 0 || next >= leaf.size) {
            if (!moveOn()) {
                return null;
            }
            next = upwards ? 0 : leaf.size - 1;
        }
        E element = leaf.at(next);
        next += upwards ? 1 : -1;
        return element;
    }

    private boolean moveOn() {
        for (int depth = path.size() - 1; depth >= 0; depth--) {
            Step<E> step = path.get(depth);
            int index = step.index + (upwards ? 1 : -1);
            if (index >= 0 && index < step.node.size) {
                step.index = index;
                path.subList(depth + 1, path.size()).clear();
                leaf = descendToEdge(step.node.child(index));
                return true;
            }
        }
        return false;
    }

    private Leaf<E> descendToEdge(Node<E> from) {
        Node<E> node = from;
        while (node instanceof Inner<E> inner) {
            int index = upwards ? 0 : inner.size - 1;
            path.add(new Step<>(inner, index));
            node = inner.child(index);
        }
        return (Leaf<E>) node;
    }
}
