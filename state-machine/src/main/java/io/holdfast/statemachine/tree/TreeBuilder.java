package io.holdfast.statemachine.tree;

import io.holdfast.model.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds a tree of elements that come in order, from the leaves up: each is stored once and never searched for. Nodes are
 * filled as far as ascending insertions leave them, so that a few further insertions split nothing.
 *
 * <p>Confined to one thread.
 */
public final class TreeBuilder<E> {
    private static final int FILL = Node.CAPACITY - Node.MIN;

    private final Order<E> order;
    private final Edit edit = new Edit();
    private final List<Node<E>> leaves = new ArrayList<>();
    private Leaf<E> leaf = new Leaf<>(edit);
    private @Nullable Bytes last;

    /** A builder without elements. */
    public TreeBuilder(Order<E> order) {
        this.order = order;
    }

    /** Adds an element; false, and nothing happens, if it does not stand behind the one before. */
    public boolean append(E element) {
        Bytes key = order.key(element);
        if (last != null && last.compareTo(key) >= 0) {
            return false;
        }
        last = key;
        if (leaf.size == FILL) {
            leaves.add(leaf);
            leaf = new Leaf<>(edit);
        }
        leaf.append(element);
        return true;
    }

    /** The tree of all elements. The builder must not be used any more. */
    public Tree<E> build() {
        leaves.add(leaf);
        List<Node<E>> level = complete(leaves);
        while (level.size() > 1) {
            level = complete(parents(level));
        }
        return new Tree<>(order, level.get(0));
    }

    private List<Node<E>> parents(List<Node<E>> children) {
        List<Node<E>> parents = new ArrayList<>(children.size() / FILL + 1);
        for (int from = 0; from < children.size(); from += FILL) {
            Inner<E> parent = new Inner<>(edit);
            for (Node<E> child : children.subList(from, Math.min(from + FILL, children.size()))) {
                parent.append(order, child);
            }
            parents.add(parent);
        }
        return parents;
    }

    /** Gives all nodes of a level their prefix and heads, and the last one enough entries. */
    private List<Node<E>> complete(List<Node<E>> level) {
        int lastIndex = level.size() - 1;
        if (lastIndex > 0 && level.get(lastIndex).size < Node.MIN) {
            level.get(lastIndex - 1).balance(level.get(lastIndex), order);
        }
        for (Node<E> node : level) {
            node.rehead(order);
        }
        return level;
    }
}
