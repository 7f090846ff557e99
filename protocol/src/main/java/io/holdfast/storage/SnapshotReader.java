package io.holdfast.storage;

import io.holdfast.model.snapshot.SnapshotHeader;
import io.holdfast.model.snapshot.SnapshotRow;
import io.holdfast.model.snapshot.SnapshotTrailer;
import io.holdfast.wire.MalformedException;
import io.holdfast.wire.SnapshotCodec;
import io.holdfast.wire.SnapshotRowDecoder;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads the file of a snapshot ({@link SnapshotFormat}) in one pass, in memory bounded by one chunk, and trusts none of it:
 * a chunk is checked before a row of it is returned, and only {@link #next} returning null says that the file is whole.
 *
 * <p>Whatever is wrong with the bytes is a {@link MalformedException} that says what and at which byte of the file; one
 * that is {@link MalformedException#unsupported} was written by a newer release. Whether the rows make a state is for
 * others to check. After a throw the reader must not be used any more. Confined to one thread.
 */
public final class SnapshotReader {
    /** The version of the file that is read here. */
    public static final int VERSION = SnapshotFormat.VERSION;

    private static final int BUFFER_BYTES = 128 << 10;

    private final InputStream in;
    private final CRC32C checksum = new CRC32C();
    private final SnapshotHeader header;

    private byte[] message = new byte[SnapshotFormat.FULL_CHUNK_BYTES + SnapshotFormat.CHECKSUM_BYTES];
    private SnapshotRowDecoder chunk = new SnapshotRowDecoder(message, 0, 0);

    /** How many bytes were read, and where the message of the last chunk begins. */
    private long position;

    private long messageStart;
    private long rows;
    private @Nullable SnapshotTrailer trailer;

    /**
     * Begins a file and reads its header.
     *
     * @param in the file from its first byte, buffered here; whoever opened it closes it
     * @throws MalformedException if it is no snapshot, one of a version not known here, or damaged
     */
    public SnapshotReader(InputStream in) throws IOException, MalformedException {
        this.in = new BufferedInputStream(in, BUFFER_BYTES);
        readPreamble();
        byte[] head = new byte[SnapshotFormat.CHUNK_HEAD_BYTES];
        int length = readChunk(head);
        if (head[0] != SnapshotFormat.HEADER) {
            throw broken(messageStart, "a chunk of kind " + (head[0] & 0xff) + " where the header must be");
        }
        try {
            header = SnapshotCodec.header(message, 0, length);
        } catch (MalformedException e) {
            throw located(e, messageStart);
        }
    }

    /** What the snapshot is of. */
    public SnapshotHeader header() {
        return header;
    }

    /**
     * The next row, or null at the end: then every byte was read and checked, and nothing follows.
     *
     * @throws MalformedException if the file is damaged, cut short or not of this version
     */
    public @Nullable SnapshotRow next() throws IOException, MalformedException {
        while (trailer == null) {
            long start = messageStart + chunk.position();
            try {
                SnapshotRow row = chunk.next();
                if (row != null) {
                    rows++;
                    return row;
                }
            } catch (MalformedException e) {
                throw located(e, start);
            }
            nextChunk();
        }
        return null;
    }

    /** How many bytes were read: at the end, the size of the file. */
    public long bytes() {
        return position;
    }

    /** At which byte of the file the row begins that comes next. */
    public long position() {
        return messageStart + chunk.position();
    }

    /**
     * The end of the snapshot.
     *
     * @throws IllegalStateException before {@link #next} has returned null
     */
    public SnapshotTrailer trailer() {
        if (trailer == null) {
            throw new IllegalStateException("the snapshot has not been read to its end");
        }
        return trailer;
    }

    private void readPreamble() throws IOException, MalformedException {
        byte[] preamble = new byte[SnapshotFormat.PREAMBLE_BYTES];
        readFully(preamble, 0, preamble.length);
        if (!Arrays.equals(preamble, 0, SnapshotFormat.MAGIC.length, SnapshotFormat.MAGIC, 0, 8)) {
            throw broken(0, "the file does not begin as a snapshot does");
        }
        int version = ByteBuffer.wrap(preamble).getInt(SnapshotFormat.MAGIC.length);
        if (version != SnapshotFormat.VERSION) {
            throw MalformedException.unsupported("the snapshot has format version " + Integer.toUnsignedString(version)
                    + " at byte 8, this release reads version " + SnapshotFormat.VERSION
                    + ": run the release that wrote it, or a newer one");
        }
        checksum.update(preamble);
    }

    private void nextChunk() throws IOException, MalformedException {
        byte[] head = new byte[SnapshotFormat.CHUNK_HEAD_BYTES];
        int length = readChunk(head);
        switch (head[0]) {
            case SnapshotFormat.ROWS -> chunk = new SnapshotRowDecoder(message, 0, length);
            case SnapshotFormat.TRAILER -> end(length);
            case SnapshotFormat.HEADER -> throw broken(messageStart, "a second header");
            default -> throw newer("a chunk of kind " + (head[0] & 0xff), messageStart);
        }
    }

    private void end(int length) throws IOException, MalformedException {
        SnapshotTrailer read;
        try {
            read = SnapshotCodec.trailer(message, 0, length);
        } catch (MalformedException e) {
            throw located(e, messageStart);
        }
        if (read.rows() != rows) {
            throw broken(messageStart, "there are " + rows + " rows, the trailer says " + read.rows());
        }
        if (in.read() >= 0) {
            throw broken(position, "the file goes on behind its trailer");
        }
        trailer = read;
    }

    /** Reads a chunk's head into {@code head} and its message into {@link #message}; returns the message's length. */
    private int readChunk(byte[] head) throws IOException, MalformedException {
        long start = position;
        readFully(head, 0, head.length);
        int length = ByteBuffer.wrap(head).getInt(1);
        if (length < 0 || length > SnapshotFormat.MAX_CHUNK_BYTES) {
            throw broken(
                    start,
                    "a chunk claims " + Integer.toUnsignedString(length) + " bytes, at most "
                            + SnapshotFormat.MAX_CHUNK_BYTES + " are allowed");
        }
        messageStart = position;
        int withChecksum = length + SnapshotFormat.CHECKSUM_BYTES;
        if (message.length < withChecksum) {
            message = new byte[withChecksum];
        }
        readFully(message, 0, withChecksum);
        checksum.update(head);
        checksum.update(message, 0, length);
        int written = ByteBuffer.wrap(message).getInt(length);
        if ((int) checksum.getValue() != written) {
            throw broken(start, "the checksum of the chunk that begins there is wrong");
        }
        return length;
    }

    private void readFully(byte[] target, int offset, int length) throws IOException, MalformedException {
        int read = in.readNBytes(target, offset, length);
        position += read;
        if (read < length) {
            throw broken(position, "the file is cut short");
        }
    }

    /** Adds the place in the file to what a decoder complains about. */
    private static MalformedException located(MalformedException complaint, long at) {
        String what = String.valueOf(complaint.getMessage());
        return complaint.unsupported() ? newer(what, at) : broken(at, what);
    }

    private static MalformedException broken(long at, String what) {
        return MalformedException.broken("the snapshot is damaged at byte " + at + ": " + what);
    }

    private static MalformedException newer(String what, long at) {
        return MalformedException.unsupported(
                "the snapshot was written by a newer release, which this one cannot read: " + what + ", at byte " + at);
    }
}
