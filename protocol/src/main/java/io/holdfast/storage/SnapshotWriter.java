package io.holdfast.storage;

import io.holdfast.model.snapshot.RowSink;
import io.holdfast.model.snapshot.SnapshotHeader;
import io.holdfast.model.snapshot.SnapshotRow;
import io.holdfast.model.snapshot.SnapshotTrailer;
import io.holdfast.wire.SnapshotCodec;
import io.holdfast.wire.SnapshotRowEncoder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.CRC32C;

/**
 * Writes the file of a snapshot ({@link SnapshotFormat}): header, rows in the order that {@link SnapshotRow} names,
 * trailer. Gathers rows into chunks of about 64 KiB and writes each at once, so the stream needs no buffer. Equal headers,
 * rows and digests give equal bytes.
 *
 * <p>Without {@link #finish} the file has no end and no reader takes it. Whoever opened the stream syncs and closes it.
 * After an {@link IOException} the writer must not be used any more. Confined to one thread.
 */
public final class SnapshotWriter implements RowSink<IOException> {
    private final OutputStream out;
    private final SnapshotRowEncoder encoder = new SnapshotRowEncoder();
    private final CRC32C checksum = new CRC32C();

    /** One chunk as it goes out: head, message, checksum. */
    private byte[] chunk =
            new byte[SnapshotFormat.CHUNK_HEAD_BYTES + SnapshotFormat.FULL_CHUNK_BYTES + SnapshotFormat.CHECKSUM_BYTES];

    private int messageBytes;
    private long size;
    private long rows;
    private boolean finished;

    /**
     * Begins a file.
     *
     * @param out where it goes
     * @param header what it is of
     * @throws IllegalArgumentException if a text of the header is longer than its limit
     */
    public SnapshotWriter(OutputStream out, SnapshotHeader header) throws IOException {
        this.out = Objects.requireNonNull(out, "out");
        byte[] message = SnapshotCodec.encode(header);
        ByteBuffer preamble = ByteBuffer.allocate(SnapshotFormat.PREAMBLE_BYTES);
        preamble.put(SnapshotFormat.MAGIC).putInt(SnapshotFormat.VERSION);
        checksum.update(preamble.array());
        out.write(preamble.array());
        size = SnapshotFormat.PREAMBLE_BYTES;
        writeChunk(SnapshotFormat.HEADER, message);
    }

    /**
     * Adds a row.
     *
     * @throws IllegalArgumentException if a text or the whole is longer than a reader would take
     * @throws IllegalStateException after {@link #finish}
     */
    @Override
    public void row(SnapshotRow row) throws IOException {
        requireUnfinished();
        int length = encoder.encode(row);
        if (messageBytes > 0 && messageBytes + length > SnapshotFormat.FULL_CHUNK_BYTES) {
            writeRows();
        }
        reserve(messageBytes + length);
        encoder.copyTo(chunk, SnapshotFormat.CHUNK_HEAD_BYTES + messageBytes);
        messageBytes += length;
        rows++;
    }

    /**
     * Ends the file and flushes the stream.
     *
     * @param digestVersion names the hash function of the digests
     * @param chain the digest over every outcome and event
     * @param content the digest over the state that the rows make
     * @throws IllegalStateException if it has ended
     */
    public void finish(int digestVersion, long chain, long content) throws IOException {
        requireUnfinished();
        if (messageBytes > 0) {
            writeRows();
        }
        finished = true;
        SnapshotTrailer trailer = new SnapshotTrailer(rows, digestVersion, chain, content);
        writeChunk(SnapshotFormat.TRAILER, SnapshotCodec.encode(trailer));
        out.flush();
    }

    /** How many bytes were handed to the stream: after {@link #finish} the size of the file. */
    public long size() {
        return size;
    }

    /** How many rows were added. */
    public long rows() {
        return rows;
    }

    private void requireUnfinished() {
        if (finished) {
            throw new IllegalStateException("the snapshot is finished");
        }
    }

    private void writeChunk(byte kind, byte[] message) throws IOException {
        reserve(message.length);
        System.arraycopy(message, 0, chunk, SnapshotFormat.CHUNK_HEAD_BYTES, message.length);
        messageBytes = message.length;
        writeChunk(kind);
    }

    private void writeRows() throws IOException {
        writeChunk(SnapshotFormat.ROWS);
    }

    private void writeChunk(byte kind) throws IOException {
        int covered = SnapshotFormat.CHUNK_HEAD_BYTES + messageBytes;
        ByteBuffer buffer = ByteBuffer.wrap(chunk).put(kind).putInt(messageBytes);
        checksum.update(chunk, 0, covered);
        buffer.putInt(covered, (int) checksum.getValue());
        int length = covered + SnapshotFormat.CHECKSUM_BYTES;
        out.write(chunk, 0, length);
        size += length;
        messageBytes = 0;
    }

    private void reserve(int message) {
        int needed = SnapshotFormat.CHUNK_HEAD_BYTES + message + SnapshotFormat.CHECKSUM_BYTES;
        if (needed > chunk.length) {
            chunk = Arrays.copyOf(chunk, Math.max(needed, Math.min(2 * chunk.length, maxLength())));
        }
    }

    private static int maxLength() {
        return SnapshotFormat.CHUNK_HEAD_BYTES + SnapshotFormat.MAX_CHUNK_BYTES + SnapshotFormat.CHECKSUM_BYTES;
    }
}
