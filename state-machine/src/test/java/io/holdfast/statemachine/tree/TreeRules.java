package io.holdfast.statemachine.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;

/**
 * The inner rules of a tree: all leaves equally deep; every node but the root between MIN and CAPACITY; elements
 * strictly ascending; counts true; each separator of an inner node between its neighbours; every key of a node shares the
 * node's prefix and has the right head (shown by finding each key).
 */
public final class TreeRules<E> {
    private final Tree<E> tree;
    private int leaves;
    private int leafDepth = -1;

    /** Rules of one tree. */
    public TreeRules(Tree<E> tree) {
        this.tree = tree;
    }

    /** Fails if a rule is broken. */
    public TreeRules<E> check() {
        check(tree.root, 0, true);
        E previous = null;
        Cursor<E> cursor = tree.ascending();
        for (E element = cursor.next(); element != null; element = cursor.next()) {
            if (previous != null) {
                assertThat(key(previous).compareTo(key(element))).as("order").isNegative();
            }
            assertThat(tree.get(key(element))).isSameAs(element);
            previous = element;
        }
        return this;
    }

    /** How many leaves there are, after a check. */
    public int leaves() {
        return leaves;
    }

    private int check(Node<E> node, int depth, boolean isRoot) {
        assertThat(node.size).as("fill").isLessThan(Node.CAPACITY);
        if (!isRoot) {
            assertThat(node.size).as("fill").isGreaterThanOrEqualTo(Node.MIN);
        }
        if (!(node instanceof Inner<E> inner)) {
            leaves++;
            leafDepth = leafDepth < 0 ? depth : leafDepth;
            assertThat(depth).as("depth").isEqualTo(leafDepth);
            return node.size;
        }
        assertThat(inner.size).as("root of one child").isGreaterThan(1);
        int count = 0;
        for (int i = 0; i < inner.size; i++) {
            count += check(inner.child(i), depth + 1, false);
            assertThat(inner.countBefore(i + 1)).as("count").isEqualTo(count);
            if (i > 0) {
                E first = inner.child(i).first();
                Bytes separator = inner.keyAt(tree.order, i);
                assertThat(separator.compareTo(key(first))).isNotPositive();
                assertThat(separator.compareTo(key(last(inner.child(i - 1))))).isPositive();
            }
        }
        return count;
    }

    private E last(Node<E> node) {
        return node instanceof Inner<E> inner ? last(inner.child(inner.size - 1)) : ((Leaf<E>) node).at(node.size - 1);
    }

    private Bytes key(E element) {
        return tree.order.key(element);
    }
}
