package io.holdfast.server.raft;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The bytes of one of Ratis' log segments: the header {@code RaftLog1}, then records, then zeros (segments are
 * preallocated).
 *
 * <pre>{@code
 * varint  length of the entry
 * bytes   the entry, which begins with the tag of its term
 * int32   CRC-32C of everything above, big endian
 * }</pre>
 *
 * <p>Positions are offsets in the file. Confined to one thread.
 */
final class SegmentBytes {
    /** Where the first record begins. */
    static final int HEADER_BYTES = 8;

    /** The smallest piece that a disk writes as a whole. */
    static final int SECTOR = 512;

    private static final int CHECKSUM_BYTES = 4;
    private static final int MAX_VARINT_BYTES = 5;
    private static final byte TERM_TAG = 8;
    private static final long ILLEGAL = -1;
    private static final long CUT = -2;

    private final ByteBuffer bytes;

    SegmentBytes(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** How long the file is. */
    int size() {
        return bytes.limit();
    }

    /** A part of the file. */
    ByteBuffer slice(int begin, int end) {
        return bytes.slice(begin, end - begin);
    }

    /** Where up to {@code most} intact records from the first on end. */
    int endOfIntact(long most) {
        int position = HEADER_BYTES;
        long left = most;
        while (left > 0 && isIntact(position)) {
            position = (int) claimedEnd(position);
            left--;
        }
        return position;
    }

    /** How many records from the first on are intact, up to {@code most}. */
    long intactRecords(long most) {
        int position = HEADER_BYTES;
        long records = 0;
        while (records < most && isIntact(position)) {
            position = (int) claimedEnd(position);
            records++;
        }
        return records;
    }

    /** Where the record at a position says that it ends, beyond the file perhaps; -1 if there is no legal length. */
    long claimedEnd(int position) {
        long length = length(position, 0);
        if (length == CUT) {
            return size() + 1L;
        }
        return length < 0 ? -1 : position + length + CHECKSUM_BYTES;
    }

    /** Whether a whole record with the right checksum begins there. */
    boolean isIntact(int position) {
        return position < size() && bytes.get(position) != 0 && isIntact(position, 0);
    }

    /**
     * Whether the record there would be intact if one bit of its length were another: the length is damaged then, and
     * the record had been written.
     */
    boolean isIntactButForItsLength(int position) {
        for (int bit = 0; bit < MAX_VARINT_BYTES * Byte.SIZE; bit++) {
            if (isIntact(position, 1L << bit)) {
                return true;
            }
        }
        return false;
    }

    /** Whether an intact record with a term begins after {@code begin} and before {@code end}. */
    boolean hasRecordWithin(int begin, long end) {
        for (int position = begin + 1; position < Math.min(end, size()); position++) {
            if (bytes.get(position) != 0 && beginsWithTerm(position) && isIntact(position)) {
                return true;
            }
        }
        return false;
    }

    /** Whether all bytes from {@code begin} until before {@code end} or the end of the file are zero. */
    boolean isZero(int begin, long end) {
        int last = (int) Math.min(end, size());
        for (int position = begin; position < last; position++) {
            if (bytes.get(position) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Where the last byte that is not zero ends. */
    int endOfContent() {
        int end = size();
        while (end > 0 && bytes.get(end - 1) == 0) {
            end--;
        }
        return end;
    }

    private boolean beginsWithTerm(int position) {
        for (int i = position; i < Math.min(position + MAX_VARINT_BYTES, size() - 1); i++) {
            if (bytes.get(i) >= 0) {
                return bytes.get(i + 1) == TERM_TAG;
            }
        }
        return false;
    }

    private boolean isIntact(int position, long flip) {
        long length = length(position, flip);
        if (length < 0 || position + length + CHECKSUM_BYTES > size()) {
            return false;
        }
        CRC32C crc = new CRC32C();
        int flipped = (int) Math.min(length, MAX_VARINT_BYTES);
        for (int i = 0; i < flipped; i++) {
            crc.update(at(position, i, flip));
        }
        crc.update(bytes.slice(position + flipped, (int) length - flipped));
        return (int) crc.getValue() == bytes.getInt(position + (int) length);
    }

    /** Length of a record without its checksum, some bits of its first bytes flipped; or why there is none. */
    private long length(int position, long flip) {
        long value = 0;
        for (int i = 0; i < MAX_VARINT_BYTES && position + i < size(); i++) {
            byte next = at(position, i, flip);
            value |= (long) (next & 0x7f) << (7 * i);
            if (next >= 0) {
                return value <= RatisSettings.MAX_ENTRY_BYTES ? value + i + 1 : ILLEGAL;
            }
        }
        return position + MAX_VARINT_BYTES <= size() ? ILLEGAL : CUT;
    }

    private byte at(int position, int offset, long flip) {
        return (byte) (bytes.get(position + offset) ^ (byte) (flip >>> (Byte.SIZE * offset)));
    }
}
