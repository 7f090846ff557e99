package io.holdfast.it.power;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/** The content of one file: what a sync made durable, and the changes since. Confined to one thread. */
final class Content {
    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    private byte[] durable = {};
    private int length;
    private final List<Change> pending = new ArrayList<>();

    /**
     * A change not yet synced.
     *
     * @param position its place in the journal
     * @param begin where it begins: for a truncation the new length
     * @param end where it ends: for a truncation {@link Integer#MAX_VALUE}
     * @param bytes what was written; empty for zeros and for a truncation
     */
    private record Change(long position, int begin, int end, ByteBuffer bytes) {
        boolean truncates() {
            return end == Integer.MAX_VALUE;
        }

        int lengthAfter(int before) {
            return truncates() ? Math.min(before, begin) : Math.max(before, end);
        }
    }

    /** A file that is durable as it is. */
    static Content of(byte[] bytes) {
        Content content = new Content();
        content.durable = bytes;
        content.length = bytes.length;
        return content;
    }

    void wrote(long position, long offset, byte[] bytes) {
        pending.add(new Change(
                position, Math.toIntExact(offset), Math.toIntExact(offset + bytes.length), ByteBuffer.wrap(bytes)));
    }

    void zeroed(long position, long offset, long count) {
        pending.add(new Change(position, Math.toIntExact(offset), Math.toIntExact(offset + count), NONE));
    }

    void truncated(long position, long size) {
        pending.add(new Change(position, Math.toIntExact(size), Integer.MAX_VALUE, NONE));
    }

    /** A sync that began at this place of the journal has returned. */
    void forced(long begin) {
        while (!pending.isEmpty() && pending.get(0).position < begin) {
            Change change = pending.remove(0);
            length = change.lengthAfter(length);
            grow(length);
            apply(change, durable, 0, length);
            if (change.truncates()) {
                Arrays.fill(durable, length, durable.length, (byte) 0);
            }
        }
    }

    /** The whole file with every change. */
    byte[] all() {
        Content copy = copy();
        copy.forced(Long.MAX_VALUE);
        return copy.durable();
    }

    /** What a sync made durable, and nothing else. */
    byte[] durable() {
        return Arrays.copyOf(durable, length);
    }

    /** Every sector as some change since the last sync left it, or as it was; the length likewise. */
    byte[] torn(Random random, int sector) {
        int keptLength = length;
        int keptChanges = random.nextInt(pending.size() + 1);
        int longest = length;
        int after = length;
        for (int i = 0; i < pending.size(); i++) {
            after = pending.get(i).lengthAfter(after);
            longest = Math.max(longest, after);
            if (i < keptChanges) {
                keptLength = after;
            }
        }
        byte[] torn = Arrays.copyOf(durable(), longest);
        TreeMap<Integer, List<Change>> touched = new TreeMap<>();
        for (Change change : pending) {
            for (int at = change.begin / sector; at <= (Math.min(change.end, longest) - 1) / sector; at++) {
                touched.computeIfAbsent(at, any -> new ArrayList<>()).add(change);
            }
        }
        touched.forEach((at, changes) -> {
            int kept = random.nextInt(changes.size() + 1);
            for (Change change : changes.subList(0, kept)) {
                apply(change, torn, at * sector, (at + 1) * sector);
            }
        });
        return Arrays.copyOf(torn, keptLength);
    }

    private Content copy() {
        Content copy = of(durable());
        copy.pending.addAll(pending);
        return copy;
    }

    private void grow(int needed) {
        if (needed > durable.length) {
            durable = Arrays.copyOf(durable, Math.max(needed, durable.length * 2));
        }
    }

    /** Applies what of a change lies within a window. */
    private static void apply(Change change, byte[] target, int from, int to) {
        int begin = Math.max(change.begin, from);
        int end = Math.min(Math.min(change.end, to), target.length);
        if (begin >= end) {
            return;
        }
        if (!change.bytes.hasRemaining()) {
            Arrays.fill(target, begin, end, (byte) 0);
        } else {
            change.bytes.get(begin - change.begin, target, begin, end - begin);
        }
    }
}
