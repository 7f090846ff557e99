package io.holdfast.statemachine.tree;

import io.holdfast.model.Bytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A node of the tree: up to {@link #CAPACITY} - 1 entries in order, one more only between an insertion and the split
 * that follows.
 *
 * <p>Comparing keys means following three references into cold memory, so each node carries what usually decides: the
 * length {@link #skip} of a prefix that all its keys share, and of each key a number made of the seven bytes after it and
 * of how many bytes there were ({@link #heads}):
 *
 * <pre>
 *  63                                    8 7          0
 * +---------------------------------------+------------+
 * | bytes skip … skip+6, zero-padded       | min(rest,8)|    sign bit flipped
 * +---------------------------------------+------------+
 * </pre>
 *
 * <p>Unequal heads order as their keys do. Equal heads with a rest below eight mean equal keys; only longer rests are
 * compared as bytes. (The technique is known as prefix truncation with poor man's normalized keys; G. Graefe, "Modern
 * B-Tree Techniques", 2011.)
 *
 * <p>Written only by the owner of {@link #owner}; frozen nodes are safe for any thread.
 */
abstract class Node<E> {
    /** A node of so many entries is split. */
    static final int CAPACITY = 64;

    /** A node of fewer entries, unless it is the root, is refilled from a neighbour or merged with it. */
    static final int MIN = CAPACITY / 4;

    /** How many bytes of a key its head shows. */
    private static final int REST_SHOWN = 7;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    final Edit owner;

    final long[] heads = new long[CAPACITY];

    /** How many leading bytes all keys are known to share. */
    int skip;

    /** A key with that prefix; need not be in the node any more. */
    Bytes sample = Bytes.EMPTY;

    int size;

    Node(Edit owner) {
        this.owner = owner;
    }

    abstract Bytes keyAt(Order<E> order, int index);

    /** How many elements stand in this subtree. */
    abstract int count();

    /** The first element of this subtree, which is not empty. */
    abstract E first();

    abstract Node<E> copy(Edit edit);

    /** An empty node of the same kind. */
    abstract Node<E> fresh(Edit edit);

    /** Copies what a kind of node keeps of its entries; source and target may overlap. */
    abstract void copyEntries(Node<E> source, int from, int to, int length);

    /** Lets go of what the entries refer to. */
    abstract void clearEntries(int from, int to);

    /** Stores what the change makes of the element with this key, in this node, which the edit owns. */
    abstract @Nullable E put(Edit edit, Order<E> order, Bytes key, Change<E> change);

    /** Removes an element from this node, which the edit owns; returns it. */
    abstract @Nullable E remove(Edit edit, Order<E> order, Bytes key);

    /** The index of the entry with exactly this key, else the complement ({@code ~}) of where it would be inserted. */
    final int search(Order<E> order, Bytes key) {
        byte[] probe = key.sharedArray();
        int side = sideOfPrefix(probe);
        if (side != 0) {
            return side < 0 ? ~0 : ~size;
        }
        long head = head(probe, skip);
        int low = firstNotBelow(head, 0);
        if (low == size || heads[low] != head) {
            return ~low;
        }
        return (head & 0xff) <= REST_SHOWN ? low : searchTies(order, key, head, low);
    }

    private int firstNotBelow(long head, int from) {
        int low = from;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (heads[middle] < head) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Among the entries from {@code from} on that have this head; only whole keys tell them apart. */
    private int searchTies(Order<E> order, Bytes key, long head, int from) {
        int low = from;
        int high = from + 1;
        if (high < size && heads[high] == head) {
            high = head == Long.MAX_VALUE ? size : firstNotBelow(head + 1, high);
        }
        while (low < high) {
            int middle = (low + high) >>> 1;
            int side = key.compareTo(keyAt(order, middle));
            if (side == 0) {
                return middle;
            }
            if (side > 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return ~low;
    }

    /** Negative if the probe stands before every key with the shared prefix, positive if after, 0 if it shares it. */
    private int sideOfPrefix(byte[] probe) {
        byte[] shared = sample.sharedArray();
        int compared = Math.min(probe.length, skip);
        int at = Arrays.mismatch(probe, 0, compared, shared, 0, compared);
        if (at >= 0) {
            return Byte.compareUnsigned(probe[at], shared[at]);
        }
        return compared < skip ? -1 : 0;
    }

    /** Opens a gap for an entry whose key is about to be stored at {@code index}. */
    final void openGap(int index) {
        copyEntries(this, index, index + 1, size - index);
        System.arraycopy(heads, index, heads, index + 1, size - index);
        size++;
    }

    /** Closes the gap of an entry that goes. */
    final void closeGap(int index) {
        copyEntries(this, index + 1, index, size - index - 1);
        System.arraycopy(heads, index + 1, heads, index, size - index - 1);
        size--;
        clearEntries(size, size + 1);
    }

    /** Brings prefix and heads in line with the entry just stored at {@code index}. */
    final void admit(Order<E> order, int index) {
        byte[] key = keyAt(order, index).sharedArray();
        if (size == 1 || !sharesPrefix(key)) {
            rehead(order);
        } else {
            heads[index] = head(key, skip);
        }
    }

    private boolean sharesPrefix(byte[] key) {
        return key.length >= skip && Arrays.equals(key, 0, skip, sample.sharedArray(), 0, skip);
    }

    /** Computes prefix and heads anew: in order as they are, first and last key share what all share. */
    final void rehead(Order<E> order) {
        if (size == 0) {
            skip = 0;
            return;
        }
        sample = keyAt(order, 0);
        byte[] last = keyAt(order, size - 1).sharedArray();
        int at = Arrays.mismatch(sample.sharedArray(), last);
        skip = at < 0 ? last.length : at;
        for (int i = 0; i < size; i++) {
            heads[i] = head(keyAt(order, i).sharedArray(), skip);
        }
    }

    /** Moves the entries from {@code at} on into a new right neighbour. */
    final Node<E> splitOff(Edit edit, Order<E> order, int at) {
        Node<E> right = fresh(edit);
        right.copyEntries(this, at, 0, size - at);
        right.size = size - at;
        clearEntries(at, size);
        size = at;
        rehead(order);
        right.rehead(order);
        return right;
    }

    /** Takes over every entry of the right neighbour. */
    final void absorb(Node<E> right, Order<E> order) {
        copyEntries(right, 0, size, right.size);
        size += right.size;
        rehead(order);
    }

    /** Shares entries evenly with the right neighbour. */
    final void balance(Node<E> right, Order<E> order) {
        int target = (size + right.size) >>> 1;
        if (size > target) {
            int moved = size - target;
            right.copyEntries(right, 0, moved, right.size);
            right.copyEntries(this, target, 0, moved);
            right.size += moved;
            clearEntries(target, size);
        } else {
            int moved = target - size;
            copyEntries(right, 0, size, moved);
            right.copyEntries(right, moved, 0, right.size - moved);
            right.clearEntries(right.size - moved, right.size);
            right.size -= moved;
        }
        size = target;
        rehead(order);
        right.rehead(order);
    }

    final void copyShape(Node<E> source) {
        System.arraycopy(source.heads, 0, heads, 0, source.size);
        skip = source.skip;
        sample = source.sample;
        size = source.size;
        copyEntries(source, 0, 0, source.size);
    }

    private static long head(byte[] key, int skip) {
        int rest = key.length - skip;
        if (rest > REST_SHOWN) {
            return (((long) LONG.get(key, skip) & ~0xffL) | (REST_SHOWN + 1)) ^ Long.MIN_VALUE;
        }
        long head = rest;
        for (int i = 0; i < rest; i++) {
            head |= (key[skip + i] & 0xffL) << (56 - 8 * i);
        }
        return head ^ Long.MIN_VALUE;
    }
}
