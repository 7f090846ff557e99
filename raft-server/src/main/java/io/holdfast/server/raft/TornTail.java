package io.holdfast.server.raft;

import io.holdfast.server.storage.DataDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recognises and cuts off the torn end of Ratis' log segment in progress: records that were being written when the
 * process or the machine died, and so were never synced and never acknowledged. Anything else corrupt stops the node.
 *
 * <p>What is not synced reaches the disk by sectors, each or not, in any order; one that did not is still zero, as it
 * was preallocated, or beyond the end of a file that is shorter than it was. So the first record that is not intact (see
 * {@link SegmentBytes}) is torn if it is not known to have been synced ({@link SyncedIndex}), and a sector was never
 * written where it should be:
 *
 * <ul>
 *   <li>nothing but zeros from where it should begin to the end of that sector, though something follows later; or
 *   <li>a sector that it reaches into is all zero, or the file ends within it, and its length can be believed: no intact
 *       record begins inside it, and it would not be intact with one bit of its length changed.
 * </ul>
 *
 * <p>It and everything after it is cut off and kept beside the log. A log that ends before what is known to have been
 * synced is damaged however clean its end looks.
 */
final class TornTail {
    private static final Logger LOG = LoggerFactory.getLogger(TornTail.class);

    private TornTail() {}

    /**
     * Repairs the segment in progress of a log that is not open, if it needs it.
     *
     * @param folder where Ratis keeps the segments; it may not exist yet
     * @param group where it is noted how far they were synced
     * @param kept where to keep what is cut off
     * @return whether anything was cut off
     * @throws IOException if it cannot be read, or is damaged
     */
    static boolean repair(Path folder, Path group, Path kept) throws IOException {
        List<SegmentNames.Open> open = SegmentNames.open(folder);
        if (open.size() != 1) {
            return false;
        }
        SegmentNames.Open segment = open.get(0);
        return repairSegment(segment, SyncedIndex.read(group, segment.first()), kept);
    }

    private static boolean repairSegment(SegmentNames.Open open, long synced, Path kept) throws IOException {
        Path segment = open.path();
        try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            SegmentBytes bytes = new SegmentBytes(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
            int begin = bytes.endOfIntact(Long.MAX_VALUE);
            int end = bytes.endOfContent();
            long missing = open.first() + bytes.intactRecords(Long.MAX_VALUE);
            if (missing <= synced) {
                throw damaged(segment, "entry " + missing + " at offset " + begin + ", synced up to " + synced);
            }
            if (end > SegmentBytes.HEADER_BYTES && bytes.isZero(0, SegmentBytes.HEADER_BYTES)) {
                // Ratis would take the file for one just begun and delete it; but the header is synced before records.
                throw damaged(segment, "its header");
            }
            if (begin >= end) {
                return false;
            }
            if (!isTorn(bytes, begin)) {
                throw damaged(segment, "entry " + missing + " at offset " + begin);
            }
            keep(kept, segment, bytes.slice(begin, end), begin);
            ByteBuffer zeros = ByteBuffer.allocate(end - begin);
            while (zeros.hasRemaining()) {
                channel.write(zeros, begin + (long) zeros.position());
            }
            channel.force(true);
            LOG.warn(
                    "TORN LOG TAIL cut off segment={} offset={} bytes={} kept={}: what was being written when this node"
                            + " died; it was never acknowledged",
                    segment,
                    begin,
                    end - begin,
                    kept);
            return true;
        }
    }

    private static boolean isTorn(SegmentBytes bytes, int begin) {
        int nextSector = (begin / SegmentBytes.SECTOR + 1) * SegmentBytes.SECTOR;
        if (bytes.isZero(begin, nextSector)) {
            return true;
        }
        long end = bytes.claimedEnd(begin);
        return hasUnwrittenSector(bytes, nextSector, end)
                && !bytes.hasRecordWithin(begin, end)
                && !bytes.isIntactButForItsLength(begin);
    }

    private static boolean hasUnwrittenSector(SegmentBytes bytes, int from, long end) {
        if (end > bytes.size()) {
            return true;
        }
        for (int sector = from; sector < end; sector += SegmentBytes.SECTOR) {
            if (bytes.isZero(sector, sector + (long) SegmentBytes.SECTOR)) {
                return true;
            }
        }
        return false;
    }

    private static IOException damaged(Path segment, String what) {
        return new IOException("the log cannot be read: " + segment + " is damaged in " + what
                + "; this node must not go on with it: keep the directory for inspection and replace the member");
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
