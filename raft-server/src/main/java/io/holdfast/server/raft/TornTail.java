package io.holdfast.server.raft;

import io.holdfast.server.storage.DataDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recognises and cuts off the torn end of Ratis' log segment in progress: a last record that was being written when the
 * process or the machine died, and so was never synced and never acknowledged. Anything else corrupt is left for Ratis
 * to refuse.
 *
 * <p>A segment is the header {@code RaftLog1}, then records, then zeros (segments are preallocated):
 *
 * <pre>{@code
 * varint  length of the entry
 * bytes   the entry
 * int32   CRC-32C of everything above, big endian
 * }</pre>
 *
 * <p>A record counts as torn only if its checksum is wrong, nothing but zeros follows it, and the last disk sector it
 * reaches into was never written (all zero). A damaged record that had been written to its end does not look like that:
 * it may have been acknowledged, and stops the node. What is cut off is kept beside the log.
 */
final class TornTail {
    private static final Logger LOG = LoggerFactory.getLogger(TornTail.class);
    private static final int HEADER_BYTES = 8;
    private static final int CHECKSUM_BYTES = 4;
    private static final int MAX_VARINT_BYTES = 5;
    private static final int SECTOR = 512;

    private TornTail() {}

    /**
     * Repairs the segment in progress of a log that is not open, if it needs it.
     *
     * @param folder where Ratis keeps the segments; it may not exist yet
     * @param kept where to keep what is cut off
     * @return whether anything was cut off
     */
    static boolean repair(Path folder, Path kept) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        List<Path> inProgress;
        try (var files = Files.list(folder)) {
            inProgress = files.filter(file -> String.valueOf(file.getFileName()).startsWith("log_inprogress_"))
                    .toList();
        }
        return inProgress.size() == 1 && repairSegment(inProgress.get(0), kept);
    }

    private static boolean repairSegment(Path segment, Path kept) throws IOException {
        try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            int torn = tornAt(bytes);
            if (torn < 0) {
                return false;
            }
            int end = lastNonZero(bytes) + 1;
            keep(kept, segment, bytes.slice(torn, end - torn), torn);
            ByteBuffer zeros = ByteBuffer.allocate(end - torn);
            while (zeros.hasRemaining()) {
                channel.write(zeros, torn + (long) zeros.position());
            }
            channel.force(true);
            LOG.warn(
                    "TORN LOG TAIL cut off segment={} offset={} bytes={} kept={}: an entry that was being written when"
                            + " this node died; it was never acknowledged",
                    segment,
                    torn,
                    end - torn,
                    kept);
            return true;
        }
    }

    /** Where the torn last record begins, or -1 if there is none. */
    private static int tornAt(ByteBuffer bytes) {
        int position = HEADER_BYTES;
        while (position < bytes.limit() && bytes.get(position) != 0) {
            long length = length(bytes, position);
            long end = position + Math.abs(length) + CHECKSUM_BYTES;
            if (length < 0 || end > bytes.limit()) {
                // No record of Ratis', or cut off by the end of the file, which Ratis forgives by itself.
                return -1;
            }
            if (checksum(bytes, position, (int) length) != bytes.getInt(position + (int) length)) {
                return isUnfinished(bytes, position, (int) end) ? position : -1;
            }
            position = (int) end;
        }
        return -1;
    }

    /** Length of a record without its checksum, or -1 if there is no legal length. */
    private static long length(ByteBuffer bytes, int position) {
        long value = 0;
        for (int i = 0; i < MAX_VARINT_BYTES && position + i < bytes.limit(); i++) {
            byte next = bytes.get(position + i);
            value |= (long) (next & 0x7f) << (7 * i);
            if (next >= 0) {
                return value <= RatisSettings.MAX_ENTRY_BYTES ? value + i + 1 : -1;
            }
        }
        return -1;
    }

    private static int checksum(ByteBuffer bytes, int position, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(position, length));
        return (int) crc.getValue();
    }

    private static boolean isUnfinished(ByteBuffer bytes, int begin, int end) {
        int lastSector = (end - 1) / SECTOR * SECTOR;
        return lastSector > begin && lastNonZero(bytes) < lastSector;
    }

    private static int lastNonZero(ByteBuffer bytes) {
        int last = bytes.limit() - 1;
        while (last >= 0 && bytes.get(last) == 0) {
            last--;
        }
        return last;
    }

    private static void keep(Path kept, Path segment, ByteBuffer torn, int offset) throws IOException {
        Files.createDirectories(kept);
        Path copy = kept.resolve(segment.getFileName() + "-at-" + offset);
        try (FileChannel channel = FileChannel.open(
                copy, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            while (torn.hasRemaining()) {
                channel.write(torn);
            }
            channel.force(true);
        }
        DataDirectory.sync(kept);
    }
}
