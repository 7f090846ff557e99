package io.holdfast.server.raft;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;

/** Log segments as Ratis writes them, made by hand. */
final class SegmentImage {
    static final int FILE_BYTES = 64 << 10;
    private static final int SECTOR = 512;

    private SegmentImage() {}

    /** A preallocated segment with records in it. */
    static byte[] of(byte[]... records) {
        byte[] file = new byte[FILE_BYTES];
        System.arraycopy("RaftLog1".getBytes(StandardCharsets.US_ASCII), 0, file, 0, 8);
        return append(file, records);
    }

    /** The same with more records behind its last. */
    static byte[] append(byte[] segment, byte[]... records) {
        ByteBuffer file = ByteBuffer.wrap(segment.clone()).position(endOf(segment));
        for (byte[] record : records) {
            file.put(record);
        }
        return file.array();
    }

    /** A record of a random entry of so many bytes, which begins with a term and ends with no zero. */
    static byte[] record(Random random, int entryBytes) {
        byte[] entry = new byte[entryBytes];
        byte[] record;
        do {
            random.nextBytes(entry);
            entry[0] = 8;
            record = record(entry);
        } while (record[record.length - 1] == 0);
        return record;
    }

    private static byte[] record(byte[] entry) {
        ByteBuffer record = ByteBuffer.allocate(entry.length + 9);
        int left = entry.length;
        while (left > 0x7f) {
            record.put((byte) ((left & 0x7f) | 0x80));
            left >>>= 7;
        }
        record.put((byte) left).put(entry);
        CRC32C crc = new CRC32C();
        crc.update(record.array(), 0, record.position());
        record.putInt((int) crc.getValue());
        return Arrays.copyOf(record.array(), record.position());
    }

    /** Where the records end. */
    static int endOf(byte[] segment) {
        int end = segment.length;
        while (end > 8 && segment[end - 1] == 0) {
            end--;
        }
        return end;
    }

    /** How many intact records there are from the first on. */
    static int recordsOf(byte[] segment) {
        return (int) new SegmentBytes(ByteBuffer.wrap(segment)).intactRecords(Long.MAX_VALUE);
    }

    /** A segment of which some sectors are as they were before a write, the others as after it. */
    static byte[] torn(Random random, byte[] before, byte[] after) {
        byte[] torn = before.clone();
        for (int sector = 0; sector < torn.length; sector += SECTOR) {
            if (random.nextBoolean()) {
                System.arraycopy(after, sector, torn, sector, Math.min(SECTOR, torn.length - sector));
            }
        }
        return torn;
    }
}
