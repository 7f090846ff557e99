package io.holdfast.statemachine.tree;

import io.holdfast.model.Bytes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A node of elements. */
final class Leaf<E> extends Node<E> {
    private final @Nullable Object[] elements = new Object[CAPACITY];

    Leaf(Edit owner) {
        super(owner);
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // below size every slot holds an E
    E at(int index) {
        return (E) elements[index];
    }

    /** Adds an element behind all others; prefix and heads are up to whoever calls. */
    void append(E element) {
        elements[size++] = element;
    }

    @Override
    Bytes keyAt(Order<E> order, int index) {
        return order.key(at(index));
    }

    @Override
    int count() {
        return size;
    }

    @Override
    E first() {
        return at(0);
    }

    @Override
    Leaf<E> copy(Edit edit) {
        Leaf<E> copy = fresh(edit);
        copy.copyShape(this);
        return copy;
    }

    @Override
    Leaf<E> fresh(Edit edit) {
        return new Leaf<>(edit);
    }

    @Override
    void copyEntries(Node<E> source, int from, int to, int length) {
        System.arraycopy(((Leaf<E>) source).elements, from, elements, to, length);
    }

    @Override
    void clearEntries(int from, int to) {
        Arrays.fill(elements, from, to, null);
    }

    @Override
    @Nullable
    E put(Edit edit, Order<E> order, Bytes key, Change<E> change) {
        int index = search(order, key);
        if (index >= 0) {
            E replaced = at(index);
            elements[index] = change.after(replaced);
            return replaced;
        }
        E added = change.after(null);
        openGap(~index);
        elements[~index] = added;
        admit(order, ~index);
        return null;
    }

    @Override
    @Nullable
    E remove(Edit edit, Order<E> order, Bytes key) {
        int index = search(order, key);
        if (index < 0) {
            return null;
        }
        E removed = at(index);
        closeGap(index);
        return removed;
    }
}
