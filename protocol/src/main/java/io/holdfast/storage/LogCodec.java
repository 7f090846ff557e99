package io.holdfast.storage;

import io.holdfast.model.Bytes;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.wire.CommandCodec;
import io.holdfast.wire.MalformedException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Log entries as bytes. Numbers are big-endian; the commands stand as their senders encoded them ({@link
 * CommandCodec}).
 *
 * <pre>
 *    0         1                9             17          25         29
 *   +---------+----------------+-------------+-----------+----------+-----------------------------
 *   | version | timestamp (ms) | incarnation |  number   |  count   | count × ( length | command )
 *   |  1 byte |    8 bytes     |   8 bytes   |  8 bytes  | 4 bytes  |           4 bytes  length
 *   +---------+----------------+-------------+-----------+----------+-----------------------------
 * </pre>
 *
 * <p>The version is 1. The entry ends with the last command. Ratis guards entries with a checksum, so there is none
 * here. Safe for any thread.
 */
public final class LogCodec {
    /** Bytes of an entry before its first command. */
    public static final int HEADER_BYTES = 29;

    private static final byte VERSION = 1;
    private static final int TIMESTAMP_AT = 1;
    private static final int LENGTH_BYTES = 4;

    private LogCodec() {}

    /**
     * Encodes an entry.
     *
     * @param timestampMillis the leader's wall clock
     * @param incarnation the proposer's random number
     * @param number the proposer's count of batches
     * @param commands in order of arrival; only their bytes are used
     */
    public static byte[] encode(long timestampMillis, long incarnation, long number, List<EncodedCommand> commands) {
        int size = HEADER_BYTES;
        for (EncodedCommand command : commands) {
            size = Math.addExact(size, sizeOf(command));
        }
        ByteBuffer entry = ByteBuffer.allocate(size);
        entry.put(VERSION).putLong(timestampMillis).putLong(incarnation).putLong(number);
        entry.putInt(commands.size());
        for (EncodedCommand command : commands) {
            entry.putInt(command.bytes().size());
            entry.put(command.bytes().sharedArray());
        }
        return entry.array();
    }

    /** A copy of an encoded entry with this timestamp in place of its own; at least its header must be there. */
    public static byte[] restamped(Bytes entry, long timestampMillis) {
        byte[] copy = entry.toArray();
        ByteBuffer.wrap(copy).putLong(TIMESTAMP_AT, timestampMillis);
        return copy;
    }

    /** How many bytes a command adds to its entry. */
    public static int sizeOf(EncodedCommand command) {
        return LENGTH_BYTES + command.bytes().size();
    }

    /**
     * Decodes an entry; the buffer's position and content do not change. The batch does not hold on to the buffer.
     *
     * @throws MalformedException if the bytes are not exactly one entry of a version known here
     */
    public static CommandBatch decode(ByteBuffer entry) throws MalformedException {
        ByteBuffer heap = onHeap(entry);
        int size = heap.remaining();
        requireVersion(heap);
        if (size < HEADER_BYTES) {
            throw MalformedException.broken("a log entry has " + size + " bytes, fewer than its header");
        }
        heap.get();
        long timestampMillis = heap.getLong();
        long incarnation = heap.getLong();
        long number = heap.getLong();
        int count = heap.getInt();
        if (count < 0 || count > heap.remaining() / LENGTH_BYTES) {
            throw MalformedException.broken("a log entry of " + size + " bytes claims " + count + " commands");
        }
        List<Command> commands = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            commands.add(command(heap, i));
        }
        if (heap.hasRemaining()) {
            throw MalformedException.broken("a log entry has " + heap.remaining() + " bytes after its last command");
        }
        return new CommandBatch(timestampMillis, incarnation, number, commands);
    }

    private static void requireVersion(ByteBuffer entry) throws MalformedException {
        if (!entry.hasRemaining()) {
            throw MalformedException.broken("a log entry is empty");
        }
        byte version = entry.get(entry.position());
        if (version != VERSION) {
            throw MalformedException.unsupported("a log entry has format version " + (version & 0xff)
                    + ", this release reads version " + VERSION
                    + ": run the release that wrote it, or a newer one, on this data directory");
        }
    }

    private static Command command(ByteBuffer entry, int index) throws MalformedException {
        int length = entry.remaining() < LENGTH_BYTES ? -1 : entry.getInt();
        if (length < 0 || length > entry.remaining()) {
            throw MalformedException.broken("command " + index + " of a log entry is cut short");
        }
        int offset = entry.arrayOffset() + entry.position();
        entry.position(entry.position() + length);
        try {
            return CommandCodec.decode(entry.array(), offset, length);
        } catch (MalformedException e) {
            String what = "command " + index + " of a log entry: " + e.getMessage();
            throw e.unsupported() ? MalformedException.unsupported(what) : MalformedException.broken(what);
        }
    }

    /** The same bytes with an accessible array: Ratis hands out read-only buffers, those are copied once. */
    private static ByteBuffer onHeap(ByteBuffer entry) {
        if (entry.hasArray()) {
            return entry.slice();
        }
        ByteBuffer copy = ByteBuffer.allocate(entry.remaining());
        copy.put(entry.duplicate()).flip();
        return copy;
    }
}
