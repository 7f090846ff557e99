package io.holdfast.server.raft;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Up to which entry the segment in progress is known to be synced: beyond it a power loss may have torn the log, up to
 * it every damage is real.
 *
 * <pre>{@code
 * int64  index of the first entry of the segment
 * int64  index of the last entry known to be synced
 * int32  CRC-32C of the above
 * }</pre>
 *
 * <p>The file is rewritten in place, within one disk sector, and not synced: the operating system writes it out within
 * half a minute or so. What it says is true whenever it was written, only not the latest; a file that cannot be read
 * says nothing.
 *
 * <p>Safe for any thread.
 */
final class SyncedIndex {
    /** Nothing is known. */
    static final long NONE = -1;

    private static final String NAME = "synced";
    private static final int BODY_BYTES = 2 * Long.BYTES;
    private static final int BYTES = BODY_BYTES + Integer.BYTES;

    /** Never closed before it is collected: Ratis goes on writing while it closes everything. */
    private final FileChannel file;

    private SyncedIndex(FileChannel file) {
        this.file = file;
    }

    /** Opens or makes the file of a group that is about to be written. */
    static SyncedIndex open(Path group) throws IOException {
        return new SyncedIndex(
                FileChannel.open(group.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE));
    }

    /** What the file of a group that is not open says of the segment that begins with an entry. */
    static long read(Path group, long first) throws IOException {
        Path path = group.resolve(NAME);
        if (!Files.exists(path) || Files.size(path) != BYTES) {
            return NONE;
        }
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path));
        boolean whole = checksum(bytes) == bytes.getInt(BODY_BYTES);
        return whole && bytes.getLong(0) == first ? bytes.getLong(Long.BYTES) : NONE;
    }

    /** Notes that the entries of the segment that begins with {@code first} are synced up to {@code last}. */
    void note(long first, long last) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES).putLong(first).putLong(last);
        bytes.putInt(checksum(bytes)).flip();
        write(bytes);
    }

    /** Says nothing any more, durably: what was synced is about to be taken back. */
    void forget() throws IOException {
        write(ByteBuffer.allocate(BYTES));
        file.force(false);
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes, bytes.position());
        }
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(0, BODY_BYTES));
        return (int) crc.getValue();
    }
}
